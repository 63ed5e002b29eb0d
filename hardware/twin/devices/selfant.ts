import { bodyDirection } from '../../../firmware/domain/frames.ts'
import type { Cancel } from '../../../hal/clock.ts'
import type { SerialSettings } from '../../../hal/port.ts'
import type { DeviceContext, VirtualDevice, Wire } from '../device.ts'
import type { Terminal } from '../terminal.ts'
import { arrayLocation } from './array-location.ts'
import type { LineEnding } from './openamip-words.ts'
import { type PowerTimers, powerTimers } from './power-timers.ts'
import { modemEar, selfantWriter } from './selfant-line.ts'
import { type SatelliteInBody, type SelfTracker, selfTracker } from './selfant-tracker.ts'

/** Whose beam the antenna turns; what is left out the seed decides. */
export interface VirtualSelfAntennaOptions extends DeviceContext {
  terminal: Pick<Terminal, 'setBoresight'>
  lineEnding?: LineEnding
  /** Whether A and W come in milliseconds, and C/N is asked for with five arguments; seconds and four unless given. */
  hasMsIntervals?: boolean
  /** Sectors in which the roof hides the sky from it, azimuth from the nose; none unless given. */
  hidden?: readonly (readonly [fromDeg: number, toDeg: number])[]
}

/** An antenna whose inside the twin's truth can read. */
export interface VirtualSelfAntenna extends VirtualDevice {
  isOnTarget(): boolean
  /** On target, and its modem is heard. */
  mayTransmit(): boolean
  /** The satellite that it was told to find. */
  longitudeDeg(): number | undefined
}

// Chosen: minutes in reality, shortened so that a short ride is not all booting.
const BOOT_MS = 3_000
const STEP_MS = 200
const LOCK_EVERY_S = 5
/** After three intervals without `L` the modem is gone: the antenna no longer lets it transmit. */
const MODEM_LOST_MS = 3_000 * LOCK_EVERY_S
const BELOW_DEG = 5

const unheard = { isLocked: false, lockAtMs: Number.NEGATIVE_INFINITY }

class TwinSelfAntenna implements VirtualSelfAntenna {
  readonly name: string
  readonly serial: SerialSettings = { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 1 }
  readonly #options: VirtualSelfAntennaOptions
  readonly #write: (letter: string, words: readonly (string | number)[]) => Uint8Array
  readonly #locate: ReturnType<typeof arrayLocation>
  readonly #tracker: SelfTracker
  readonly #timers: PowerTimers
  readonly #cancels: { A?: Cancel; W?: Cancel } = {}
  readonly #ear = modemEar({
    interval: (of, interval) => this.#repeat(of, interval),
    satellite: (longitudeDeg) => {
      this.#asked = longitudeDeg
    },
    find: () => {
      if (this.#asked !== this.#longitudeDeg) this.#tracker.seek()
      this.#longitudeDeg = this.#asked
    },
    lock: (isLocked) => {
      this.#modem = { isLocked, lockAtMs: this.#options.clock.nowMs() }
    },
    carrierToNoise: () => undefined,
  })
  #wire: Wire | undefined
  #asked: number | undefined
  #longitudeDeg: number | undefined
  #modem = unheard
  #place: ReturnType<ReturnType<typeof arrayLocation>>
  #mayTransmit = false

  constructor(options: VirtualSelfAntennaOptions) {
    const { name, random, clock, lineEnding } = options
    this.#options = options
    this.name = name
    const chance = random.fork(name)
    this.#write = selfantWriter(chance.fork('writer'), lineEnding)
    this.#locate = arrayLocation({ ...options, random: chance.fork('location') })
    this.#tracker = selfTracker(chance.fork('tracker'))
    this.#timers = powerTimers(clock)
  }

  start(wire: Wire): void {
    this.#timers.after(BOOT_MS, () => {
      this.#wire = wire
      this.#say('i', 'twin', 'self-pointing', '1.0')
      this.#timers.every(STEP_MS, () => this.#step())
    })
  }

  receive(bytes: Uint8Array): void {
    if (this.#wire) this.#ear.hear(bytes)
  }

  stop(): void {
    this.#timers.endAll()
    this.#wire = undefined
    this.#ear.forget()
    this.#tracker.seek()
    this.#asked = undefined
    this.#longitudeDeg = undefined
    this.#modem = unheard
    this.#place = undefined
    this.#mayTransmit = false
  }

  isOnTarget(): boolean {
    return this.#tracker.isOnTarget()
  }

  mayTransmit(): boolean {
    return this.#mayTransmit
  }

  longitudeDeg(): number | undefined {
    return this.#longitudeDeg
  }

  #say(letter: string, ...words: readonly (string | number)[]): void {
    this.#wire?.send(this.#write(letter, words))
  }

  /** The modem sets the pace of `s` and `w`; the first `A` is answered with what the antenna wants to hear. */
  #repeat(of: 'A' | 'W', interval: number): void {
    const periodMs = interval * (this.#options.hasMsIntervals ? 1 : 1_000)
    const say = (): void => (of === 'A' ? this.#sayStatus() : this.#sayPlace())
    this.#cancels[of]?.()
    if (periodMs > 0) this.#cancels[of] = this.#timers.every(Math.max(100, periodMs), say)
    say()
    if (of !== 'A') return
    this.#say('a', LOCK_EVERY_S)
    this.#say('c', ...(this.#options.hasMsIntervals ? [1, 0, 0, 0, 1] : [1, 0, 0, 1]))
  }

  #satellite(): SatelliteInBody | undefined {
    if (this.#longitudeDeg === undefined || !this.#place) return undefined
    const { world, hidden = [] } = this.#options
    const sky = world.geostationary(this.#longitudeDeg)
    const body = bodyDirection(sky, world.train())
    const isHidden = hidden.some(([from, to]) => body.azimuthDeg >= from && body.azimuthDeg <= to)
    const isBehind = sky.elevationDeg < Math.max(BELOW_DEG, world.surroundings().horizonDeg(sky.azimuthDeg))
    return { ...body, isBlocked: isHidden || isBehind }
  }

  #step(): void {
    const nowMs = this.#options.clock.nowMs()
    this.#place = this.#locate()
    const beam = this.#tracker.step(this.#satellite(), nowMs)
    if (beam) this.#options.terminal.setBoresight(beam.azimuthDeg, beam.elevationDeg)
    const isModemThere = nowMs - this.#modem.lockAtMs <= MODEM_LOST_MS
    const mayTransmit = this.#tracker.isOnTarget() && isModemThere
    if (mayTransmit === this.#mayTransmit) return
    this.#mayTransmit = mayTransmit
    this.#sayStatus()
  }

  #sayStatus(): void {
    this.#say('s', 1, this.#mayTransmit ? 1 : 0)
  }

  #sayPlace(): void {
    const place = this.#place
    if (!place) {
      this.#say('w', 0, 0, 0, 0)
      return
    }
    const { headingTrueDeg, speedMps, pitchDeg, rollDeg } = this.#options.world.train()
    const attitude = [headingTrueDeg, speedMps, pitchDeg, rollDeg, headingTrueDeg].map((value) => value.toFixed(2))
    const utcS = Math.floor(this.#options.world.utcMs() / 1_000) % 86_400
    this.#say('w', 1, place.latDeg.toFixed(6), place.lonDeg.toFixed(6), utcS, place.heightM.toFixed(1), ...attitude)
  }
}

/** A self-pointing antenna on OpenAMIP: boots, finds itself and the satellite that it is told, stays on it, and says when it may transmit. */
export const virtualSelfAntenna = (options: VirtualSelfAntennaOptions): VirtualSelfAntenna =>
  new TwinSelfAntenna(options)
