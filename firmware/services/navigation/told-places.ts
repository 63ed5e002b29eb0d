import type { GnssFix } from '../../../drivers/gnss/gnss.ts'
import { type MonotonicMs, monotonicMs } from '../../../hal/units.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import type { Voter } from '../../plan/receiver-vote.ts'

/** Where something on the roof with a receiver of its own says it is. */
export type ToldPlace = TopicMessage<'locations'>['terminals'][string]

/** How much a teller's word is worth. */
interface Standing {
  rank: number
  holdsMs: number
}

type DishPlace = NonNullable<TopicMessage<'starlink'>['dishes'][string]['location']>

interface Told extends Standing {
  place: ToldPlace
}

/** A terminal or an antenna tells its place once a second; two may be lost. */
const HOLDS_MS = 3_500
/** A Starlink terminal is asked every 2 s, and answers late at times; two answers may be lost. */
const DISH_HOLDS_MS = 7_000
/** Nor does it say how old its place is. Chosen: a fix a second, and a second on its way. */
const DISH_LATE_S = 1.5
/** OpenAMIP's `w` states no accuracy. Chosen: a timing receiver under a radome, and half again. */
const ANTENNA_SIGMA_M = 10
/** Nor how old it is: a receiver of one fix a second and a controller that hands it on. Chosen. */
const ANTENNA_LATE_S = 0.6
/** Taken for the train's speed while nobody knows it. */
const USUAL_SPEED_MPS = 40
/** Above this two places of one second differ, whatever they are rounded to. Chosen. */
const MOVING_MPS = 2
const M_PER_DEG = 111_320
/** Terminals state how good they are; antennas come after them. */
const ANTENNAS_FROM = 100
/** All processes share one clock: a stamp further ahead than its rounding is wrong. */
const FUTURE_AT_MOST_MS = 5
/** More than any train has: whatever fills the list, it ends. */
const MOST_PLACES = 32

/** More digits than anybody tells: a tenth of a millimetre. */
const DECIMALS_AT_MOST = 9

/** Digits after the point, as they were told; zeros at the end are lost, which makes the place no better. */
const decimalsOf = (valueDeg: number): number =>
  valueDeg.toFixed(DECIMALS_AT_MOST).replace(/0+$/, '').split('.')[1]?.length ?? 0

/** What is rounded to a step is off by its 12th part's root, one sigma. */
const roundedM = ({ latDeg, lonDeg }: ToldPlace): number =>
  (M_PER_DEG * 10 ** -Math.max(decimalsOf(latDeg), decimalsOf(lonDeg))) / Math.sqrt(12)

const antennaSigmaM = (place: ToldPlace, speedMps = USUAL_SPEED_MPS): number =>
  Math.hypot(ANTENNA_SIGMA_M, ANTENNA_LATE_S * speedMps, roundedM(place))

/** It may state how good its place is, which is not how late. */
const dishSigmaM = ({ sigmaM = ANTENNA_SIGMA_M, ...place }: DishPlace, speedMps = USUAL_SPEED_MPS): number =>
  Math.hypot(sigmaM, DISH_LATE_S * speedMps, roundedM(place))

/** As a receiver would tell it. */
export const fixFrom = (place: ToldPlace): GnssFix => ({
  kind: 'fix',
  atMs: monotonicMs(place.atMs),
  mode: place.heightM === undefined ? '2d' : '3d',
  latDeg: place.latDeg,
  lonDeg: place.lonDeg,
  ...(place.heightM !== undefined && { heightM: place.heightM }),
  ...(place.horizontalSigmaM !== undefined && { horizontalSigmaM: place.horizontalSigmaM }),
})

/** Places that others tell of themselves: terminals by `locations`, self-pointing antennas by `antennas`, Starlink’s by `starlink`. Only newer ones count. */
export class ToldPlaces {
  readonly #told = new Map<string, Told>()

  get size(): number {
    return this.#told.size
  }

  /** The places that are new, by name. */
  onLocations(terminals: TopicMessage<'locations'>['terminals'], nowMs: MonotonicMs): [string, ToldPlace][] {
    return Object.entries(terminals).filter(([name, place]) =>
      this.#take(name, place, { nowMs, rank: 0, holdsMs: HOLDS_MS }),
    )
  }

  /** The places that are new, by antenna; `speedMps` is the train's. */
  onAntennas(
    terminals: TopicMessage<'antennas'>['terminals'],
    speedMps: number | undefined,
    nowMs: MonotonicMs,
  ): [string, ToldPlace][] {
    const isMoving = speedMps !== undefined && speedMps > MOVING_MPS
    return Object.values(terminals)
      .flatMap(({ antennas }) => Object.entries(antennas))
      .flatMap(([name, { isAlive, position }]): [string, ToldPlace][] =>
        isAlive && position && !(isMoving && this.#isFrozen(name, position))
          ? [[name, { ...position, horizontalSigmaM: antennaSigmaM(position, speedMps) }]]
          : [],
      )
      .filter(([name, place]) => this.#take(name, place, { nowMs, rank: ANTENNAS_FROM, holdsMs: HOLDS_MS }))
  }

  /** The places that are new, by Starlink terminal; one that goes without GNSS knows its place by its network at best. */
  onDishes(
    dishes: TopicMessage<'starlink'>['dishes'],
    speedMps: number | undefined,
    nowMs: MonotonicMs,
  ): [string, ToldPlace][] {
    const isMoving = speedMps !== undefined && speedMps > MOVING_MPS
    return Object.entries(dishes)
      .flatMap(([name, { isAlive, location, gnss }]): [string, ToldPlace][] => {
        const isOfUse = isAlive && gnss?.isInhibited !== true && gnss?.isValid !== false
        if (!isOfUse || !location || (isMoving && this.#isFrozen(name, location))) return []
        const { sigmaM: _, ...place } = location
        return [[name, { ...place, horizontalSigmaM: dishSigmaM(location, speedMps) }]]
      })
      .filter(([name, place]) => this.#take(name, place, { nowMs, rank: ANTENNAS_FROM, holdsMs: DISH_HOLDS_MS }))
  }

  /** Whether an antenna or a dish told it, of whose receiver nobody knows how good it is. */
  isOfAntenna(name: string): boolean {
    return this.#told.get(name)?.rank === ANTENNAS_FROM
  }

  /** After `receivers` receivers, none of which `isTaken` names. */
  voters(receivers: number, isTaken: (name: string) => boolean, nowMs: MonotonicMs): Voter[] {
    return [...this.#told].flatMap(([name, { place, rank, holdsMs }], index): Voter[] => {
      if (isTaken(name)) return []
      const shared = { name, priority: receivers + rank + index, isReserve: true }
      return nowMs - place.atMs > holdsMs
        ? [{ ...shared, state: 'silent' }]
        : [{ ...shared, state: 'fix', fix: fixFrom(place) }]
    })
  }

  /** A train that moves is nowhere twice: who says so repeats what it knew. */
  #isFrozen(name: string, { latDeg, lonDeg }: Pick<ToldPlace, 'latDeg' | 'lonDeg'>): boolean {
    const before = this.#told.get(name)?.place
    return before?.latDeg === latDeg && before.lonDeg === lonDeg
  }

  #take(name: string, place: ToldPlace, { nowMs, ...standing }: Standing & { nowMs: MonotonicMs }): boolean {
    const before = this.#told.get(name)
    const isNew = place.atMs > (before?.place.atMs ?? Number.NEGATIVE_INFINITY)
    if (!isNew || place.atMs - nowMs > FUTURE_AT_MOST_MS) return false
    if (!before && this.#told.size >= MOST_PLACES) return false
    this.#told.set(name, { place, ...standing })
    return true
  }
}
