import type { Cancel, Clock } from '../../hal/clock.ts'
import type { SerialLink } from '../../hal/serial-link.ts'
import { type MonotonicMs, monotonicMs } from '../../hal/units.ts'
import { type AtAnswer, type AtChannel, atChannel, type Unasked } from './at-channel.ts'
import { AtContext } from './at-context.ts'
import { AtIdentity } from './at-identity.ts'
import { isRegistered, type Known, readers, withoutCell } from './at-known.ts'
import { type AtCell, type AtLine, atFramer } from './at-lines.ts'
import { AtMessages } from './at-messages.ts'
import { readOperators } from './at-operators.ts'
import { queriesOf, shownAnswer } from './at-queries.ts'
import { sendText } from './at-send.ts'
import { AtSlots } from './at-slots.ts'
import { decodeCclk } from './at-time.ts'
import { type AtTurns, atTurns, quietAfterTimeoutMs } from './at-turns.ts'
import { registrationNames } from './at-values.ts'
import type {
  CellularDescriptor,
  CellularModem,
  CellularOpening,
  CellularReport,
  FoundOperator,
  MessageHandler,
  OutgoingText,
  QueryAnswer,
  SendOutcome,
  SimSlot,
} from './cellular.ts'

/** A list of operators is one line. */
const maxLineBytes = 2048
/** Makers give three minutes for a search of all bands. */
const searchTimeoutMs = 180_000
/** From its word that it restarts to the first that it hears. */
const restartMs = 3000

/** Of `<AcT>`. */
const FIRST_SATELLITE_TECHNOLOGY = 14

/** Echo off, numeric errors, registration reports with the cell, operator as a number, its clock set by the network: lost at each restart of the modem. */
const settings = ['ATE0', 'AT+CMEE=1', 'AT+CEREG=2', 'AT+COPS=3,2', 'AT+CTZU=1'] as const

const textOf = ({ lines }: AtAnswer): string => lines.map((line) => (line.kind === 'text' ? line.text : '')).join('')

/** One modem: set up after each start, asked at the poll rate, believed when it speaks by itself. */
export class AtModem implements CellularModem {
  readonly #descriptor: CellularDescriptor
  readonly #satellitePlmns: readonly string[]
  readonly #hasSatelliteData: boolean
  readonly #link: SerialLink
  readonly #clock: Clock
  readonly #channel: AtChannel
  readonly #turns: AtTurns
  readonly #messages: AtMessages
  readonly #slots: AtSlots
  readonly #hasTwoSims: boolean
  readonly #identity: AtIdentity
  readonly #context: AtContext
  readonly #counters = { rxFrames: 0, rxDiscardedBytes: 0, checksumErrors: 0, timeouts: 0 }
  #onReport: (report: CellularReport) => void = () => {}
  #onMessage: MessageHandler = () => Promise.resolve(false)
  #known: Known = { registration: 'unknown' }
  #lastLineMs: MonotonicMs | undefined
  #isAlive = false
  #isSetUp = false
  #hasCesq = true
  /** Which cycle may go on: a restart, a closed line or `close` ends the one before. */
  #cycle = 0
  #cancelNext: Cancel = () => {}

  constructor(
    descriptor: CellularDescriptor,
    { link, clock, pin, apn, secondSim, satellitePlmns = [], hasSatelliteData = false }: CellularOpening,
  ) {
    this.#descriptor = descriptor
    this.#satellitePlmns = satellitePlmns
    this.#hasSatelliteData = hasSatelliteData
    this.#link = link
    this.#clock = clock
    this.#channel = atChannel({
      clock,
      send: (text) => void link.write(Buffer.from(text)).catch(() => {}),
      onUnasked: (line) => this.#takeUnasked(line),
    })
    const { timing, messages: settings, maker } = descriptor
    const onTimeout = (): void => this.#countTimeout()
    this.#turns = atTurns({ clock, channel: this.#channel, timing, onTimeout })
    this.#messages = new AtMessages({
      turns: this.#turns,
      settings,
      handler: () => this.#onMessage,
      onUnreadable: (pdu) => {
        this.#counters.rxDiscardedBytes += pdu.length
      },
    })
    this.#slots = new AtSlots({ turns: this.#turns, maker, areTwo: secondSim !== undefined })
    this.#hasTwoSims = secondSim !== undefined
    const pins = { ...(pin !== undefined && { 1: pin }), ...(secondSim?.pin !== undefined && { 2: secondSim.pin }) }
    this.#identity = new AtIdentity({ turns: this.#turns, maker, slots: this.#slots, pins })
    const apnOf = (): string | undefined => (this.#slots.known() === 2 ? secondSim?.apn : apn)
    this.#context = new AtContext({ turns: this.#turns, apn: apnOf })
    const framer = atFramer({
      maxBytes: maxLineBytes,
      onLine: (line) => this.#takeLine(line),
      onPrompt: () => this.#channel.takePrompt(),
      onDiscard: (bytes) => {
        this.#counters.rxDiscardedBytes += bytes
      },
    })
    link.onData((bytes) => framer.push(bytes))
    link.onState((state) => (state === 'open' ? this.#begin(0) : this.#lose()))
  }

  onReport(handler: (report: CellularReport) => void): void {
    this.#onReport = handler
  }

  onMessage(handler: MessageHandler): void {
    this.#onMessage = handler
  }

  sendText(text: OutgoingText): Promise<SendOutcome> {
    return sendText(this.#turns, text)
  }

  async searchOperators(): Promise<readonly FoundOperator[] | undefined> {
    const answer = await this.#turns.ask({ command: 'AT+COPS=?', timeoutMs: searchTimeoutMs, isOnce: true })
    return answer.outcome === 'ok' ? readOperators(answer.lines) : undefined
  }

  async query(word: string): Promise<readonly QueryAnswer[] | undefined> {
    const queries = queriesOf(this.#descriptor.name)
    const commands = Object.hasOwn(queries, word) ? queries[word] : undefined
    const answers: QueryAnswer[] = []
    for (const command of commands ?? []) answers.push(shownAnswer(command, await this.#turns.ask({ command })))
    return commands && answers
  }

  async reset(): Promise<boolean> {
    const { outcome } = await this.#turns.ask({ command: this.#descriptor.maker.reset, isUrgent: true, isOnce: true })
    // A modem that restarts at once says no more.
    if (outcome === 'error') return false
    this.#begin(restartMs)
    return true
  }

  async selectSim(slot: SimSlot): Promise<boolean> {
    const isTaken = await this.#slots.select(slot)
    this.#begin(restartMs)
    return isTaken
  }

  counters() {
    const { rxBytes, reconnects } = this.#link.counters()
    return { ...this.#counters, rxBytes, reconnects }
  }

  async close(): Promise<void> {
    this.#end()
    this.#onReport = () => {}
    await this.#link.close()
  }

  /** Starts asking after the delay, with a modem whose settings are unknown. */
  #begin(delayMs: number): void {
    this.#end()
    this.#isSetUp = false
    this.#hasCesq = true
    this.#messages.forget()
    this.#slots.forget()
    this.#identity.forget()
    this.#context.forget()
    this.#cancelNext = this.#clock.after(delayMs, () => void this.#run(this.#cycle))
  }

  #end(): void {
    this.#cycle++
    this.#cancelNext()
    this.#turns.end()
  }

  #lose(): void {
    this.#end()
    this.#isAlive = false
    this.#known = withoutCell(this.#known, 'unknown')
    this.#report()
  }

  async #run(cycle: number): Promise<void> {
    const startedMs = this.#clock.nowMs()
    if (!this.#isSetUp) this.#isSetUp = await this.#setUp(cycle)
    if (this.#isSetUp && cycle === this.#cycle) await this.#poll(cycle)
    if (this.#isSetUp && cycle === this.#cycle) await this.#lookAfter(startedMs)
    if (cycle !== this.#cycle) return
    this.#report()
    const restMs = startedMs + this.#descriptor.timing.pollEveryMs - this.#clock.nowMs()
    this.#cancelNext = this.#clock.after(Math.max(quietAfterTimeoutMs, restMs), () => void this.#run(cycle))
  }

  /** What is seldom due. */
  async #lookAfter(nowMs: MonotonicMs): Promise<void> {
    await this.#identity.lookAfter(nowMs)
    const { sim = 'ready' } = this.#identity.known()
    if (sim !== 'ready') return
    await this.#messages.lookAfter(nowMs)
    await this.#context.lookAfter(nowMs, this.#mayUseData())
  }

  #mayUseData(): boolean {
    return isRegistered(this.#known.registration) && (this.#hasSatelliteData || !this.#isSatellite())
  }

  /** A modem that refuses a setting is used as it is; one that does not answer is not set up. */
  async #setUp(cycle: number): Promise<boolean> {
    for (const command of settings) if (!hasAnswered(await this.#ask(command, cycle))) return false
    const maker = await this.#ask('AT+CGMI', cycle)
    const type = await this.#ask('AT+CGMM', cycle)
    const model = [maker, type].map(textOf).join(' ').trim()
    if (model !== '') this.#known = { ...this.#known, model }
    return hasAnswered(maker) && hasAnswered(type)
  }

  async #poll(cycle: number): Promise<void> {
    const { servingCell } = this.#descriptor.maker
    const asked = [this.#hasCesq ? 'AT+CESQ' : 'AT+CSQ', 'AT+CEREG?', 'AT+COPS?', 'AT+CCLK?']
    for (const command of servingCell ? [...asked, servingCell.command] : asked) {
      const answer = await this.#ask(command, cycle)
      // An echo means that the modem restarted unheard; its settings are gone.
      if (answer.isEchoed || !hasAnswered(answer)) this.#isSetUp = false
      if (!hasAnswered(answer)) return
      if (command === 'AT+CESQ' && answer.outcome === 'error') this.#hasCesq = false
      if (command === servingCell?.command) this.#learnCell(answer)
      else for (const line of answer.lines) this.#learn(line)
    }
  }

  async #ask(command: string, cycle: number): Promise<AtAnswer> {
    if (cycle !== this.#cycle) return { outcome: 'ended', lines: [], isEchoed: false }
    return this.#turns.ask({ command })
  }

  #countTimeout(): void {
    this.#counters.timeouts++
    const silentMs = this.#clock.nowMs() - (this.#lastLineMs ?? monotonicMs(Number.NEGATIVE_INFINITY))
    if (!this.#isAlive || silentMs <= this.#descriptor.timing.silentAfterMs) return
    this.#isAlive = false
    this.#known = withoutCell(this.#known, 'unknown')
    this.#report()
  }

  #takeLine(line: string): void {
    this.#counters.rxFrames++
    this.#lastLineMs = this.#clock.nowMs()
    this.#isAlive = true
    this.#channel.takeLine(line)
  }

  #takeUnasked(line: Unasked): void {
    if (this.#messages.takeUnasked(line)) return
    if (line.kind === 'delivery') return
    if (this.#identity.takeUnasked(line)) this.#report()
    if (line.kind === 'ready') {
      this.#known = withoutCell(this.#known, 'unknown')
      this.#report()
      this.#begin(quietAfterTimeoutMs)
      return
    }
    const before = this.#known
    if (line.kind === 'info' && registrationNames.includes(line.name)) this.#learn(line)
    if (JSON.stringify(before) !== JSON.stringify(this.#known)) this.#report()
  }

  #learn(line: AtLine): void {
    if (line.kind === 'info' && line.name === '+CCLK') this.#learnTime(line.cells)
    const read = line.kind === 'info' ? readers[line.name] : undefined
    if (read && line.kind === 'info') this.#known = read(this.#known, line.cells)
  }

  #learnCell({ lines }: AtAnswer): void {
    const { cell: _, ...rest } = this.#known
    const cell = this.#descriptor.maker.servingCell?.read(lines)
    this.#known = cell ? { ...rest, cell } : rest
  }

  /** A modem that is not registered tells the time of its own crystal, which nobody has set. */
  #learnTime(cells: readonly AtCell[]): void {
    const { networkTime: _, ...rest } = this.#known
    const utcMs = isRegistered(rest.registration) ? decodeCclk(cells) : undefined
    this.#known = utcMs === undefined ? rest : { ...rest, networkTime: { atMs: this.#clock.nowMs(), utcMs } }
  }

  /** 3GPP TS 27.007 release 18: access technologies from 14 on are satellites. */
  #isSatellite(): boolean {
    const { accessTechnology = 0, operator = '' } = this.#known
    return accessTechnology >= FIRST_SATELLITE_TECHNOLOGY || this.#satellitePlmns.includes(operator)
  }

  #report(): void {
    const { sim, ...identity } = this.#identity.known()
    const isDataActive = this.#context.isActive()
    const simSlot = this.#slots.known()
    this.#onReport({
      ...this.#known,
      ...(this.#isSatellite() && { isSatellite: true, isTextOnly: !this.#hasSatelliteData }),
      ...(sim && { sim }),
      ...(this.#hasTwoSims && simSlot !== undefined && { simSlot }),
      ...identity,
      ...(isDataActive !== undefined && isRegistered(this.#known.registration) && { isDataActive }),
      atMs: this.#clock.nowMs(),
      isAlive: this.#isAlive,
    })
  }
}

const hasAnswered = ({ outcome }: AtAnswer): boolean => outcome === 'ok' || outcome === 'error'
