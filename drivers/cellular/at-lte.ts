import { type Cancel, type Clock, sleep } from '../../hal/clock.ts'
import type { SerialLink } from '../../hal/serial-link.ts'
import { type MonotonicMs, monotonicMs } from '../../hal/units.ts'
import { type AtAnswer, type AtChannel, atChannel } from './at-channel.ts'
import { type AtCell, type AtLine, atFramer } from './at-lines.ts'
import { decodeCclk } from './at-time.ts'
import { decodeCesq, decodeCops, decodeCsq, decodeRegistration, registrationNames } from './at-values.ts'
import type { CellularDescriptor, CellularModem, CellularReport, Registration } from './cellular.ts'

const maxLineBytes = 512
// Chosen: a late answer must not be taken for the next command's, so nothing is asked until the modem was quiet this long.
const quietAfterTimeoutMs = 300

/** Echo off, numeric errors, registration reports with the cell, operator as a number, its clock set by the network: lost at each restart of the modem. */
const settings = ['ATE0', 'AT+CMEE=1', 'AT+CEREG=2', 'AT+COPS=3,2', 'AT+CTZU=1'] as const

/** What the modem said, without when and whether it still answers. */
type Known = Omit<CellularReport, 'atMs' | 'isAlive'>

const isRegistered = (registration: Registration): boolean => registration === 'home' || registration === 'roaming'

const withoutCell = ({ model }: Known, registration: Registration): Known => ({
  registration,
  ...(model === undefined ? {} : { model }),
})

const registered = (known: Known, cells: readonly AtCell[]): Known => {
  const line = decodeRegistration(cells)
  if (!line) return known
  const { registration, accessTechnology } = line
  if (!isRegistered(registration)) return withoutCell(known, registration)
  return { ...known, registration, ...(accessTechnology === undefined ? {} : { accessTechnology }) }
}

const withSignal = (known: Known, cells: readonly AtCell[]): Known => {
  const { rsrpDbm: _rsrp, rsrqDb: _rsrq, rssiDbm: _rssi, ...rest } = known
  return { ...rest, ...decodeCesq(cells) }
}

const withStrength = (known: Known, cells: readonly AtCell[]): Known => {
  const { rssiDbm: _rssi, ...rest } = known
  const rssiDbm = decodeCsq(cells)
  return rssiDbm === undefined ? rest : { ...rest, rssiDbm }
}

const withOperator = (known: Known, cells: readonly AtCell[]): Known => {
  const { operator: _operator, ...rest } = known
  return { ...rest, ...decodeCops(cells) }
}

const readers: Readonly<Record<string, (known: Known, cells: readonly AtCell[]) => Known>> = {
  '+CESQ': withSignal,
  '+CSQ': withStrength,
  '+COPS': withOperator,
  ...Object.fromEntries(registrationNames.map((name) => [name, registered])),
}

const textOf = ({ lines }: AtAnswer): string => lines.map((line) => (line.kind === 'text' ? line.text : '')).join('')

/** One modem: set up after each start, asked at the poll rate, believed when it speaks by itself. */
class AtLte implements CellularModem {
  readonly #link: SerialLink
  readonly #clock: Clock
  readonly #channel: AtChannel
  readonly #counters = { rxFrames: 0, rxDiscardedBytes: 0, checksumErrors: 0, timeouts: 0 }
  #onReport: (report: CellularReport) => void = () => {}
  #known: Known = { registration: 'unknown' }
  #lastLineMs: MonotonicMs | undefined
  #isAlive = false
  #isSetUp = false
  #hasCesq = true
  /** Which cycle may go on: a restart, a closed line or `close` ends the one before. */
  #cycle = 0
  #cancelNext: Cancel = () => {}

  constructor({ link, clock }: { link: SerialLink; clock: Clock }) {
    this.#link = link
    this.#clock = clock
    this.#channel = atChannel({
      clock,
      send: (text) => void link.write(Buffer.from(text)).catch(() => {}),
      onUnasked: (line) => this.#takeUnasked(line),
    })
    const framer = atFramer({
      maxBytes: maxLineBytes,
      onLine: (line) => this.#takeLine(line),
      // Prompts belong to text messages, which this session does not send.
      onPrompt: () => {},
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
    this.#cancelNext = this.#clock.after(delayMs, () => void this.#run(this.#cycle))
  }

  #end(): void {
    this.#cycle++
    this.#cancelNext()
    this.#channel.end()
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
    if (cycle !== this.#cycle) return
    this.#report()
    const restMs = startedMs + atLte.timing.pollEveryMs - this.#clock.nowMs()
    this.#cancelNext = this.#clock.after(Math.max(quietAfterTimeoutMs, restMs), () => void this.#run(cycle))
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
    for (const command of [this.#hasCesq ? 'AT+CESQ' : 'AT+CSQ', 'AT+CEREG?', 'AT+COPS?', 'AT+CCLK?']) {
      const answer = await this.#ask(command, cycle)
      // An echo means that the modem restarted unheard; its settings are gone.
      if (answer.isEchoed || !hasAnswered(answer)) this.#isSetUp = false
      if (!hasAnswered(answer)) return
      if (command === 'AT+CESQ' && answer.outcome === 'error') this.#hasCesq = false
      for (const line of answer.lines) this.#learn(line)
    }
  }

  async #ask(command: string, cycle: number): Promise<AtAnswer> {
    const { retries, replyTimeoutMs } = atLte.timing
    let answer: AtAnswer = { outcome: 'ended', lines: [], isEchoed: false }
    for (let attempt = 0; attempt <= retries && cycle === this.#cycle; attempt++) {
      answer = await this.#channel.command(command, replyTimeoutMs)
      if (answer.outcome !== 'timeout') return answer
      this.#countTimeout()
      await sleep(this.#clock, quietAfterTimeoutMs)
    }
    return answer
  }

  #countTimeout(): void {
    this.#counters.timeouts++
    const silentMs = this.#clock.nowMs() - (this.#lastLineMs ?? monotonicMs(Number.NEGATIVE_INFINITY))
    if (!this.#isAlive || silentMs <= atLte.timing.silentAfterMs) return
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

  #takeUnasked(line: AtLine): void {
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

  /** A modem that is not registered tells the time of its own crystal, which nobody has set. */
  #learnTime(cells: readonly AtCell[]): void {
    const { networkTime: _, ...rest } = this.#known
    const utcMs = isRegistered(rest.registration) ? decodeCclk(cells) : undefined
    this.#known = utcMs === undefined ? rest : { ...rest, networkTime: { atMs: this.#clock.nowMs(), utcMs } }
  }

  #report(): void {
    this.#onReport({ ...this.#known, atMs: this.#clock.nowMs(), isAlive: this.#isAlive })
  }
}

const hasAnswered = ({ outcome }: AtAnswer): boolean => outcome === 'ok' || outcome === 'error'

/** An LTE modem under the standard's own AT commands, whoever made it. */
export const atLte: CellularDescriptor = {
  name: 'at-lte',
  manual: '3GPP TS 27.007 release 18',
  maturity: 'twin',
  serial: { baudRate: 115200, dataBits: 8, parity: 'none', stopBits: 1 },
  timing: { replyTimeoutMs: 3000, pollEveryMs: 5000, retries: 2, silentAfterMs: 10_000 },
  open: (with_) => new AtLte(with_),
}
