import type { AppendLog } from '../../hal/append-log.ts'
import type { Clock } from '../../hal/clock.ts'
import type { Storage } from '../../hal/storage.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import type { ScryptTerms } from '../domain/password-hash.ts'
import { Audit } from './access/audit.ts'
import { ChallengeCounter } from './access/challenge-counter.ts'
import { openDeviceKey } from './access/device-key.ts'
import { FailureWatch } from './access/failure-watch.ts'
import { GrantBox } from './access/grant-box.ts'
import { LoginDesk } from './access/login-desk.ts'
import { Passwords } from './access/passwords.ts'
import { SessionDesk } from './access/session-desk.ts'
import { takeProvisioning } from './access/take-provisioning.ts'
import { UserDesk } from './access/user-desk.ts'
import { UserStore } from './access/user-store.ts'
import { publishHealth } from './health.ts'
import { HeardTime } from './heard-time.ts'
import type { Service, ServiceContext } from './service.ts'
import { tellAs } from './tell.ts'

interface AccessDeps extends ServiceContext {
  /** What cannot be kept there is not done. */
  storage: Storage
  log: AppendLog
  trainId: string
  /** Depot keys by name, 32 bytes in base64. */
  depotKeys: Readonly<Record<string, string>>
  /** Reads the depot's file of users; absent where the train's file names none. */
  provisioning?: () => Promise<string>
  /** Bytes that nobody can guess. */
  secretBytes(count: number): Uint8Array
  /** Of new passwords' hashes; the usual ones unless given. */
  terms?: ScryptTerms
}

const madeText = {
  first: 'this controller has made its device key',
  anew: 'the device key did not read any more: this controller has made another',
} as const

const openParts = async (deps: AccessDeps) => {
  const { clock, bus, storage, log, trainId, secretBytes } = deps
  const time = new HeardTime()
  const endTime = time.listen(bus)
  const tell = tellAs('access', deps)
  const key = await openDeviceKey(storage)
  const run = Buffer.from(secretBytes(8)).toString('hex')
  const audit = new Audit({ clock, log, run, time, trainId, key, tell })
  const store = new UserStore(storage)
  const failures = new FailureWatch(clock, store, {
    kept: await store.open(),
    salt: Buffer.from(secretBytes(16)).toString('hex'),
  })
  const sessions = new SessionDesk({ clock, bus, audit })
  const utcMs = (): number | undefined => {
    const heard = time.at(clock.nowMs())
    return heard.utcTrust === 'trusted' ? heard.utcMs : undefined
  }
  const shared = { ...deps, audit, store, failures, sessions, tell, utcMs, grants: new GrantBox(clock) }
  const desks = { ...shared, passwords: new Passwords(secretBytes, deps.terms), counter: new ChallengeCounter(storage) }
  return { ...desks, key, endTime, login: new LoginDesk(desks), users: new UserDesk(desks) }
}

/** A file system that answers no more must not hold the login up. */
const PROVISIONING_WAIT_MS = 10_000

/** What comes, or a rejection when nothing came in time. */
const within = <T>(clock: Clock, waitMs: number, coming: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const why = `the depot's file of users was not read within ${waitMs / 1_000} s`
    const cancel = clock.after(waitMs, () =>
      reject(new TerminalError({ code: 'storage-failed', device: 'users', retry: 'backoff', message: why })),
    )
    coming.then(resolve, reject).finally(cancel)
  })

type Parts = Awaited<ReturnType<typeof openParts>>

/** What a start finds, noted and told: keys, users that do not read, the depot's file. */
const begin = async (parts: Parts): Promise<void> => {
  const { key, audit, store, tell, provisioning, clock } = parts
  const note = (noted: Parameters<Audit['note']>[0]): Promise<void> => audit.note(noted).catch(() => undefined)
  await note({ kind: 'start', text: `device key ${key.fingerprint.slice(0, 16)}` })
  if (key.made !== 'before') {
    await note({ kind: 'keys', text: madeText[key.made] })
    if (key.made === 'anew') tell({ subject: 'device key', text: madeText.anew, severity: 'warning' })
  }
  const unread = store.unreadWhy()
  if (unread !== undefined)
    tell({ subject: 'users', text: `${unread}: only a challenge lets anybody in`, severity: 'warning' })
  if (!provisioning) return
  const text = await within(clock, PROVISIONING_WAIT_MS, provisioning()).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    tell({ subject: 'users', text: why, severity: 'warning' })
  })
  const told = text === undefined ? undefined : await takeProvisioning(text, parts)
  if (told) tell({ subject: 'users', text: told.text, severity: told.isBad ? 'warning' : 'info' })
}

/**
 * How a commit ended, or that a trial went back: the session that asked may end with the console that the change restarts. What was told
 * before this service began has been noted by the one before it.
 */
const noteConfigurations = ({ bus, clock, audit }: Parts): (() => void) => {
  const beganMs = clock.nowMs()
  return bus.subscribe('configuration.event', ({ atMs, code, text, reasons }) => {
    if (!code?.startsWith('configuration-') || atMs < beganMs) return
    void audit.note({ kind: 'configuration', text: [text, ...reasons].join('; ') }).catch(() => undefined)
  })
}

const handlers = ({ bus, login, users, sessions, audit }: Parts): (() => void)[] => [
  bus.handle('access.login', async (asked) => ({ ok: true, reply: await login.login(asked) })),
  bus.handle('access.challenge', (asked) => login.challenge(asked)),
  bus.handle('access.answer', async (asked) => ({ ok: true, reply: await login.answer(asked) })),
  bus.handle('access.leave', async ({ session }) => {
    await sessions.leave(session)
    return { ok: true, reply: {} }
  }),
  bus.handle('access.note', (asked) => sessions.take(asked)),
  bus.handle('access.control', (asked) => sessions.takeControl(asked)),
  bus.handle('access.password', (asked) => users.password(asked)),
  bus.handle('access.user', (asked) => users.user(asked)),
  bus.handle('access.users', () => ({ ok: true, reply: users.users() })),
  bus.handle('access.show', async ({ count }) => ({ ok: true, reply: { lines: await audit.show(count) } })),
  bus.handle('access.verify', async () => ({ ok: true, reply: await audit.verify() })),
  bus.handle('access.head', () => ({ ok: true, reply: audit.head() })),
]

/** Decides who may do what at the console, and keeps the log of what they did: another process than the console. */
export const startAccess = async (deps: AccessDeps): Promise<Service> => {
  const parts = await openParts(deps)
  await begin(parts)
  const ends = [...handlers(parts), noteConfigurations(parts), publishHealth(deps, 'access', {}), parts.endTime]
  return {
    close: async () => {
      for (const end of ends) end()
      parts.sessions.close()
      await parts.audit.close()
    },
  }
}
