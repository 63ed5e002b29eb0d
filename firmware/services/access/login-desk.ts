import { verify } from 'node:crypto'
import type { Clock } from '../../../hal/clock.ts'
import type { MonotonicMs } from '../../../hal/units.ts'
import { type Answer, refuse } from '../../bus/answer.ts'
import type { CommandReply, CommandRequest } from '../../bus/commands.ts'
import { answerSigned, readAnswer } from '../../domain/access-answer.ts'
import { challengeText } from '../../domain/access-challenge.ts'
import type { Role } from '../../domain/role.ts'
import { type AccessGrant, answer, ask, grantOf } from '../../plan/access-grants.ts'
import { isRevoked, userNamed } from '../../plan/access-users.ts'
import { ANSWERS, CHALLENGES } from '../../plan/login-delay.ts'
import { publicKeyOf } from '../ed25519.ts'
import type { Tell } from '../tell.ts'
import type { Audit } from './audit.ts'
import type { ChallengeCounter } from './challenge-counter.ts'
import { digest } from './digest.ts'
import type { FailureWatch } from './failure-watch.ts'
import type { GrantBox } from './grant-box.ts'
import type { Passwords } from './passwords.ts'
import type { SessionDesk } from './session-desk.ts'
import { Turns } from './turns.ts'
import { Unheard } from './unheard.ts'
import type { UserStore } from './user-store.ts'

type Admitted = CommandReply<'access.login'>
type Out = Extract<Admitted, { outcome: 'out' }>

const waiting = (waitMs: number): Out => ({ outcome: 'out', why: 'wait', waitS: waitMs / 1_000 })

/** More than a train has terminals. */
const MOST_WAITING = 8
/** Of attempts that came while too many waited. */
const BUSY = 'busy'

export interface LoginDeps {
  clock: Clock
  audit: Audit
  store: UserStore
  passwords: Passwords
  sessions: SessionDesk
  grants: GrantBox
  failures: FailureWatch
  counter: ChallengeCounter
  trainId: string
  /** Depot keys by name, 32 bytes in base64. */
  depotKeys: Readonly<Record<string, string>>
  secretBytes(count: number): Uint8Array
  utcMs(): number | undefined
  tell: Tell
}

interface Admission {
  line: string
  name: string
  role: Role
  how: string
  mustChange?: boolean
  untilMs?: MonotonicMs
}

/** Lets people in, by a password or by the answer to a challenge. */
export class LoginDesk {
  readonly #deps: LoginDeps
  /** One attempt at a time: none overtakes the delay of another. */
  readonly #turns = new Turns(MOST_WAITING)
  readonly #unheard: Unheard

  constructor(deps: LoginDeps) {
    this.#deps = deps
    this.#unheard = new Unheard(deps.audit)
  }

  login(asked: CommandRequest<'access.login'>): Promise<Admitted> {
    return this.#admitted(asked.line, () => this.#login(asked))
  }

  async challenge(asked: CommandRequest<'access.challenge'>): Promise<Answer<'access.challenge'>> {
    if (this.#turns.isFull()) {
      await this.#unheard.refuse(BUSY, asked.line, 'too many at once')
      return refuse('too many log in at once: try again in a moment')
    }
    return this.#turns.take(() => this.#challenge(asked))
  }

  answer(asked: CommandRequest<'access.answer'>): Promise<Admitted> {
    return this.#admitted(asked.line, () => this.#answer(asked))
  }

  async #admitted(line: string, work: () => Promise<Admitted>): Promise<Admitted> {
    if (this.#turns.isFull() || this.#deps.passwords.isBusy()) {
      await this.#unheard.refuse(BUSY, line, 'too many at once')
      return { outcome: 'out', why: 'busy' }
    }
    return this.#turns.take(async () => {
      await this.#unheard.over(BUSY, line)
      return work()
    })
  }

  /** Seconds to wait where it comes too early, which is noted. */
  async #tooEarly(slot: string, line: string): Promise<Out | undefined> {
    const waitMs = this.#deps.failures.waitMs(slot)
    if (waitMs > 0) {
      await this.#unheard.refuse(slot, line, 'too early')
      return waiting(waitMs)
    }
    await this.#unheard.over(slot, line)
    return undefined
  }

  async #challenge({ line }: CommandRequest<'access.challenge'>): Promise<Answer<'access.challenge'>> {
    const { clock, counter, grants, trainId, secretBytes, audit, failures } = this.#deps
    const tooEarly = await this.#tooEarly(CHALLENGES, line)
    if (tooEarly) return { ok: true, reply: tooEarly }
    await failures.addAsked(CHALLENGES)
    const number = await counter.next().catch((error: unknown) => (error instanceof Error ? error.message : 'failed'))
    if (typeof number === 'string') {
      const why = `its counter cannot be kept: ${number}`
      await audit.note({ kind: 'refusal', line, text: `challenge: ${why}`, isBad: true }).catch(() => undefined)
      return refuse(why)
    }
    const challenge = { nonce: secretBytes(8), counter: number }
    grants.change((state) => ask(state, { line, challenge, askedMs: clock.nowMs() }))
    await audit.note({ kind: 'challenge', line, text: `number ${number}` }).catch(() => undefined)
    return {
      ok: true,
      reply: {
        outcome: 'asked',
        train: trainId,
        challenge: challengeText(challenge, trainId, digest),
        counter: number,
      },
    }
  }

  async #login({ line, name, secret }: CommandRequest<'access.login'>): Promise<Admitted> {
    const { store, passwords, failures, depotKeys } = this.#deps
    const slot = failures.slotOf(name)
    const tooEarly = await this.#tooEarly(slot, line)
    if (tooEarly) return tooEarly
    const grant = this.#grantOf(name)
    const user = store.unreadWhy() === undefined ? userNamed(store.book(), name) : undefined
    if (await this.#isGranted(grant, secret)) {
      await failures.forget(slot)
      return this.#admit({ ...(grant as AccessGrant), line, how: 'by the password of a challenge' })
    }
    if (!(await passwords.isRight(secret, user?.hash, this.#standIn(slot))) || !user) {
      await failures.add(slot)
      return this.#out(line, { name, why: this.#whyNot(grant), waitMs: failures.waitMs(slot) })
    }
    await failures.forget(slot)
    if (isRevoked(user, Object.values(depotKeys))) return this.#out(line, { name, why: 'revoked' })
    return this.#admit({ line, name, role: user.role, mustChange: user.mustChange, how: 'by password' })
  }

  /** Whether a password is that of a challenge. Where anybody has one, a name without takes as long. */
  async #isGranted(grant: AccessGrant | undefined, secret: string): Promise<boolean> {
    const [like] = this.#deps.grants.state().given.flatMap(({ hash }) => (hash === undefined ? [] : [hash]))
    return like !== undefined && this.#deps.passwords.isRight(secret, grant?.hash, like)
  }

  /** Whose hash decides how long a name takes that nobody has: the same one's for the same name. */
  #standIn(slot: string): string | undefined {
    const { users } = this.#deps.store.book()
    return users[Number(slot) % users.length]?.hash
  }

  #whyNot(grant: AccessGrant | undefined): Out['why'] {
    const { store, grants } = this.#deps
    if (grant) return 'wrong'
    if (store.unreadWhy() !== undefined) return 'unread'
    return store.book().users.length === 0 && grants.state().given.length === 0 ? 'no-users' : 'wrong'
  }

  async #answer({ line, text }: CommandRequest<'access.answer'>): Promise<Admitted> {
    const { clock, grants, failures, trainId } = this.#deps
    const read = readAnswer(text, digest)
    if (read === 'part') return { outcome: 'out', why: 'answer-part' }
    const tooEarly = await this.#tooEarly(ANSWERS, line)
    if (tooEarly) return tooEarly
    const nowMs = clock.nowMs()
    const answered = answer(grants.state(), { line, read, nowMs }, (leave, challenge, signature) =>
      this.#signer(answerSigned(leave, challenge, trainId), signature),
    )
    if ('fault' in answered) {
      await failures.add(ANSWERS)
      return this.#out(line, { why: answered.fault, waitMs: failures.waitMs(ANSWERS) })
    }
    await failures.forget(ANSWERS)
    await failures.forget(CHALLENGES)
    grants.change(() => answered.grants)
    const { name, role, untilMs } = answered.grant
    const hours = Math.round((untilMs - nowMs) / 360_000) / 10
    return this.#admit({ line, name, role, untilMs, how: `by a challenge, signed by ${answered.key} for ${hours} h` })
  }

  /** The name of the trusted key that made a signature. */
  #signer(signed: Uint8Array, signature: Uint8Array): string | undefined {
    const found = Object.entries(this.#deps.depotKeys).find(([, key]) =>
      verify(null, signed, publicKeyOf(key), signature),
    )
    return found?.[0]
  }

  #grantOf(name: string): AccessGrant | undefined {
    return grantOf(this.#deps.grants.state(), name, this.#deps.clock.nowMs())
  }

  async #out(
    line: string,
    { name, why, waitMs = 0 }: { name?: string; why: Out['why']; waitMs?: number },
  ): Promise<Out> {
    const known = name !== undefined && userNamed(this.#deps.store.book(), name) ? { name } : {}
    // What was typed for a name that is none may be a password.
    const text = name === undefined || 'name' in known ? why : `${why}: a name that nobody has here`
    await this.#deps.audit.note({ kind: 'refusal', line, ...known, text, isBad: true }).catch(() => undefined)
    return { outcome: 'out', why, ...(waitMs > 0 && { waitS: waitMs / 1_000 }) }
  }

  async #admit({ line, name, role, how, mustChange = false, untilMs }: Admission): Promise<Admitted> {
    const { clock, audit, sessions, secretBytes, store, utcMs } = this.#deps
    if (!sessions.hasRoom(line)) return this.#out(line, { name, why: 'busy' })
    const nowMs = clock.nowMs()
    const isUnnoted = await audit.note({ kind: 'login', line, name, role, text: how }).then(
      () => false,
      () => true,
    )
    const id = Buffer.from(secretBytes(16)).toString('hex')
    const session = { id, line, name, role, sinceMs: nowMs, heardMs: nowMs, isBusy: false, mustChange, isUnnoted }
    if (!sessions.begin({ ...session, untilMs })) return { outcome: 'out', why: 'busy' }
    const at = utcMs()
    if (untilMs === undefined) await store.keepLogin(name, at === undefined ? {} : { utcMs: at }).catch(() => undefined)
    const writer = sessions.writerBeside(id)
    return {
      outcome: 'in',
      session: id,
      name,
      role,
      now: sessions.roleNow({ ...session, untilMs }),
      mustChange,
      ...(untilMs !== undefined && { forS: Math.max(0, untilMs - nowMs) / 1_000 }),
      ...(writer && { writer }),
      ...(isUnnoted && { isUnnoted: true as const }),
    }
  }
}
