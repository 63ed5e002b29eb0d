import type { Cancel } from '../../../hal/clock.ts'
import type { SerialSettings } from '../../../hal/port.ts'
import type { DeviceContext, VirtualDevice, Wire } from '../device.ts'
import { factorySettings, type LteState, lteAnswers, registrationText } from './lte-answers.ts'
import { type LteMaker, lteMakers } from './lte-makers.ts'
import { LteMessages, type MessageAnswer } from './lte-messages.ts'
import { lteNetwork } from './lte-network.ts'
import { type LteSim, lteSim, type SlotContent } from './lte-sim.ts'
import type { SubmittedPdu } from './sms-submitted.ts'

const bootMs = 6000
const lookEveryMs = 500
const maxCommandBytes = 400
const maxWaiting = 8
// Chosen: as often as a modem on a moving train reports something of its own in the middle of a command.
const reportAmidCommand = 0.05
/** A network takes its time over a message. */
const submitMs = [400, 3500] as const
const submittedAtMost = 1000
/** From its word to its restart. */
const restartAfterMs = 300
const ownCard = { iccid: '8999770000000000017', imsi: '401770000000001' }
const secondCard = { iccid: '8999701000000000033', imsi: '401010000000003' }
const otherCard = { iccid: '8999770000000000025', imsi: '401770000000002' }
/** A card whose PIN nobody on the train knows, and one that somebody has tried to guess it of. */
const strangeCard = { iccid: '8999770000000000041', imsi: '401770000000004', pin: '58301947' }
const blockedCard = { ...strangeCard, iccid: '8999770000000000058', imsi: '401770000000005', pinTries: 0 }
const SUBSTITUTE = 0x1a
const ESCAPE = 0x1b
const CR = 0x0d
const LF = 0x0a

/** An LTE modem whose registration the twin's truth can read. */
export interface VirtualLteModem extends VirtualDevice {
  isRegistered(): boolean
  /** Somebody sends it a text message; it comes when the network reaches the modem. */
  sendText(from: string, text: string): void
  /** Messages that it sent and the network took, part by part, the oldest first; bounded. */
  submitted(): readonly SubmittedPdu[]
  /** How many tries of its SIM's PIN are left. */
  pinTries(): number
}

// 3GPP TS 27.007 §10.1.22, <stat>
const HOME = 1
const ROAMING = 5

class VirtualLte implements VirtualLteModem {
  readonly name: string
  readonly serial: SerialSettings = { baudRate: 115200, dataBits: 8, parity: 'none', stopBits: 1 }
  readonly #context: DeviceContext
  readonly #state: LteState
  readonly #messages: LteMessages
  readonly #maker: LteMaker
  readonly #sims: Readonly<Record<1 | 2, LteSim>>
  #slot: 1 | 2 = 1
  readonly #timers = new Set<Cancel>()
  readonly #contents: Readonly<Record<1 | 2, () => SlotContent>>
  #saidOfCard = 'READY'
  #wire: Wire | undefined
  #isUp = false
  #isBusy = false
  #command = ''
  #waiting: string[] = []
  /** Octets of the PDU for which it waits at its prompt. */
  #prompted: number | undefined
  readonly #submitted: SubmittedPdu[] = []
  #lastResetMs = Number.NEGATIVE_INFINITY

  constructor(context: DeviceContext, { protocol = 'at-lte', accessTechnology = 7, secondPin, ...lock }: LteOptions) {
    this.name = context.name
    this.#context = context
    const random = context.random.fork(context.name)
    this.#state = {
      settings: factorySettings(),
      network: lteNetwork(context, random),
      random,
      accessTechnology,
      utcMs: () => context.world.utcMs(),
    }
    const second = { ...secondCard, ...(secondPin !== undefined && { pin: secondPin }) }
    this.#contents = { 1: () => this.#firstSlot(lock), 2: () => second }
    this.#sims = { 1: lteSim(this.#contents[1]), 2: lteSim(this.#contents[2]) }
    this.#state.network = this.#newNetwork()
    this.#maker = makerOf(protocol)
    this.#messages = new LteMessages({
      random,
      utcMs: () => context.world.utcMs(),
      isReached: () => this.isRegistered(),
      isCongested: () => this.#has('congested'),
      onSubmitted: (pdu) => {
        if (this.#submitted.length < submittedAtMost) this.#submitted.push(pdu)
      },
      sayLine: (line) => this.#sayLine(line),
      after: (delayMs, run) => this.#after(delayMs, run),
    })
  }

  start(wire: Wire): void {
    this.#wire = wire
    this.#boot()
  }

  isRegistered(): boolean {
    const stat = this.#state.network.stat()
    return this.#isUp && this.#sim.isReady() && (stat === HOME || stat === ROAMING)
  }

  sendText(from: string, text: string): void {
    this.#messages.send(from, text)
  }

  submitted(): readonly SubmittedPdu[] {
    return this.#submitted
  }

  pinTries(): number {
    return this.#sim.pinTries
  }

  receive(bytes: Uint8Array): void {
    if (this.#isUp) for (const byte of bytes) this.#takeByte(byte)
  }

  stop(): void {
    this.#forget()
    this.#wire = undefined
  }

  #takeByte(byte: number): void {
    if (this.#prompted !== undefined && (byte === SUBSTITUTE || byte === ESCAPE)) {
      const length = this.#prompted
      this.#prompted = undefined
      this.#submit(byte === SUBSTITUTE ? this.#command : '', length)
      this.#command = ''
      return
    }
    if (byte === CR || byte === LF) {
      if (this.#command !== '') this.#obey(this.#command)
      this.#command = ''
      return
    }
    const isText = byte >= 0x20 && byte < 0x7f
    if (isText && this.#command.length < maxCommandBytes) this.#command += String.fromCharCode(byte)
  }

  #obey(typed: string): void {
    const command = typed.trim().toUpperCase()
    // At the prompt a line end is part of what is typed.
    if (this.#prompted !== undefined) return
    if (this.#state.settings.isEchoing) this.#say(`${typed}\r`)
    if (!command.startsWith('AT')) return
    if (this.#waiting.length < maxWaiting) this.#waiting.push(command)
    if (!this.#isBusy) this.#next()
  }

  #next(): void {
    const command = this.#waiting.shift()
    this.#isBusy = command !== undefined
    if (command === undefined) return
    const { random } = this.#state
    const latencyMs = 5 + 75 * random.next()
    if (random.next() < reportAmidCommand) this.#after(latencyMs / 2, () => this.#reportRegistration())
    this.#after(latencyMs, () => {
      if (this.#prompt(command)) return
      const { lines, error = 'OK' } = this.#answer(command)
      for (const line of lines) this.#sayLine(line)
      this.#sayLine(error)
      this.#next()
    })
  }

  /** Whether the command asks for a PDU. */
  #prompt(command: string): boolean {
    const length = /^AT\+CMGS=(\d{1,3})$/.exec(command)?.[1]
    if (length === undefined) return false
    this.#prompted = Number(length)
    this.#say('\r\n> ')
    return true
  }

  #submit(hex: string, length: number): void {
    const [least, most] = submitMs
    this.#after(hex === '' ? 10 : least + (most - least) * this.#state.random.next(), () => {
      const { lines, error = 'OK' } = hex === '' ? { lines: [] } : this.#messages.submit(hex, length)
      for (const line of lines) this.#sayLine(line)
      this.#sayLine(error)
      this.#next()
    })
  }

  #answer(command: string): MessageAnswer {
    if (command === this.#maker.restarts) return this.#restartSoon()
    if (command === 'AT+CFUN=4' || command === 'AT+CFUN=1') return { lines: [] }
    const chosen = this.#maker.slots?.indexOf(command) ?? -1
    if (chosen >= 0) return this.#useSlot(chosen === 0 ? 1 : 2)
    if (/^AT\+CGDCONT=1,"IPV4V6","[^"]*"$/.test(command)) return { lines: [] }
    const lines = this.#linesOf(command)
    return lines
      ? { lines }
      : (this.#sim.answer(command) ?? this.#messages.answer(command) ?? { lines: [], error: 'ERROR' })
  }

  #linesOf(command: string): string[] | undefined {
    const { pinTries, pukTries } = this.#sim
    const state = {
      ...this.#state,
      slot: this.#slot,
      iccid: () => this.#iccid(),
      pinTries: () => pinTries,
      pukTries: () => pukTries,
    }
    const own = Object.hasOwn(this.#maker.answers, command) ? this.#maker.answers[command] : undefined
    return own ? own(state) : lteAnswers.get(command)?.(this.#state)
  }

  get #sim(): LteSim {
    return this.#sims[this.#slot]
  }

  #has(fault: string): boolean {
    return this.#context.faultAgeMs(`${this.name}-${fault}`) !== undefined
  }

  #firstSlot(lock: Pick<LteOptions, 'pin' | 'pinTries'>): SlotContent {
    if (this.#has('sim-absent')) return 'nothing'
    if (this.#has('sim-locked')) return strangeCard
    if (this.#has('sim-puk')) return blockedCard
    return { ...(this.#has('sim-swapped') ? otherCard : ownCard), ...lock }
  }

  #iccid(): string | undefined {
    const content = this.#contents[this.#slot]()
    return content === 'nothing' ? undefined : content.iccid
  }

  #newNetwork(): LteState['network'] {
    return lteNetwork(this.#context, this.#state.random, {
      isReady: () => this.#sim.isReady(),
      isBarred: () => this.#slot === 1 && this.#has('sim-barred'),
    })
  }

  /** The card is read and the network searched anew; a modem keeps its slot without power. */
  #useSlot(slot: 1 | 2): MessageAnswer {
    if (slot !== this.#slot) {
      this.#slot = slot
      this.#sim.restart()
      this.#state.network = this.#newNetwork()
      this.#state.settings.isDataActive = false
    }
    return { lines: [] }
  }

  #restartSoon(): MessageAnswer {
    this.#after(restartAfterMs, () => this.#boot())
    return { lines: [] }
  }

  #boot(): void {
    this.#forget()
    this.#after(bootMs + 500 * this.#state.random.next(), () => {
      this.#isUp = true
      this.#state.network = this.#newNetwork()
      this.#state.network.update()
      this.#sayLine('RDY')
    })
    this.#look()
  }

  #forget(): void {
    for (const cancel of this.#timers) cancel()
    this.#timers.clear()
    this.#waiting = []
    this.#command = ''
    this.#prompted = undefined
    this.#isBusy = false
    this.#isUp = false
    this.#state.settings = factorySettings()
    this.#messages.restart()
    this.#sims[1].restart()
    this.#sims[2].restart()
  }

  /** Looks at the faults and at the network, as often as a modem notices either. */
  #look(): void {
    this.#after(lookEveryMs, () => this.#look())
    const ageMs = this.#context.faultAgeMs(`${this.name}-reset`)
    const resetMs = ageMs === undefined ? this.#lastResetMs : this.#context.clock.nowMs() - ageMs
    // More than the rounding of an age: the same fault restarts the modem once.
    if (resetMs > this.#lastResetMs + 1) {
      this.#lastResetMs = resetMs
      this.#boot()
    } else if (this.#isUp && this.#state.network.update()) this.#reportRegistration()
    if (this.#isUp) this.#watchCard()
    this.#messages.look()
  }

  /** A modem tells of a card that it has lost, or that asks for something; another card that is as well as the last one is no news to it. */
  #watchCard(): void {
    const word = this.#sim.word()
    if (word !== this.#saidOfCard && word !== 'READY') this.#sayLine(`+CPIN: ${word}`)
    this.#saidOfCard = word
  }

  #reportRegistration(): void {
    if (this.#state.settings.reportMode > 0) this.#sayLine(`+CEREG: ${registrationText(this.#state)}`)
  }

  #sayLine(line: string): void {
    this.#say(`\r\n${line}\r\n`)
  }

  #say(text: string): void {
    this.#wire?.send(Buffer.from(text, 'latin1'))
  }

  #after(delayMs: number, run: () => void): void {
    const cancel = this.#context.clock.after(delayMs, () => {
      this.#timers.delete(cancel)
      run()
    })
    this.#timers.add(cancel)
  }
}

/** How a virtual modem differs from the usual one. */
export interface LteOptions {
  /** The driver that speaks to it, of `lteMakers`; `at-lte` unless given. */
  protocol?: string
  /** Of its SIM; open unless given. */
  pin?: string
  /** Of the SIM in the second slot; open unless given. */
  secondPin?: string
  /** Of that PIN, left from before; three unless given. */
  pinTries?: number
  /** `<AcT>` of its cells; 7, LTE on the ground, unless given. */
  accessTechnology?: number
}

/** Throws RangeError when there is no such modem. */
const makerOf = (protocol: string): LteMaker => {
  const maker = Object.hasOwn(lteMakers, protocol) ? lteMakers[protocol] : undefined
  if (!maker) throw new RangeError(`no virtual modem speaks ${protocol}`)
  return maker
}

/** An LTE modem under AT commands: boots, searches, registers, reports, has texts; faults `<name>-reset`, `-deregister`, `-congested`, `-sim-swapped`, `-sim-barred`, `-sim-absent`, `-sim-locked`, `-sim-puk`. */
export const virtualLte = (context: DeviceContext, options: LteOptions = {}): VirtualLteModem =>
  new VirtualLte(context, options)
