import {
  bodyFromMount,
  type Direction,
  type Mounting,
  separationDeg,
  skyDirection,
} from '../../firmware/domain/frames.ts'
import type { Random } from '../../hal/random.ts'
import { NOISE_DB, pointingLossDb, RAIN, rangeLossDb, SNOW, scanLossDb, weatherLoss } from './carrier-to-noise.ts'
import { type SatelliteInSky, satelliteFinder } from './nearest-satellite.ts'
import type { Reception, Terminal } from './terminal.ts'
import type { SkyDirection, World } from './truth.ts'

/** What a terminal is made of. */
export interface RadioOptions {
  name: string
  world: World
  service: Terminal['service']
  kind: 'array' | 'dish'
  /** Between the half-power points: 2.9° for 0.6 m at 12 GHz. */
  beamwidthDeg: number
  /** Array: satellite at 1,200 km, beam along the body's zenith. Dish: on the satellite, whatever its range. */
  clearSkyCnDb: number
  /** Catalogue numbers of what is up; asked every 5 s, and each one's place is computed then. */
  satellitesInSky(): readonly number[]
  faultAgeMs(fault: string): number | undefined
  /** How it really sits on the roof against its drawing; exactly as drawn unless given. */
  misalignment?: Mounting
  random: Random
}

/** A terminal whose mute the twin's truth can read. */
export interface RadioTerminal extends Terminal {
  isMuted(): boolean
  /** Where it really points, body frame. */
  boresight(): Direction
  /** How often its pointer has told it where to point. */
  turns(): number
}

/** Receiving starts at the first and ends below the second, dB: QPSK of low rate with its margin. Chosen. */
const THRESHOLD_DB = { start: 2, end: 1 }
/** Beyond this many beamwidths only side lobes see the satellite. */
const BEAMS_IN_REACH = 3
/** No two installations are alike: cables and radome take up to this much. */
const INSTALLATION_LOSS_DB = 0.5

const nothing: Reception = { isReceiving: false, carrierToNoiseDb: NOISE_DB, errorDeg: 180, isBlocked: false }

/** The satellite that the terminal is meant for; without a number when it is geostationary. */
type Meant = { noradId?: number; direction: SkyDirection }

/** Where the satellite lies that the terminal's service means, of a constellation the one nearest to the boresight. */
const satelliteOf = ({
  world,
  service,
  satellitesInSky,
}: RadioOptions): ((boresight: Direction) => Meant | undefined) => {
  if (service.kind === 'geo') return () => ({ direction: world.geostationary(service.longitudeDeg) })
  const find: (boresight: Direction) => SatelliteInSky | undefined = satelliteFinder(world, satellitesInSky)
  return find
}

/** Where a beam is by the drawing, and where that really is. */
interface Beam {
  pointed: Direction
  boresight: Direction
}

/** Until it is pointed, its boresight is the body's zenith. */
class TwinTerminal implements RadioTerminal {
  readonly name: string
  readonly service: Terminal['service']
  readonly #options: RadioOptions
  readonly #meant: (boresight: Direction) => Meant | undefined
  readonly #weatherDb: () => number
  readonly #peakCnDb: number
  /** Where its pointer has turned it, by the drawing, and where that really is. */
  #pointed: Direction = { azimuthDeg: 0, elevationDeg: 90 }
  #boresight: Direction
  #turns = 0
  #other: Beam | undefined
  #isMuted: boolean
  #onJump: (() => void) | undefined
  #lastOfOther: Reception = nothing
  #last: Reception = nothing
  #lastAtMs = Number.NEGATIVE_INFINITY

  constructor(options: RadioOptions) {
    this.#options = options
    this.name = options.name
    this.service = options.service
    this.#meant = satelliteOf(options)
    // A dish has no mute of its own; an array starts muted.
    this.#isMuted = options.kind === 'array'
    this.#weatherDb = weatherLoss(options.kind === 'array' ? SNOW : RAIN, options.world.clock, options.faultAgeMs)
    this.#boresight = this.#really(this.#pointed)
    this.#peakCnDb = options.clearSkyCnDb - INSTALLATION_LOSS_DB * options.random.next()
  }

  setBoresight(azimuthDeg: number, elevationDeg: number): void {
    this.#turns++
    if (azimuthDeg === this.#pointed.azimuthDeg && elevationDeg === this.#pointed.elevationDeg) return
    const before = this.#boresight
    this.#pointed = { azimuthDeg, elevationDeg }
    this.#boresight = this.#really(this.#pointed)
    this.#lastAtMs = Number.NEGATIVE_INFINITY
    if (separationDeg(before, this.#boresight) > this.#options.beamwidthDeg) this.#onJump?.()
  }

  onJump(handler: () => void): void {
    this.#onJump = handler
  }

  setOtherBoresight(azimuthDeg: number, elevationDeg: number): void {
    const pointed = { azimuthDeg, elevationDeg }
    this.#other = { pointed, boresight: this.#really(pointed) }
  }

  setMuted(isMuted: boolean): void {
    this.#isMuted = isMuted
  }

  isMuted(): boolean {
    return this.#isMuted
  }

  boresight(): Direction {
    return this.#boresight
  }

  turns(): number {
    return this.#turns
  }

  reception(): Reception {
    const nowMs = this.#options.world.clock.nowMs()
    if (nowMs !== this.#lastAtMs) {
      this.#last = this.#receive({ pointed: this.#pointed, boresight: this.#boresight }, this.#last)
      this.#lastAtMs = nowMs
    }
    return this.#last
  }

  #really(pointed: Direction): Direction {
    const { misalignment } = this.#options
    return misalignment ? bodyFromMount(pointed, misalignment) : pointed
  }

  otherReception(): Reception | undefined {
    if (!this.#other) return undefined
    this.#lastOfOther = this.#receive(this.#other, this.#lastOfOther)
    return this.#lastOfOther
  }

  #receive({ pointed, boresight: inBody }: Beam, last: Reception): Reception {
    const { world, beamwidthDeg } = this.#options
    const weatherDb = this.#weatherDb()
    const boresight = skyDirection(inBody, world.train())
    const meant = this.#meant(boresight)
    if (!meant) return nothing
    const { direction } = meant
    const errorDeg = separationDeg(boresight, direction)
    const isInReach = errorDeg <= BEAMS_IN_REACH * beamwidthDeg
    const isBlocked = direction.elevationDeg < world.surroundings().horizonDeg(direction.azimuthDeg)
    if (!isInReach || isBlocked) return { ...nothing, errorDeg, direction, isBlocked }
    const carrierToNoiseDb = Math.max(NOISE_DB, this.#clearCnDb(pointed, errorDeg, direction) - weatherDb)
    const noradId = meant.noradId === undefined ? {} : { noradId: meant.noradId }
    const isReceiving = carrierToNoiseDb >= thresholdDb(last, meant.noradId)
    return { isReceiving, carrierToNoiseDb, ...noradId, errorDeg, direction, isBlocked }
  }

  #clearCnDb(pointed: Direction, errorDeg: number, direction: SkyDirection): number {
    const { kind, service, beamwidthDeg } = this.#options
    const rangeDb = service.kind === 'constellation' ? rangeLossDb(direction.rangeKm) : 0
    const scanDb = kind === 'array' ? scanLossDb(pointed.elevationDeg) : 0
    return this.#peakCnDb - rangeDb - scanDb - pointingLossDb(errorDeg, beamwidthDeg)
  }
}

const thresholdDb = (last: Reception, noradId: number | undefined): number =>
  last.isReceiving && last.noradId === noradId ? THRESHOLD_DB.end : THRESHOLD_DB.start

/** A terminal as it really is; its reception is computed once for each instant and boresight. */
export const makeTerminal = (options: RadioOptions): RadioTerminal => new TwinTerminal(options)
