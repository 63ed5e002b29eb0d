import type { Cancel } from '../../../hal/clock.ts'
import type { SerialSettings } from '../../../hal/port.ts'
import type { DeviceContext, VirtualDevice, Wire } from '../device.ts'
import { factorySettings, type LteState, lteAnswers, registrationText } from './lte-answers.ts'
import { lteNetwork } from './lte-network.ts'

const bootMs = 6000
const lookEveryMs = 500
const maxCommandBytes = 256
const maxWaiting = 8
// Chosen: as often as a modem on a moving train reports something of its own in the middle of a command.
const reportAmidCommand = 0.05
const CR = 0x0d
const LF = 0x0a

/** An LTE modem whose registration the twin's truth can read. */
export interface VirtualLteModem extends VirtualDevice {
  isRegistered(): boolean
}

// 3GPP TS 27.007 §10.1.22, <stat>
const HOME = 1
const ROAMING = 5

class VirtualLte implements VirtualLteModem {
  readonly name: string
  readonly serial: SerialSettings = { baudRate: 115200, dataBits: 8, parity: 'none', stopBits: 1 }
  readonly #context: DeviceContext
  readonly #state: LteState
  readonly #timers = new Set<Cancel>()
  #wire: Wire | undefined
  #isUp = false
  #isBusy = false
  #command = ''
  #waiting: string[] = []
  #lastResetMs = Number.NEGATIVE_INFINITY

  constructor(context: DeviceContext) {
    this.name = context.name
    this.#context = context
    const random = context.random.fork(context.name)
    this.#state = {
      settings: factorySettings(),
      network: lteNetwork(context, random),
      random,
      utcMs: () => context.world.utcMs(),
    }
  }

  start(wire: Wire): void {
    this.#wire = wire
    this.#boot()
  }

  isRegistered(): boolean {
    const stat = this.#state.network.stat()
    return this.#isUp && (stat === HOME || stat === ROAMING)
  }

  receive(bytes: Uint8Array): void {
    if (this.#isUp) for (const byte of bytes) this.#takeByte(byte)
  }

  stop(): void {
    this.#forget()
    this.#wire = undefined
  }

  #takeByte(byte: number): void {
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
      const answer = lteAnswers.get(command)
      for (const line of answer?.(this.#state) ?? []) this.#sayLine(line)
      this.#sayLine(answer ? 'OK' : 'ERROR')
      this.#next()
    })
  }

  #boot(): void {
    this.#forget()
    this.#after(bootMs + 500 * this.#state.random.next(), () => {
      this.#isUp = true
      this.#state.network = lteNetwork(this.#context, this.#state.random)
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
    this.#isBusy = false
    this.#isUp = false
    this.#state.settings = factorySettings()
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

/** An LTE modem under AT commands: boots, searches, registers, reports; faults `<name>-reset` and `<name>-deregister`. */
export const virtualLte = (context: DeviceContext): VirtualLteModem => new VirtualLte(context)
