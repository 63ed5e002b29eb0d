import type { SerialSettings } from '../../../hal/port.ts'
import type { Random } from '../../../hal/random.ts'
import type { DeviceContext, VirtualDevice, Wire } from '../device.ts'
import type { Terminal } from '../terminal.ts'
import { replyBytes, requestEar } from './array-frames.ts'
import { type ArrayLocation, arrayLocation } from './array-location.ts'
import { type ControllerTemperature, controllerTemperature } from './controller-temperature.ts'
import { type PowerTimers, powerTimers } from './power-timers.ts'

/** Which terminal the array's beam belongs to. */
export interface VirtualArrayOptions extends DeviceContext {
  terminal: Terminal
  /** 1 unless given. */
  beams?: 1 | 2
  /** Inside the radome before it warms up; 18 °C unless given. */
  ambientC?: number
}

// What follows is chosen: figures of flat Ku-band arrays as their makers print them, where they print any.
const BOOT_MS = 1_000
const LATENCY_MS = { min: 5, max: 20 }
const SETTLE_MS = 2
/** Directions on the line and here are hundredths of a degree; this is the phase shifters' step. */
const BEAM_STEP = 5
const ELEVATION = { min: 2_000, max: 9_000 }
const FULL_CIRCLE = 36_000
const BAD_SUM_SHARE = 1 / 5_000
const OVER_TEMPERATURE_C = 85

const toStep = (value: number): number => Math.round(value / BEAM_STEP) * BEAM_STEP
const isWhole = (word: string | undefined): word is string => word !== undefined && /^\d{1,5}$/.test(word)

interface Beam {
  azimuth: number
  elevation: number
}

const ZENITH: Beam = { azimuth: 0, elevation: ELEVATION.max }

/** Obeys one command after the other, each after its own delay; muted and deaf until it has booted. */
class VirtualArray implements VirtualDevice {
  readonly name: string
  readonly serial: SerialSettings = { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 1 }
  readonly #options: VirtualArrayOptions
  readonly #chance: Random
  readonly #temperature: ControllerTemperature
  readonly #ear = requestEar((words) => this.#queue(words))
  readonly #timers: PowerTimers
  readonly #locate: () => ArrayLocation | undefined
  #wire: Wire | undefined
  #beams: readonly [Beam, Beam] = [ZENITH, ZENITH]
  #serving: 0 | 1 = 0
  #isMuted = true
  #freeAtMs = 0

  constructor(options: VirtualArrayOptions) {
    this.#options = options
    this.name = options.name
    this.#chance = options.random.fork(options.name)
    this.#timers = powerTimers(options.clock)
    this.#locate = arrayLocation({ ...options, random: options.random.fork(`${options.name} location`) })
    const { clock, ambientC = 18 } = options
    this.#temperature = controllerTemperature({ clock, ambientC, chance: this.#chance })
  }

  start(wire: Wire): void {
    this.#mute(true)
    if (this.#serving !== 0) this.#serve(0)
    this.#timers.after(BOOT_MS, () => {
      this.#wire = wire
    })
  }

  receive(bytes: Uint8Array): void {
    if (this.#wire) this.#ear.hear(bytes)
  }

  stop(): void {
    this.#timers.endAll()
    this.#wire = undefined
    this.#ear.forget()
    this.#mute(true)
  }

  #queue(words: readonly string[]): void {
    const nowMs = this.#options.clock.nowMs()
    const latencyMs = LATENCY_MS.min + (LATENCY_MS.max - LATENCY_MS.min) * this.#chance.next()
    // One timer for the command and the beam's settling: the answer comes after both.
    const settleMs = words[0] === 'AM' ? SETTLE_MS : 0
    this.#freeAtMs = Math.max(this.#freeAtMs, nowMs + latencyMs) + settleMs
    this.#timers.after(this.#freeAtMs - nowMs, () => this.#obey(words))
  }

  #obey([code, sequence, first, second, third = '0']: readonly string[]): void {
    if (!isWhole(sequence)) return
    if (code === 'ST') this.#status(sequence)
    else if (code === 'LO') this.#location(sequence)
    else if (code === 'AM' && isWhole(first) && isWhole(second) && this.#has(third))
      this.#aim(sequence, { azimuth: Number(first), elevation: Number(second) }, third)
    else if (code === 'SV' && this.#has(first)) {
      this.#serve(first === '1' ? 1 : 0)
      this.#say('VA', sequence, this.#serving)
    } else if (code === 'MU' && (first === '0' || first === '1')) {
      this.#mute(first === '1')
      this.#say('MA', sequence, first)
    } else this.#say('NO', sequence, code === 'AM' || code === 'MU' || code === 'SV' ? 'argument' : 'command')
  }

  #serve(beam: 0 | 1): void {
    this.#serving = beam
    this.#turnServing()
    this.#turnOther()
  }

  #has(beam: string | undefined): beam is '0' | '1' {
    return beam === '0' || (beam === '1' && this.#options.beams === 2)
  }

  #aim(sequence: string, { azimuth, elevation }: Beam, which: '0' | '1'): void {
    const isInSight = elevation >= ELEVATION.min && elevation <= ELEVATION.max
    if (!isInSight) this.#say('NO', sequence, 'elevation')
    else if (azimuth >= FULL_CIRCLE) this.#say('NO', sequence, 'azimuth')
    else {
      const beam = { azimuth: toStep(azimuth) % FULL_CIRCLE, elevation: toStep(elevation) }
      const [first, second] = this.#beams
      this.#beams = which === '0' ? [beam, second] : [first, beam]
      if (Number(which) === this.#serving) this.#turnServing()
      else this.#turnOther()
      this.#say('AA', sequence, beam.azimuth, beam.elevation, ...(which === '1' ? [1] : []))
    }
  }

  /** The one that serves transmits too; the other only receives. */
  #turnServing(): void {
    const [{ azimuth, elevation }] = this.#pair()
    this.#options.terminal.setBoresight(azimuth / 100, elevation / 100)
  }

  #turnOther(): void {
    const [, { azimuth, elevation }] = this.#pair()
    this.#options.terminal.setOtherBoresight?.(azimuth / 100, elevation / 100)
  }

  #pair(): readonly [Beam, Beam] {
    const [first, second] = this.#beams
    return this.#serving === 0 ? [first, second] : [second, first]
  }

  #mute(isMuted: boolean): void {
    this.#isMuted = isMuted
    this.#options.terminal.setMuted(isMuted)
    this.#temperature.load(!isMuted)
  }

  #status(sequence: string): void {
    const [{ azimuth, elevation }, other] = this.#pair()
    const temperatureC = this.#temperature.readC()
    const faults = temperatureC > OVER_TEMPERATURE_C ? 'over-temperature' : '-'
    const pair = this.#options.beams === 2 ? [this.#serving, other.azimuth, other.elevation] : []
    this.#say('SA', sequence, azimuth, elevation, this.#isMuted ? 1 : 0, Math.round(temperatureC * 10), faults, ...pair)
  }

  #location(sequence: string): void {
    const found = this.#locate()
    if (!found) {
      this.#say('LA', sequence, 0)
      return
    }
    const { latDeg, lonDeg, heightM, sigmaM } = found
    const place = [Math.round(latDeg * 1e6), Math.round(lonDeg * 1e6), Math.round(heightM * 10)]
    this.#say('LA', sequence, 1, ...place, Math.round(sigmaM * 10))
  }

  #say(...words: readonly (string | number)[]): void {
    const isSpoilt = this.#chance.next() < BAD_SUM_SHARE
    this.#wire?.send(replyBytes(words, isSpoilt ? 1 + Math.floor(94 * this.#chance.next()) : 0))
  }
}

/** A phased array's beam controller: one or two quantised beams, latency, a limit of scan, and now and then a bad checksum. */
export const virtualArray = (options: VirtualArrayOptions): VirtualDevice => new VirtualArray(options)
