import type { Cancel } from '../../hal/clock.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { type Answer, refuse } from '../bus/answer.ts'
import type { CommandReply, CommandRequest } from '../bus/commands.ts'
import { CONFIGURATION_LENGTH_AT_MOST } from '../bus/schemas/configuration-commands.ts'
import { editYaml } from '../config/edit-yaml.ts'
import type { TouchedServices } from '../config/touched-services.ts'
import { type ConfigurationBook, confirmed, notPlaced, returned, versionOf } from '../plan/configuration-book.ts'
import { UsageError } from '../usage-error.ts'
import { candidateDiff } from './configuration/candidate-diff.ts'
import { placeVersion, type Settled, settleTrainFile, type TrainFile } from './configuration/train-file.ts'
import type { Candidate, VersionStore } from './configuration/version-store.ts'
import { publishHealth } from './health.ts'
import { HeardTime } from './heard-time.ts'
import type { Service, ServiceContext } from './service.ts'
import { type Tell, tellAs } from './tell.ts'

interface ConfigurationDeps extends ServiceContext {
  store: VersionStore
  file: TrainFile
  /** Every mistake of a text, a line each; none when it can be used. */
  mistakesIn(text: string): Promise<readonly string[]>
  /** What a change from one text to another does to services; `undefined` where one of them cannot be used. */
  touchedBy(before: string, after: string): Promise<TouchedServices | undefined>
  /** Puts elements of a terminal in place; what it did, a line each. Rejects with UsageError where it cannot. */
  placeElements(terminal: string, text: string): Promise<readonly string[]>
  /** Tells whoever runs the services that the file is another now. */
  onPlaced(): void
}

const MISTAKES_AT_MOST = 64
const RETRY_EVERY_MS = 10_000
/** Two texts of 64 kB are compared in far less; without an answer a change goes on, and nobody is told what it touches. */
const TOUCHED_WITHIN_MS = 10_000

type Edit = CommandRequest<'configuration.edit'>

const settledText: Readonly<Record<Settled['did'], string>> = {
  nothing: 'as it was',
  adopted: 'the train’s file was changed outside the console: it is in force, and kept as a version',
  returned: 'nobody confirmed the configuration on trial: the one before it is in force again',
  completed: 'power went while a configuration was put in place: it is in force now',
  lost: 'the configuration to go back to is no longer kept: the train’s file stays as it is',
}

/** What is told beside the sentence when another version is in force. */
interface PlacedWords {
  code: 'configuration-placed' | 'configuration-returned'
  touched: TouchedServices | undefined
  by: string | undefined
}

/**
 * Keeps the configuration: a candidate that people change, versions with their authors, and the train's file, which is replaced only by a
 * commit. A commit on trial goes back by itself unless somebody confirms it, also when the power or this service was gone meanwhile.
 */
class Configuration {
  readonly #deps: ConfigurationDeps
  readonly #tell: Tell
  readonly #time = new HeardTime()
  readonly #endTime: Cancel
  #book: ConfigurationBook
  #endTrial: Cancel = () => undefined
  #trialEndsMs = 0
  /** One change at a time. */
  #last: Promise<unknown> = Promise.resolve()
  #isClosed = false

  constructor(deps: ConfigurationDeps, { book }: Settled) {
    this.#deps = deps
    this.#book = book
    this.#tell = tellAs('configuration', deps)
    this.#endTime = this.#time.listen(deps.bus)
  }

  /** What the start of the firmware did to the train's file, and has services follow it. */
  async begin({ did, by, before }: Settled): Promise<void> {
    if (did === 'nothing') return
    if (did === 'returned') {
      const touched = await this.#touchedBy(before, await this.#deps.file.read())
      this.#sayPlaced(settledText[did], { code: 'configuration-returned', touched, by })
    } else this.#say(settledText[did], did === 'adopted' ? 'info' : 'warning')
    if (did === 'returned' || did === 'completed') this.#deps.onPlaced()
  }

  readonly show = async (): Promise<CommandReply<'configuration.show'>> => {
    const { versions, active, unconfirmed } = this.#book
    const leftS = Math.max(0, this.#trialEndsMs - this.#deps.clock.nowMs()) / 1_000
    const candidate = await this.#deps.store.candidate()
    return {
      active,
      ...(unconfirmed && { trial: { ...unconfirmed, leftS } }),
      ...(candidate && { candidateBy: candidate.by }),
      versions: [...versions],
    }
  }

  readonly text = async ({ which }: CommandRequest<'configuration.text'>): Promise<Answer<'configuration.text'>> => {
    if (which === 'active') return { ok: true, reply: { text: await this.#deps.file.read() } }
    const text = which === 'candidate' ? await this.#candidateText() : await this.#versionText(which)
    return text === undefined ? refuse(this.#noVersion(which)) : { ok: true, reply: { text } }
  }

  readonly candidate = async (): Promise<CommandReply<'configuration.candidate'>> => {
    const [active, candidate] = [await this.#deps.file.read(), await this.#candidateText()]
    const diff = candidateDiff(active, candidate, { active: `version ${this.#book.active}`, candidate: 'candidate' })
    const mistakes = await this.#deps.mistakesIn(candidate)
    const shown = mistakes.slice(0, MISTAKES_AT_MOST).map((mistake) => mistake.slice(0, 400))
    const touched = mistakes.length === 0 ? await this.#touchedBy(active, candidate) : undefined
    return { isChanged: diff !== '', mistakes: shown, diff, ...(touched && { touched }) }
  }

  readonly edit = (edit: Edit): Promise<Answer<'configuration.edit'>> =>
    this.#answerInTurn(async () => {
      const text = await this.#edited(edit)
      if (text === undefined && edit.do === 'rollback') return refuse(this.#noVersion(edit.number))
      if ((text?.length ?? 0) > CONFIGURATION_LENGTH_AT_MOST)
        return refuse(`it would have more than ${CONFIGURATION_LENGTH_AT_MOST} characters`)
      await this.#deps.store.keepCandidate(text === undefined ? undefined : { by: edit.by, text })
      return { ok: true, reply: await this.candidate() }
    })

  readonly commit = (asked: CommandRequest<'configuration.commit'>): Promise<Answer<'configuration.commit'>> =>
    this.#answerInTurn(async () => {
      const candidate = await this.#deps.store.candidate()
      if (!candidate) return refuse('there is nothing to commit: the candidate is what is in force')
      const [mistake, ...more] = await this.#deps.mistakesIn(candidate.text)
      if (mistake !== undefined) return refuse(`the candidate cannot be used: ${mistake}${and(more.length)}`)
      await this.#place(candidate, asked)
      return { ok: true, reply: await this.show() }
    })

  readonly confirm = ({ by }: CommandRequest<'configuration.confirm'>): Promise<Answer<'configuration.confirm'>> =>
    this.#answerInTurn(async () => {
      if (!this.#book.unconfirmed) return refuse('nothing is on trial')
      const book = confirmed(this.#book)
      await this.#deps.store.keepBook(book)
      this.#book = book
      this.#endTrial()
      this.#say(`${by} confirmed version ${book.active}`)
      return { ok: true, reply: await this.show() }
    })

  readonly elements = (asked: CommandRequest<'configuration.elements'>): Promise<Answer<'configuration.elements'>> =>
    this.#answerInTurn(async () => {
      const { by, terminal, text } = asked
      const lines = await this.#deps.placeElements(terminal, text)
      this.#say(`${by} gave elements for ${terminal}`)
      return { ok: true, reply: { lines: lines.slice(0, 32).map((line) => line.slice(0, 400)) } }
    })

  async close(): Promise<void> {
    this.#isClosed = true
    this.#endTrial()
    this.#endTime()
    await this.#last
  }

  async #edited(edit: Edit): Promise<string | undefined> {
    switch (edit.do) {
      case 'set':
      case 'delete':
        return editYaml(await this.#candidateText(), edit)
      case 'take':
        return edit.text
      case 'rollback':
        return this.#versionText(edit.number)
      case 'discard':
        return undefined
    }
  }

  async #candidateText(): Promise<string> {
    return (await this.#deps.store.candidate())?.text ?? this.#deps.file.read()
  }

  async #versionText(number: number): Promise<string | undefined> {
    return versionOf(this.#book, number) && this.#deps.store.text(number)
  }

  #noVersion(which: string | number): string {
    const numbers = this.#book.versions.map(({ number }) => number)
    return `version ${which} is not kept; there is ${numbers.join(', ') || 'none'}`
  }

  async #place({ text }: Candidate, { by, why = '', trialMs }: CommandRequest<'configuration.commit'>): Promise<void> {
    const { store, clock } = this.#deps
    const before = this.#book
    const touched = await this.#touchedBy(await this.#deps.file.read(), text)
    const trial = trialMs === undefined ? undefined : { by }
    try {
      this.#book = await placeVersion(this.#deps, {
        before,
        text,
        version: { author: by, why, ...this.#when() },
        trial,
      })
    } catch (cause) {
      await this.#undo(before)
      throw cause
    }
    this.#endTrial()
    if (trialMs !== undefined) {
      this.#trialEndsMs = clock.nowMs() + trialMs
      this.#returnAfter(trialMs)
    }
    const onTrial = trialMs === undefined ? '' : `, on trial for ${Math.round(trialMs / 60_000)} min`
    this.#sayPlaced(`${by} put version ${this.#book.active} in force${onTrial}`, {
      code: 'configuration-placed',
      touched,
      by,
    })
    this.#deps.onPlaced()
    await store.keepCandidate(undefined).catch(() => this.#say('the candidate could not be cleared', 'warning'))
  }

  /** What could not be placed whole is taken back, the file too where it was replaced. */
  async #undo(before: ConfigurationBook): Promise<void> {
    const { store, file } = this.#deps
    const text = await store.text(before.active).catch(() => undefined)
    // What cannot be read is taken back all the same.
    const present = await file.read().catch(() => undefined)
    if (text !== undefined && present !== text) await file.replace(text)
    this.#book = notPlaced(before, await store.book().catch(() => before))
    await store.keepBook(this.#book).catch(() => undefined)
  }

  /** Where a trusted time is known. */
  #when(): { utcMs?: number } {
    const { utcTrust, utcMs } = this.#time.at(this.#deps.clock.nowMs())
    return utcTrust === 'trusted' && utcMs !== undefined ? { utcMs } : {}
  }

  #returnAfter(waitMs: number): void {
    this.#endTrial = this.#deps.clock.after(waitMs, () => {
      this.#inTurn(() => this.#return()).catch((cause) => {
        this.#say(`the version on trial could not be taken back (${cause}); it is tried again`, 'warning')
        if (!this.#isClosed) this.#returnAfter(RETRY_EVERY_MS)
      })
    })
  }

  async #return(): Promise<void> {
    const { file, store, onPlaced } = this.#deps
    const { unconfirmed } = this.#book
    if (!unconfirmed) return
    const text = await store.text(unconfirmed.from)
    // What cannot be read is taken back all the same.
    const before = await file.read().catch(() => '')
    if (text !== undefined) await file.replace(text)
    const touched = text === undefined ? undefined : await this.#touchedBy(before, text)
    const book = text === undefined ? confirmed(this.#book) : returned(this.#book)
    await store.keepBook(book)
    this.#book = book
    if (text === undefined) this.#say(settledText.lost, 'warning')
    else this.#sayPlaced(settledText.returned, { code: 'configuration-returned', touched, by: unconfirmed.by })
    onPlaced()
  }

  /** What people got wrong is an answer, and so is a medium that keeps nothing. */
  #answerInTurn<T>(change: () => Promise<T>): Promise<T | ReturnType<typeof refuse>> {
    return this.#inTurn(change).catch((error: unknown) => {
      if (error instanceof UsageError || error instanceof TerminalError) return refuse(error.message)
      throw error
    })
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(change)
    this.#last = turn.catch(() => undefined)
    return turn
  }

  /** A text that cannot be read any more touches nobody knows what, nor does one that takes too long. */
  #touchedBy(before: string, after: string): Promise<TouchedServices | undefined> {
    const { clock, touchedBy } = this.#deps
    return new Promise((resolve) => {
      const endWait = clock.after(TOUCHED_WITHIN_MS, () => resolve(undefined))
      touchedBy(before, after)
        .catch(() => undefined)
        .then((touched) => {
          endWait()
          resolve(touched)
        })
    })
  }

  /** Before services start again: whoever counts their restarts then knows that these were ordered. */
  #sayPlaced(text: string, { code, touched, by }: PlacedWords): void {
    const services = touched?.restart ?? []
    this.#tell({
      subject: 'configuration',
      severity: code === 'configuration-returned' ? 'warning' : 'info',
      text,
      reasons: services.length > 0 ? [`starts again: ${services.join(', ')}`] : [],
      code,
      values: { version: this.#book.active, services: services.join(' '), ...(by !== undefined && { by }) },
    })
  }

  #say(text: string, severity: 'info' | 'warning' = 'info'): void {
    this.#tell({ subject: 'configuration', severity, text })
  }
}

const and = (more: number): string => (more === 0 ? '' : `; and ${more} more: diff shows them`)

/** Keeps the train's configuration. Rejects when the train's file cannot be read. */
export const startConfiguration = async (deps: ConfigurationDeps): Promise<Service> => {
  const { bus } = deps
  const settled = await settleTrainFile(deps.store, deps.file)
  const configuration = new Configuration(deps, settled)
  await configuration.begin(settled)
  const ends = [
    bus.handle('configuration.show', async () => ({ ok: true, reply: await configuration.show() })),
    bus.handle('configuration.text', configuration.text),
    bus.handle('configuration.candidate', async () => ({ ok: true, reply: await configuration.candidate() })),
    bus.handle('configuration.edit', configuration.edit),
    bus.handle('configuration.commit', configuration.commit),
    bus.handle('configuration.confirm', configuration.confirm),
    bus.handle('configuration.elements', configuration.elements),
    publishHealth(deps, 'configuration', {}),
  ]
  return {
    close: async () => {
      for (const end of ends) end()
      await configuration.close()
    },
  }
}
