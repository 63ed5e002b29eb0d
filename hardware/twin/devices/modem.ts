import type { Cancel } from '../../../hal/clock.ts'
import type { SerialSettings } from '../../../hal/port.ts'
import type { Random } from '../../../hal/random.ts'
import type { DeviceContext, VirtualDevice, Wire } from '../device.ts'
import type { Terminal } from '../terminal.ts'
import { carrierNoise } from './carrier-noise.ts'
import { antennaEar, modemWriter } from './modem-line.ts'
import { type ModemReceiver, modemReceiver } from './modem-receiver.ts'
import { type NetworkAssignment, networkAssignment } from './network-assignment.ts'
import type { LineEnding } from './openamip-words.ts'
import { type PowerTimers, powerTimers } from './power-timers.ts'

/** Which terminal the modem listens through, and what kind of modem it is; what is left out the seed decides. */
export interface VirtualModemOptions extends DeviceContext {
  terminal: Terminal
  lineEnding?: LineEnding
  /** Whether its A and W are in milliseconds, as one manual has them; seconds unless given. */
  hasMsIntervals?: boolean
  /** The network at times names a satellite of its own choice out of these (`X SAT n`); absent: never. */
  networkAssigns?: () => readonly number[]
}

/** A modem whose inside the twin's truth can read. */
export interface VirtualModem extends VirtualDevice {
  /** Its demodulator has the carrier: traffic flows. */
  isLocked(): boolean
  /** Locked, and the antenna says within its interval that it may. */
  isTransmitting(): boolean
}

/** 8 s and more in reality; shortened, so that a ride of a minute is not all booting. */
const BOOT_MS = 2_000
/** Its demodulator looks at the carrier so often where that may change; without that as often as the ride wants it. */
const LOOK_MS = 250
const STATUS_EVERY_S = 1
const POSITION_EVERY_S = 5
/** After three intervals without `s` the antenna is gone: the modem mutes, and greets it anew. */
const ANTENNA_LOST_MS = 3_000 * STATUS_EVERY_S
/** A modem whose antenna is well but may not transmit yet asks for its satellite all the same, this late. */
const PATIENCE_MS = 10_000
/** What a modem tells of its carrier unless it is asked for another rate, and at most. */
const CARRIER_HZ = { usual: 1, most: 25 }
const ASSIGNMENT_REPEAT_MS = 10_000

const nothingSaid = {
  isFunctional: false,
  mayTransmit: false,
  isPositionValid: false,
  statusAtMs: Number.NEGATIVE_INFINITY,
}

class TwinModem implements VirtualModem {
  readonly name: string
  readonly serial: SerialSettings = { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 1 }
  readonly #options: VirtualModemOptions
  readonly #chance: Random
  readonly #write: (letter: string, words: readonly (string | number)[]) => Uint8Array
  readonly #receiver: ModemReceiver
  readonly #assignment: NetworkAssignment | undefined
  readonly #timers: PowerTimers
  readonly #noiseDb: () => number
  /** Of `c`: versions differ. */
  readonly #rateArgument: 4 | 5
  readonly #lookEveryMs: number
  readonly #ear = antennaEar({
    s: (isFunctional, mayTransmit) => this.#hearStatus(isFunctional, mayTransmit),
    w: (isValid) => {
      this.#antenna = { ...this.#antenna, isPositionValid: isValid }
      this.#configure()
    },
    a: (intervalS) => this.#reportLockEvery(intervalS),
    c: (numbers) => this.#reportCarrierAt(numbers[this.#rateArgument - 1] ?? CARRIER_HZ.usual),
  })
  #wire: Wire | undefined
  #antenna = nothingSaid
  #readySinceMs: number | undefined
  #isConfigured = false
  #cancelLock: Cancel | undefined
  #carrier: { hz: number; cancel: Cancel } | undefined
  #searchEndsAtMs: number | undefined
  #assigned = 0
  #assignedToldAtMs = 0
  #lookedFromMs = 0

  constructor(options: VirtualModemOptions) {
    const { name, random, clock, world, networkAssigns } = options
    this.#options = options
    this.name = name
    this.#chance = random.fork(name)
    this.#write = modemWriter(this.#chance.fork('writer'), options.lineEnding)
    this.#receiver = modemReceiver(this.#chance.fork('receiver'))
    const chance = this.#chance.fork('network')
    this.#assignment = networkAssigns && networkAssignment({ world, chance, satellitesInSky: networkAssigns })
    this.#timers = powerTimers(clock)
    this.#noiseDb = carrierNoise(clock, this.#chance.fork('carrier'))
    this.#lookEveryMs = Math.max(200, options.rates.statusEveryMs / 2)
    if (this.#lookEveryMs > LOOK_MS) options.terminal.onJump?.(() => this.#lookSoon())
    this.#rateArgument = this.#chance.fork('version').next() < 0.5 ? 4 : 5
  }

  start(wire: Wire): void {
    this.#timers.after(BOOT_MS, () => {
      this.#wire = wire
      this.#greet()
      this.#lookedFromMs = this.#options.clock.nowMs()
      this.#timers.every(this.#lookEveryMs, () => this.#step())
      this.#timers.every(ANTENNA_LOST_MS, () => this.#watchAntenna())
    })
  }

  receive(bytes: Uint8Array): void {
    if (this.#wire) this.#ear.hear(bytes)
  }

  stop(): void {
    this.#timers.endAll()
    this.#wire = undefined
    this.#ear.forget()
    this.#receiver.reset()
    this.#forgetAntenna()
    this.#carrier = undefined
    this.#cancelLock = undefined
    this.#searchEndsAtMs = undefined
    this.#assigned = 0
  }

  isLocked(): boolean {
    return this.#receiver.isLocked()
  }

  isTransmitting(): boolean {
    const { isFunctional, mayTransmit } = this.#antenna
    return this.#receiver.isLocked() && !this.#isBarred() && isFunctional && mayTransmit && this.#isAntennaThere()
  }

  #isAntennaThere(): boolean {
    return this.#options.clock.nowMs() - this.#antenna.statusAtMs <= ANTENNA_LOST_MS
  }

  #forgetAntenna(): void {
    this.#antenna = nothingSaid
    this.#readySinceMs = undefined
    this.#isConfigured = false
  }

  #say(letter: string, ...words: readonly (string | number)[]): void {
    this.#wire?.send(this.#write(letter, words))
  }

  #greet(): void {
    this.#say('I', 'twin', 'satellite-modem', '1.0')
    const unitsPerS = this.#options.hasMsIntervals ? 1_000 : 1
    this.#say('A', STATUS_EVERY_S * unitsPerS)
    this.#say('W', POSITION_EVERY_S * unitsPerS)
  }

  #watchAntenna(): void {
    if (this.#isAntennaThere()) this.#configure()
    else {
      this.#forgetAntenna()
      this.#greet()
    }
  }

  #hearStatus(isFunctional: boolean, mayTransmit: boolean): void {
    const nowMs = this.#options.clock.nowMs()
    this.#antenna = { ...this.#antenna, isFunctional, mayTransmit, statusAtMs: nowMs }
    this.#configure()
  }

  /** Once the antenna is well and knows where it is, a modem of a geostationary service names its satellite and carrier. */
  #configure(): void {
    const { service } = this.#options.terminal
    const { isFunctional, isPositionValid, mayTransmit } = this.#antenna
    const nowMs = this.#options.clock.nowMs()
    const isReady = isFunctional && isPositionValid
    this.#readySinceMs = isReady ? (this.#readySinceMs ?? nowMs) : undefined
    const isPatienceOver = nowMs - (this.#readySinceMs ?? nowMs) >= PATIENCE_MS
    if (service.kind !== 'geo' || this.#isConfigured || !isReady || !(mayTransmit || isPatienceOver)) return
    this.#isConfigured = true
    this.#say('S', service.longitudeDeg.toFixed(2), '0.5', '0')
    this.#say('P', 'H', 'V')
    this.#say('H', '1250.500', '36.000')
    this.#say('B', '9750', '12800')
    this.#say('F')
  }

  #step(): void {
    const { terminal, clock } = this.#options
    const nowMs = clock.nowMs()
    const isHunting = terminal.service.kind === 'geo' ? this.#isConfigured : this.#antenna.isFunctional
    const wasLocked = this.#receiver.isLocked()
    const heard = isHunting ? { serving: terminal.reception(), other: terminal.otherReception?.() } : undefined
    this.#receiver.step(heard?.serving, nowMs, heard?.other)
    if (this.#receiver.isLocked() !== wasLocked) this.#reportLock()
    this.#endSearch(nowMs)
    this.#followNetwork(nowMs)
  }

  /** A beam that jumped: looked at when it would have been at full fidelity. */
  #lookSoon(): void {
    if (!this.#wire) return
    const sinceMs = this.#options.clock.nowMs() - this.#lookedFromMs
    this.#timers.after(LOOK_MS - (sinceMs % LOOK_MS), () => this.#step())
  }

  /** A search ends when it ends, not with the next look at the carrier. */
  #endSearch(nowMs: number): void {
    const lockAtMs = this.#receiver.lockAtMs()
    if (lockAtMs === undefined || lockAtMs === this.#searchEndsAtMs) return
    this.#searchEndsAtMs = lockAtMs
    this.#timers.after(Math.max(0, lockAtMs - nowMs), () => this.#step())
  }

  #followNetwork(nowMs: number): void {
    if (!this.#assignment || !this.#receiver.isLocked()) return
    const assigned = this.#assignment.step(nowMs)
    const isRepeatDue = assigned !== 0 && nowMs - this.#assignedToldAtMs >= ASSIGNMENT_REPEAT_MS
    if (assigned === this.#assigned && !isRepeatDue) return
    this.#assigned = assigned
    this.#assignedToldAtMs = nowMs
    this.#say('X', 'SAT', assigned)
  }

  #reportLockEvery(intervalS: number): void {
    this.#cancelLock?.()
    this.#cancelLock = this.#timers.every(Math.max(100, intervalS * 1_000), () => this.#reportLock())
    this.#reportLock()
  }

  /** A network that does not know the modem lets it listen, and no more. */
  #isBarred(): boolean {
    return this.#options.faultAgeMs(`${this.name}-barred`) !== undefined
  }

  /** Whether the network lets it transmit goes with lock here, unless it is barred; the antenna's own permission is not the modem's to tell. */
  #reportLock(): void {
    const isLocked = this.#receiver.isLocked()
    this.#say('L', Number(isLocked), Number(isLocked && !this.#isBarred()))
  }

  /** From now on; asked again for the same, it goes on as before. */
  #reportCarrierAt(askedHz: number): void {
    const hz = Math.min(askedHz, CARRIER_HZ.most, this.#options.rates.carrierHz ?? CARRIER_HZ.most)
    if (hz === this.#carrier?.hz) return
    this.#carrier?.cancel()
    this.#carrier = hz > 0 ? { hz, cancel: this.#timers.every(1_000 / hz, () => this.#reportCarrier()) } : undefined
  }

  #reportCarrier(): void {
    const { carrierToNoiseDb } = this.#options.terminal.reception()
    const shownDb = this.#receiver.isLocked() ? carrierToNoiseDb + this.#noiseDb() : 0
    this.#say('C', shownDb.toFixed(1))
  }
}

/** An OpenAMIP modem: greets, asks for what it needs, acquires, reports, and mutes when the antenna says so or is gone; fault `<name>-barred`. */
export const virtualModem = (options: VirtualModemOptions): VirtualModem => new TwinModem(options)
