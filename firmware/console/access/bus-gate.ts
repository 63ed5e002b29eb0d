import { TerminalError } from '../../../hal/terminal-error.ts'
import type { Bus, Unsubscribe } from '../../bus/bus.ts'
import type { CommandReply } from '../../bus/commands.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import type { ConsoleUser } from '../command.ts'
import type { AuditNote, Dialogue, Gate, GateChange } from '../gate.ts'
import { languages } from '../messages.ts'
import { noReply } from '../no-reply.ts'
import { askNewPassword, unchangedText } from './ask-password.ts'

type Admitted = CommandReply<'access.login'>
type In = Extract<Admitted, { outcome: 'in' }>

const NAMES_ASKED = 5
const PASSWORDS_ASKED = 3
/** An answer is pasted in some lines; a phone may break it into many. */
const LINES_PASTED = 40
const ANSWER_AT_MOST = 1_000
const RESULT_AT_MOST = 4_000
const LINE_AT_MOST = 1_000

const isLanguage = (word: string): word is (typeof languages)[number] => languages.some((language) => language === word)

/** Why nobody came in. */
const refusedText = ({ text }: Dialogue, { why, waitS = 0 }: Extract<Admitted, { outcome: 'out' }>): string =>
  text(`access.out-${why}`, { seconds: Math.ceil(waitS) })

/** Asks the service `access` who may come in at one terminal, and tells it what they do. */
export class BusGate implements Gate {
  readonly #bus: Bus
  readonly #line: string
  readonly #end: Unsubscribe
  #user: (ConsoleUser & { session: string }) | undefined
  /** Whether the service has told of this session since it began. */
  #isTold = false
  #heard: (change: GateChange) => void = () => undefined

  /** `line` names the terminal: its port. */
  constructor({ bus, line }: { bus: Bus; line: string }) {
    this.#bus = bus
    this.#line = line
    this.#end = bus.subscribe('sessions', (message) => this.#hear(message))
  }

  async logIn(dialogue: Dialogue): Promise<ConsoleUser | undefined> {
    const admitted = await this.#admitted(dialogue)
    if (!admitted) return undefined
    const { session, name, mustChange, forS, writer, isUnnoted } = admitted
    this.#isTold = false
    this.#user = { name, role: admitted.now, session }
    if (mustChange && !(await this.#changesPassword(dialogue, session))) {
      await this.logOut()
      return undefined
    }
    const { text, say } = dialogue
    if (forS !== undefined) await this.#setsPassword(dialogue, { session, forS })
    if (isUnnoted) say(text('access.unnoted'))
    if (writer) say(text('access.writer', { name: writer.name, line: writer.line }))
    // Whoever changed the password may do more than before.
    if (mustChange && !writer && this.#user) this.#user.role = admitted.role
    return this.#user
  }

  async logOut(): Promise<void> {
    const user = this.#user
    this.#user = undefined
    if (user) await this.#bus.request('access.leave', { session: user.session })
  }

  async note(note: AuditNote): Promise<void> {
    const session = this.#user?.session
    const answer = session && (await this.#bus.request('access.note', { session, note: bounded(note) }))
    if (!answer || !answer.ok)
      throw new TerminalError({
        code: 'storage-failed',
        device: 'audit log',
        retry: 'backoff',
        message: answer ? answer.text : 'nobody is logged in',
      })
  }

  onChange(heard: (change: GateChange) => void): void {
    this.#heard = heard
  }

  close(): void {
    this.#end()
  }

  /** Name and password, or a challenge; asked again a few times where a word was none of them. */
  async #admitted(dialogue: Dialogue): Promise<In | undefined> {
    const { ask, say, text } = dialogue
    for (let asked = 0; asked < NAMES_ASKED; asked++) {
      const name = (await ask(text('access.name')))?.trim().toLowerCase()
      if (name === undefined) return undefined
      if (isLanguage(name)) dialogue.setLanguage(name)
      else if (name === 'challenge' || name === '?') return this.#byChallenge(dialogue)
      else if (name === '') say(text('access.name-help'))
      else return this.#byPassword(dialogue, name)
    }
    return undefined
  }

  async #byPassword(dialogue: Dialogue, name: string): Promise<In | undefined> {
    const secret = await dialogue.ask(dialogue.text('access.password'), { isSecret: true })
    if (secret === undefined) return undefined
    const answer = await this.#bus.request('access.login', {
      line: this.#line,
      name: name.slice(0, 64),
      secret: secret.slice(0, 256),
    })
    if (!answer.ok) return this.#silent(dialogue, answer)
    return inOf(dialogue, answer.reply)
  }

  async #byChallenge(dialogue: Dialogue): Promise<In | undefined> {
    const { text, say, ask } = dialogue
    const asked = await this.#bus.request('access.challenge', { line: this.#line })
    if (!asked.ok) return this.#silent(dialogue, asked)
    if (asked.reply.outcome === 'out') return inOf(dialogue, asked.reply)
    const { train, challenge, counter } = asked.reply
    say(text('access.challenge', { train, counter }))
    say(`  ${challenge}`)
    say(text('access.challenge-how'))
    let pasted = ''
    for (let lines = 0; lines < LINES_PASTED && pasted.length < ANSWER_AT_MOST; lines++) {
      const typed = await ask(text(pasted === '' ? 'access.answer' : 'access.answer-more'))
      if (typed === undefined || (typed.trim() === '' && pasted === '')) return undefined
      pasted += ` ${typed}`
      const answer = await this.#bus.request('access.answer', {
        line: this.#line,
        text: pasted.slice(0, ANSWER_AT_MOST),
      })
      if (!answer.ok) return this.#silent(dialogue, answer)
      const isPart = answer.reply.outcome === 'out' && answer.reply.why === 'answer-part'
      if (!isPart || typed.trim() === '') return inOf(dialogue, answer.reply)
    }
    return undefined
  }

  /** The first login with a password that somebody else chose. */
  async #changesPassword(dialogue: Dialogue, session: string): Promise<boolean> {
    const { text, say } = dialogue
    say(text('access.must-change'))
    for (let asked = 0; asked < PASSWORDS_ASKED; asked++) if (await this.#newPassword(dialogue, session)) return true
    say(text('access.not-chosen'))
    return false
  }

  /** For coming back while the leave of a challenge holds; nobody has to. */
  async #setsPassword(dialogue: Dialogue, { session, forS }: { session: string; forS: number }): Promise<void> {
    dialogue.say(dialogue.text('access.granted', { hours: Math.round(forS / 360) / 10 }))
    await this.#newPassword(dialogue, session)
  }

  async #newPassword(dialogue: Dialogue, session: string): Promise<boolean> {
    const password = await askNewPassword(dialogue)
    if (password === undefined) return false
    const answer = await this.#bus.request('access.password', { session, password: password.slice(0, 256) })
    if (!answer.ok) {
      this.#silent(dialogue, answer)
      return false
    }
    if (answer.reply.outcome === 'done') return true
    dialogue.say(unchangedText(dialogue.text, answer.reply))
    return false
  }

  #silent(dialogue: Dialogue, answer: Parameters<typeof noReply>[1]): undefined {
    for (const line of noReply(dialogue, answer, 'access').lines) dialogue.say(line)
  }

  #hear({ sessions }: TopicMessage<'sessions'>): void {
    const user = this.#user
    if (!user) return
    const own = sessions.find(({ line }) => line === this.#line)
    if (own?.name === user.name) {
      this.#isTold = true
      if (own.now === user.role) return
      const writer = sessions.find(({ isWriter }) => isWriter)
      user.role = own.now
      this.#heard({ user, ...(writer && writer.line !== this.#line && { takenBy: `${writer.name} (${writer.line})` }) })
    } else if (this.#isTold) {
      // What was told before this session began says nothing of its end.
      this.#user = undefined
      this.#heard({ user: undefined })
    }
  }
}

const inOf = (dialogue: Dialogue, admitted: Admitted): In | undefined => {
  if (admitted.outcome === 'in') return admitted
  const { why, waitS = 0 } = admitted
  dialogue.say(refusedText(dialogue, admitted))
  if (why !== 'wait' && waitS > 0) dialogue.say(dialogue.text('access.next-wait', { seconds: Math.ceil(waitS) }))
  return undefined
}

const bounded = (note: AuditNote): AuditNote => {
  if (note.do === 'lock') return note
  const line = note.line.slice(0, LINE_AT_MOST)
  return note.do === 'command' ? { ...note, line } : { ...note, line, text: note.text.slice(0, RESULT_AT_MOST) }
}
