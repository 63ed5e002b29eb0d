import { execFile } from 'node:child_process'
import type { Account } from './account.ts'

/** Of util-linux, which every Debian has. Not by PATH: whoever starts services may have another there. */
const SETPRIV = '/usr/bin/setpriv'
const TEST = '/usr/bin/test'
const DEADLINE_MS = 10_000

type Rights = Pick<Account, 'uid' | 'gid' | 'groups'>

/**
 * A command line that runs another as an account: its user, its groups and no others, no capability, and none to be had by any
 * program that it starts. The process stays the same, so its id and its channels do.
 */
export const asAccount = ({ uid, gid, groups }: Rights, program: string, args: readonly string[]) => ({
  program: SETPRIV,
  args: [
    ...['--reuid', String(uid), '--regid', String(gid)],
    ...(groups.length === 0 ? ['--clear-groups'] : ['--groups', groups.join(',')]),
    ...['--no-new-privs', '--inh-caps=-all', '--ambient-caps=-all', '--bounding-set=-all', '--'],
    ...[program, ...args],
  ],
})

/** Of whoever starts services, what a service needs of it: nothing else of root's environment is the account's business. */
const HANDED_ON = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'NO_COLOR', 'NODE_OPTIONS', 'NODE_V8_COVERAGE']

/** The environment of an account's process: what any program needs, and `own`. */
export const environmentFor = ({ name }: Pick<Account, 'name'>, own: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(HANDED_ON.flatMap((key) => (process.env[key] === undefined ? [] : [[key, process.env[key]]]))),
  HOME: '/nonexistent',
  USER: name,
  LOGNAME: name,
  ...own,
})

/** What a file or folder is wanted for: `-r` to read, `-w` to write, `-x` to run or to enter. */
export interface Need {
  path: string
  to: 'read' | 'write' | 'enter'
}

const flags = { read: '-r', write: '-w', enter: '-x' } as const

const may = (account: Rights, { path, to }: Need): Promise<boolean> => {
  const { program, args } = asAccount(account, TEST, [flags[to], path])
  return new Promise((resolve, reject) => {
    const options = { env: { LC_ALL: 'C' }, timeout: DEADLINE_MS, killSignal: 'SIGKILL' as const }
    execFile(program, args, options, (error, _stdout, stderr) => {
      if (!error) resolve(true)
      else if (error.code === 1 && stderr === '') resolve(false)
      else reject(error)
    })
  })
}

/** Those needs that the kernel refuses an account, asked as that account. Rejects with what `setpriv` says when it cannot become it. */
export const refusedTo = async (account: Rights, needs: readonly Need[]): Promise<Need[]> => {
  const mays = await Promise.all(needs.map((need) => may(account, need)))
  return needs.filter((_, index) => mays[index] === false)
}
