import type { Clock } from '../../../hal/clock.ts'
import { type Answer, refuse } from '../../bus/answer.ts'
import type { Bus } from '../../bus/bus.ts'
import type { CommandReply, CommandRequest } from '../../bus/commands.ts'
import { mayAct, type Role } from '../../domain/role.ts'
import {
  type AccessSession,
  type AccessSessions,
  begin,
  endOf,
  hasRoom,
  heard,
  leave,
  noSessions,
  passSessions,
  roleNow,
  sessionOf,
  settled,
  takeControl,
  writerOf,
} from '../../plan/access-sessions.ts'
import type { Audit, Noted } from './audit.ts'

const TELL_EVERY_MS = 5_000
const PASS_EVERY_MS = 1_000

export const NO_SESSION = 'nobody is logged in here any more: log in again'

type Note = CommandRequest<'access.note'>['note']

/** What a note comes to in the audit log. */
const notedOf = (note: Note): Pick<Noted, 'kind' | 'text' | 'isBad'> => {
  switch (note.do) {
    case 'command':
      return { kind: 'command', text: note.line }
    case 'result':
      return { kind: 'result', text: `${note.line}: ${note.isBad ? note.text : 'done'}`, isBad: note.isBad }
    case 'lock':
      return { kind: 'lock', text: note.why }
  }
}

/** Who is logged in where, what they do, and which of them holds control. */
export class SessionDesk {
  readonly #deps: { clock: Clock; bus: Bus; audit: Audit }
  readonly #ends: readonly (() => void)[]
  #sessions: AccessSessions = noSessions

  constructor(deps: { clock: Clock; bus: Bus; audit: Audit }) {
    this.#deps = deps
    this.#ends = [
      deps.clock.every(TELL_EVERY_MS, () => this.#publish()),
      deps.clock.every(PASS_EVERY_MS, () => this.#pass()),
    ]
    this.#publish()
  }

  of(id: string): AccessSession | undefined {
    return sessionOf(this.#sessions, id)
  }

  roleNow(session: AccessSession): Role {
    return roleNow(this.#sessions, session)
  }

  /** Whoever holds control, when it is somebody else. */
  writerBeside(id: string): { line: string; name: string } | undefined {
    const writer = writerOf(this.#sessions)
    return writer && writer.id !== id ? { line: writer.line, name: writer.name } : undefined
  }

  /** Whether somebody could begin at a terminal: not while too many are in use. */
  hasRoom(line: string): boolean {
    return hasRoom(this.#sessions, line)
  }

  /** False when too many terminals are in use. */
  begin(session: AccessSession): boolean {
    const after = begin(this.#sessions, session)
    if (after === 'full') return false
    void this.#end(after, 'somebody logged in at the same terminal')
    return true
  }

  settled(id: string): void {
    this.#set(settled(this.#sessions, id))
  }

  /** Ends the sessions of somebody whose leave is another now. */
  endOf(name: string): void {
    void this.#end(endOf(this.#sessions, name), 'the leave is another now')
  }

  leave(id: string): Promise<void> {
    return this.#end(leave(this.#sessions, id), 'left')
  }

  /** Notes something of a session; rejects when it cannot be kept. */
  note(session: AccessSession, noted: Noted): Promise<void> {
    const { line, name } = session
    return this.#deps.audit.note({ line, name, role: this.roleNow(session), ...noted })
  }

  /** What somebody does: noted, or refused for one who may not, and where nothing can be noted. */
  async take({ session: id, note }: CommandRequest<'access.note'>): Promise<Answer<'access.note'>> {
    const session = this.of(id)
    if (!session) return refuse(NO_SESSION)
    if (session.mustChange && note.do === 'command') return refuse('the password must be changed first')
    const mayNot = note.do === 'command' && note.wants !== undefined && !mayAct(this.roleNow(session), note.wants)
    if (mayNot) return refuse('another terminal has control: "take control" takes it back')
    const isBusy = note.do === 'command' || (note.do === 'lock' && session.isBusy)
    this.#sessions = heard(this.#sessions, id, { nowMs: this.#deps.clock.nowMs(), isBusy })
    try {
      await this.note(session, notedOf(note))
      return { ok: true, reply: {} }
    } catch (error) {
      return refuse(`it cannot be noted: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  async takeControl({ session: id }: CommandRequest<'access.control'>): Promise<Answer<'access.control'>> {
    const session = this.of(id)
    if (!session) return refuse(NO_SESSION)
    const from = this.writerBeside(id)
    if (!takeControl(this.#sessions, id)) return refuse('this login may only look')
    try {
      await this.note(session, { kind: 'control', text: from ? `from ${from.name} at ${from.line}` : 'taken' })
    } catch (error) {
      return refuse(`it cannot be noted: ${error instanceof Error ? error.message : String(error)}`)
    }
    const after = takeControl(this.#sessions, id)
    if (!after) return refuse(NO_SESSION)
    this.#set(after)
    return { ok: true, reply: { now: session.role, ...(from && { from }) } }
  }

  told(): CommandReply<'access.users'>['sessions'] {
    return this.#sessions.all.map((session) => {
      const { line, name, role, sinceMs } = session
      return { line, name, role, now: this.roleNow(session), isWriter: this.#sessions.writer === session.id, sinceMs }
    })
  }

  close(): void {
    for (const end of this.#ends) end()
  }

  #set(after: AccessSessions): void {
    if (after === this.#sessions) return
    this.#sessions = after
    this.#publish()
  }

  #pass(): void {
    void this.#end(passSessions(this.#sessions, this.#deps.clock.nowMs()), 'its time is over')
  }

  /** Notes of each session that is no more there who it was, in the role that was held until then. Never rejects. */
  async #end(after: AccessSessions, text: string): Promise<void> {
    const gone = this.#sessions.all
      .filter(({ id }) => !sessionOf(after, id))
      .map((session) => ({ session, role: this.roleNow(session) }))
    this.#set(after)
    const notes = gone.map(({ session, role }) => this.note(session, { kind: 'logout', role, text }))
    await Promise.allSettled(notes)
  }

  #publish(): void {
    this.#deps.bus.publish('sessions', { atMs: this.#deps.clock.nowMs(), sessions: this.told() })
  }
}
