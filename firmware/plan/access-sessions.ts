import type { MonotonicMs } from '../../hal/units.ts'
import type { Role } from '../domain/role.ts'

/** Somebody logged in at a terminal. */
export interface AccessSession {
  /** Known to its console only. */
  id: string
  /** The name of its terminal: one session each. */
  line: string
  name: string
  role: Role
  sinceMs: MonotonicMs
  /** When it was heard last. */
  heardMs: MonotonicMs
  /** A command runs in it: it may be silent for longer. */
  isBusy: boolean
  /** Nothing is done before the password is changed. */
  mustChange: boolean
  /** Nobody could note that it began: it only looks. */
  isUnnoted: boolean
  /** Let in by a challenge, until then. */
  untilMs?: MonotonicMs | undefined
}

/** Who is logged in, and which of them may change things. */
export interface AccessSessions {
  all: readonly AccessSession[]
  /** The session that may do more than look. */
  writer?: string | undefined
}

export const noSessions: AccessSessions = { all: [] }

/** Terminals of one train. */
const SESSIONS_AT_MOST = 8
/** The console locks sooner; this ends what a console left behind that died. */
const IDLE_END_MS = 900_000
const BUSY_END_MS = 7_200_000

export const sessionOf = ({ all }: AccessSessions, id: string): AccessSession | undefined =>
  all.find((session) => session.id === id)

export const writerOf = (sessions: AccessSessions): AccessSession | undefined =>
  sessions.writer === undefined ? undefined : sessionOf(sessions, sessions.writer)

/** What somebody may do at the moment: one who does not hold control only looks. */
export const roleNow = (sessions: AccessSessions, session: AccessSession): Role =>
  sessions.writer === session.id && !session.mustChange ? session.role : 'viewer'

const without = ({ all, writer }: AccessSessions, gone: (session: AccessSession) => boolean): AccessSessions => {
  const left = all.filter((session) => !gone(session))
  return { all: left, writer: left.some(({ id }) => id === writer) ? writer : undefined }
}

/** Whether somebody may hold control at all. */
const mayWrite = ({ role, isUnnoted, mustChange }: AccessSession): boolean =>
  role !== 'viewer' && !isUnnoted && !mustChange

/** Control goes to whoever comes while nobody has it. */
const handed = (sessions: AccessSessions, session: AccessSession): AccessSessions =>
  sessions.writer === undefined && mayWrite(session) ? { ...sessions, writer: session.id } : sessions

const besideLine = (sessions: AccessSessions, line: string): AccessSessions =>
  without(sessions, (session) => session.line === line)

/** Whether a session can begin on a line. */
export const hasRoom = (sessions: AccessSessions, line: string): boolean =>
  besideLine(sessions, line).all.length < SESSIONS_AT_MOST

/** A new session; what was on its line has ended. `full` when more terminals are in use than a train has. */
export const begin = (sessions: AccessSessions, session: AccessSession): AccessSessions | 'full' => {
  if (!hasRoom(sessions, session.line)) return 'full'
  const others = besideLine(sessions, session.line)
  return handed({ ...others, all: [...others.all, session] }, session)
}

export const leave = (sessions: AccessSessions, id: string): AccessSessions =>
  without(sessions, (session) => session.id === id)

const changed = (sessions: AccessSessions, session: AccessSession): AccessSessions => ({
  ...sessions,
  all: sessions.all.map((other) => (other.id === session.id ? session : other)),
})

export const heard = (
  sessions: AccessSessions,
  id: string,
  { nowMs, isBusy }: { nowMs: MonotonicMs; isBusy: boolean },
): AccessSessions => {
  const session = sessionOf(sessions, id)
  return session ? changed(sessions, { ...session, heardMs: nowMs, isBusy }) : sessions
}

/** The password is the person's own now. */
export const settled = (sessions: AccessSessions, id: string): AccessSessions => {
  const session = sessionOf(sessions, id)
  if (!session?.mustChange) return sessions
  const after = { ...session, mustChange: false }
  return handed(changed(sessions, after), after)
}

/** Takes control; whoever had it looks only from now on. `undefined` for one who may never have it. */
export const takeControl = (sessions: AccessSessions, id: string): AccessSessions | undefined => {
  const session = sessionOf(sessions, id)
  return session && mayWrite(session) ? { ...sessions, writer: id } : undefined
}

const isOver = ({ heardMs, isBusy, untilMs }: AccessSession, nowMs: MonotonicMs): boolean =>
  (untilMs !== undefined && nowMs >= untilMs) || nowMs - heardMs >= (isBusy ? BUSY_END_MS : IDLE_END_MS)

/** Ends what is over: the time that a challenge gave, or a session that nothing is heard of. */
export const passSessions = (sessions: AccessSessions, nowMs: MonotonicMs): AccessSessions =>
  sessions.all.some((session) => isOver(session, nowMs))
    ? without(sessions, (session) => isOver(session, nowMs))
    : sessions

/** Ends every session of a person: the user is gone, or somebody else's now. */
export const endOf = (sessions: AccessSessions, name: string): AccessSessions =>
  without(sessions, (session) => session.name === name)
