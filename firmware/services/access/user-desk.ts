import type { Clock } from '../../../hal/clock.ts'
import { type Answer, refuse } from '../../bus/answer.ts'
import type { CommandReply, CommandRequest } from '../../bus/commands.ts'
import { passwordFault } from '../../domain/password-rules.ts'
import { grantOf, passGrants, withoutGrant, withPassword } from '../../plan/access-grants.ts'
import type { AccessSession } from '../../plan/access-sessions.ts'
import {
  addUser,
  changePassword,
  changeRole,
  isRevoked,
  nameFault,
  removeUser,
  type UserPlanned,
  userNamed,
} from '../../plan/access-users.ts'
import type { FailureWatch } from './failure-watch.ts'
import type { GrantBox } from './grant-box.ts'
import type { Passwords } from './passwords.ts'
import { NO_SESSION, type SessionDesk } from './session-desk.ts'
import { Turns } from './turns.ts'
import type { UserStore } from './user-store.ts'

type Changed = CommandReply<'access.user'>
type Fault = Extract<Changed, { outcome: 'no' }>['why']

export interface UserDeskDeps {
  clock: Clock
  store: UserStore
  passwords: Passwords
  sessions: SessionDesk
  grants: GrantBox
  failures: FailureWatch
  depotKeys: Readonly<Record<string, string>>
}

/** More than a train has terminals. */
const MOST_WAITING = 8

const no = (why: Fault): Answer<'access.user'> => ({ ok: true, reply: { outcome: 'no', why } })
const done: Answer<'access.user'> = { ok: true, reply: { outcome: 'done' } }

/** Some hours must not become years that no revoked key ends. */
const BY_CHALLENGE = 'who was let in by a challenge makes no users: they come from a file of the depot'

/** Users and their passwords, as engineers change them, and everybody the own one. */
export class UserDesk {
  readonly #deps: UserDeskDeps
  /** One change at a time. */
  readonly #turns = new Turns(MOST_WAITING)

  constructor(deps: UserDeskDeps) {
    this.#deps = deps
  }

  password(asked: CommandRequest<'access.password'>): Promise<Answer<'access.password'>> {
    return this.#inTurn(async () => {
      const session = this.#deps.sessions.of(asked.session)
      if (!session) return refuse(NO_SESSION)
      if (this.#deps.passwords.isBusy()) return no('busy')
      const { name = session.name } = asked
      return name === session.name ? this.#own(session, asked) : this.#others(session, { ...asked, name })
    })
  }

  user(asked: CommandRequest<'access.user'>): Promise<Answer<'access.user'>> {
    return this.#inTurn(async () => {
      const { sessions, store } = this.#deps
      const session = sessions.of(asked.session)
      if (!session) return refuse(NO_SESSION)
      if (sessions.roleNow(session) !== 'engineer') return no('not-allowed')
      if (session.untilMs !== undefined && asked.do !== 'remove') return refuse(BY_CHALLENGE)
      const { name } = asked
      switch (asked.do) {
        case 'add':
          return this.#add(session, asked)
        case 'remove':
          return this.#remove(session, name)
        case 'role': {
          const planned = changeRole(store.book(), name, { role: asked.role, by: session.name })
          return this.#change(session, planned, { name, text: `makes a ${asked.role} of user` })
        }
      }
    })
  }

  users(): CommandReply<'access.users'> {
    const { store, grants, sessions, clock, depotKeys } = this.#deps
    const [nowMs, trusted, logins] = [clock.nowMs(), Object.values(depotKeys), store.logins()]
    const users = store.book().users.map((user) => {
      const { name, role, mustChange, depot } = user
      const lastLogin = logins[name]
      return {
        name,
        role,
        from: depot ? ('depot' as const) : ('console' as const),
        mustChange,
        isRevoked: isRevoked(user, trusted),
        ...(lastLogin && { lastLogin }),
      }
    })
    return {
      ...(store.unreadWhy() !== undefined && { isUnread: true as const }),
      users: users.sort((one, other) => one.name.localeCompare(other.name)),
      granted: passGrants(grants.state(), nowMs).given.map(({ name, role, untilMs }) => ({
        name,
        role,
        leftS: (untilMs - nowMs) / 1_000,
      })),
      sessions: sessions.told(),
    }
  }

  async #own(
    session: AccessSession,
    { old, password }: CommandRequest<'access.password'>,
  ): Promise<Answer<'access.password'>> {
    const { store, passwords, grants, failures } = this.#deps
    const { name, untilMs, mustChange } = session
    const fault = passwordFault(password, name)
    if (fault) return no(fault)
    const kept = untilMs === undefined ? userNamed(store.book(), name)?.hash : undefined
    if (untilMs === undefined && !mustChange) {
      const slot = failures.slotOf(name)
      const waitMs = failures.waitMs(slot)
      if (waitMs > 0) return { ok: true, reply: { outcome: 'no', why: 'wait', waitS: waitMs / 1_000 } }
      if (!(await passwords.isRight(old ?? '', kept))) {
        await failures.add(slot)
        return no('wrong')
      }
    }
    if (await passwords.isRight(password, kept)) return no('same')
    const hash = await passwords.hash(password)
    if (untilMs === undefined) {
      const planned = changePassword(store.book(), name, { hash, isOwn: true })
      return this.#change(session, planned, { text: 'changes the own password' })
    }
    const noted = await this.#note(session, 'sets a password for as long as the challenge holds')
    if (noted) return noted
    grants.change((state) => withPassword(state, name, hash))
    return done
  }

  async #others(
    session: AccessSession,
    { name, password }: { name: string; password: string },
  ): Promise<Answer<'access.password'>> {
    const { store, passwords, sessions } = this.#deps
    if (sessions.roleNow(session) !== 'engineer') return no('not-allowed')
    if (session.untilMs !== undefined) return refuse(BY_CHALLENGE)
    if (!userNamed(store.book(), name)) return no('unknown')
    const fault = passwordFault(password, name)
    if (fault) return no(fault)
    const planned = changePassword(store.book(), name, { hash: await passwords.hash(password), isOwn: false })
    return this.#change(session, planned, { name, text: 'sets a password of user' })
  }

  async #add(
    session: AccessSession,
    { name, role, password }: Extract<CommandRequest<'access.user'>, { do: 'add' }>,
  ): Promise<Answer<'access.user'>> {
    const { passwords, store } = this.#deps
    const fault = nameFault(name) ?? passwordFault(password, name)
    if (fault) return no(fault)
    if (userNamed(store.book(), name)) return no('exists')
    if (passwords.isBusy()) return no('busy')
    const planned = addUser(store.book(), { name, role, hash: await passwords.hash(password) })
    return this.#change(session, planned, { name, text: `adds ${role}` })
  }

  /** Of the user, and of what a challenge let in under the name. */
  async #remove(session: AccessSession, name: string): Promise<Answer<'access.user'>> {
    const { store, grants, clock, sessions } = this.#deps
    const isGranted = name !== session.name && grantOf(grants.state(), name, clock.nowMs()) !== undefined
    const planned = removeUser(store.book(), name, session.name)
    if (!('fault' in planned) || !isGranted) {
      const answer = await this.#change(session, planned, { name, text: 'removes user' })
      if (!answer.ok || answer.reply.outcome !== 'done' || !isGranted) return answer
    } else {
      const noted = await this.#note(session, `ends the leave of ${name}`)
      if (noted) return noted
      sessions.endOf(name)
    }
    grants.change((state) => withoutGrant(state, name))
    return done
  }

  /** Notes a change, then makes it. `name` is of the user who is changed, whose sessions end. */
  async #change(
    session: AccessSession,
    planned: UserPlanned,
    { name, text }: { name?: string; text: string },
  ): Promise<Answer<'access.user'>> {
    if ('fault' in planned) return no(planned.fault)
    const noted = await this.#note(session, name === undefined ? text : `${text} ${name}`)
    if (noted) return noted
    try {
      await this.#deps.store.keepBook(planned.book)
    } catch (error) {
      return refuse(`it cannot be kept: ${error instanceof Error ? error.message : String(error)}`)
    }
    if (name === undefined) this.#deps.sessions.settled(session.id)
    else this.#deps.sessions.endOf(name)
    return done
  }

  /** What cannot be noted is not done. */
  async #note(session: AccessSession, text: string): Promise<Answer<'access.user'> | undefined> {
    try {
      await this.#deps.sessions.note(session, { kind: 'users', text })
      return undefined
    } catch (error) {
      return refuse(`it cannot be noted: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  #inTurn(work: () => Promise<Answer<'access.user'>>): Promise<Answer<'access.user'>> {
    return this.#turns.isFull() ? Promise.resolve(no('busy')) : this.#turns.take(work)
  }
}
