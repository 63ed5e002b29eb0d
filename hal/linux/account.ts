import { execFile } from 'node:child_process'
import { TerminalError } from '../terminal-error.ts'
import { SYSTEM_PATH } from './network/tool.ts'

/** A user of the system, as its user database has it. */
export interface Account {
  name: string
  uid: number
  /** Its own group. */
  gid: number
  group: string
  /** The other groups that it is in. */
  groups: readonly number[]
}

const DEADLINE_MS = 10_000
/** Of coreutils' `id`: uid=997(steppelink-console) gid=996(steppelink) groups=996(steppelink),20(dialout). */
const FORM = /^uid=(\d+)\([^)]*\) gid=(\d+)\(([^)]*)\) groups=(\S+)/

const failed = (name: string, cause: unknown): TerminalError =>
  new TerminalError({
    code: 'account-failed',
    device: name,
    retry: 'backoff',
    message: 'the system does not say who this user is: does `id` run here?',
    cause,
  })

/** What `id` says of a user; undefined where there is none. */
const said = (name: string): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    const options = { env: { PATH: SYSTEM_PATH, LC_ALL: 'C' }, timeout: DEADLINE_MS, killSignal: 'SIGKILL' as const }
    execFile('id', ['--', name], options, (error, stdout) => {
      if (!error) resolve(stdout)
      else if (error.code === 1) resolve(undefined)
      else reject(failed(name, error))
    })
  })

/** Finds a user of the system by name; undefined where there is none. Rejects with TerminalError `account-failed`. */
export const findAccount = async (name: string): Promise<Account | undefined> => {
  const text = await said(name)
  if (text === undefined) return undefined
  const [, uid, gid, group = '', groups = ''] = FORM.exec(text) ?? []
  if (uid === undefined || gid === undefined) throw failed(name, text)
  const all = [...groups.matchAll(/(?:^|,)(\d+)/g)].map(([, id]) => Number(id))
  return { name, uid: Number(uid), gid: Number(gid), group, groups: all.filter((id) => id !== Number(gid)) }
}
