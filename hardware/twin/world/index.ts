import { parseElements } from '../../../firmware/domain/elements-file.ts'
import { lookAtGeostationary } from '../../../firmware/domain/look-angle.ts'
import type { Route } from '../../../firmware/domain/route.ts'
import type { Clock } from '../../../hal/clock.ts'
import { type Random, seededRandom } from '../../../hal/random.ts'
import { type UtcMs, utcMs } from '../../../hal/units.ts'
import type { CellTruth, SkyDirection, Surroundings, TrainTruth, World } from '../truth.ts'
import type { Alignment } from './alignment.ts'
import { makeCells } from './cells.ts'
import { syntheticTle } from './constellation.ts'
import { type LinePlan, planLine, reversedPlan } from './line-plan.ts'
import { type Journey, makeJourney, makeStanding, tailFirst } from './motion.ts'
import { railsOf } from './rails.ts'
import { makeSky, type Viewpoint } from './sky.ts'
import { makeSurroundings, surroundingsOfFault } from './surroundings.ts'
import { makeTimetable } from './timetable.ts'

/** What a ride's truth is made of. The ride begins when the world is made: its clock's time then is `startUtcMs`. */
export interface WorldPlan {
  route: Route
  clock: Clock
  startUtcMs: UtcMs
  seed: number
  /** Of what stands beside the line, so that two rides with different seeds have the same cells; `seed` unless given. */
  lineSeed?: number
  /** Published elements to build the sky on; without them a made-up constellation. */
  elementsTle?: string
  /** Of those of the made-up constellation when the ride begins; 6 h unless given. */
  elementsAgeMs?: number
  /** A train that stands at this place for good, level, instead of a ride. */
  atRestAt?: { latDeg: number; lonDeg: number }
  /** From the end of the line to its start. */
  isReverse?: boolean
  /** The coach runs tail first: its body looks against the direction of travel. */
  isCoachReversed?: boolean
  /** Stretches of the line that have no room for a raised dish, kilometres as in its file. */
  lowClearances?: readonly { fromKm: number; toKm: number }[]
  /** When the driver brakes to a stand that no timetable has, and for how long, ms since the ride began. */
  halts?: readonly { atMs: number; durationMs: number }[]
  /** How long a fault has held, ms; those of the surroundings act here. None without it. */
  faultAgeMs?(fault: string): number | undefined
}

/** The truth of one ride, with what its score and its start need. */
export interface RideWorld extends World {
  /** Catalogue numbers above 10° of elevation, as they stood at most five seconds ago. */
  visible(): readonly number[]
  /** The published elements, to be given to the firmware; the sky itself is a little off them. */
  readonly elementsTle: string
  /** Of the whole track, m; 0 for a train at rest. */
  readonly lengthM: number
  /** Whether what the train runs under has no room for a raised dish. */
  isInLowClearance(): boolean
  /** Whether the train stands at its last stop. */
  isFinished(): boolean
}

/** Age of the made-up elements when the ride begins, unless given. */
const ELEMENTS_AGE_MS = 6 * 3_600_000

/** Makes the truth of a ride from its plan and seed; rails and what is built beside them are the line's. Elements without one good set give an empty sky. */
export const makeWorld = (plan: WorldPlan): RideWorld => {
  const random = seededRandom(plan.seed).fork('world')
  const line = lineOf(plan)
  const journey = coachOf(plan, plan.atRestAt ? standing(plan.atRestAt, line.track) : riding(line, random, plan))
  const elementsTle =
    plan.elementsTle ??
    syntheticTle({ epochUtcMs: plan.startUtcMs - (plan.elementsAgeMs ?? ELEMENTS_AGE_MS), seed: plan.seed })
  const beginMs = plan.clock.nowMs()
  const elapsedMs = (): number => plan.clock.nowMs() - beginMs
  const state = once(elapsedMs, () => journey.at(elapsedMs() / 1000))
  const train = once(elapsedMs, () => state().train())
  const surroundings = surroundingsOf({ plan, line, train, elapsedMs })
  return {
    clock: plan.clock,
    utcMs: () => utcMs(plan.startUtcMs + elapsedMs()),
    train,
    motion: once(elapsedMs, () => state().motion()),
    surroundings,
    ...skyOf({ plan, elementsTle, random, train, elapsedMs }),
    cell: cellOf({ plan, line, random: randomOfLine(plan), train, surroundings, elapsedMs }),
    elementsTle,
    lengthM: journey.lengthM,
    isInLowClearance: () => isWithin(line.lowClearances, train().chainageM),
    isFinished: () => elapsedMs() / 1000 >= journey.durationS,
  }
}

const randomOfLine = ({ seed, lineSeed = seed }: WorldPlan): Random => seededRandom(lineSeed).fork('world')

/** Keeps a value for as long as time stands still. */
const once = <T>(nowMs: () => number, make: () => T): (() => T) => {
  let keptMs = Number.NaN
  let kept: { value: T } | undefined
  return () => {
    const now = nowMs()
    if (!kept || now !== keptMs) kept = { value: make() }
    keptMs = now
    return kept.value
  }
}

const standing = (place: { latDeg: number; lonDeg: number }, track: Alignment): Journey =>
  makeStanding({ ...place, headingTrueDeg: track.at(0).headingTrueDeg })

const isWithin = (spans: readonly { fromM: number; toM: number }[], chainageM: number): boolean =>
  spans.some(({ fromM, toM }) => chainageM >= fromM && chainageM <= toM)

const lineOf = ({ route, isReverse, lowClearances = [] }: WorldPlan): LinePlan => {
  const { track, kmScale } = railsOf(route)
  const plan = planLine({ ...route, lowClearances }, track, kmScale)
  return isReverse ? reversedPlan(plan) : plan
}

const coachOf = ({ isCoachReversed }: WorldPlan, journey: Journey): Journey =>
  isCoachReversed ? tailFirst(journey) : journey

/** Chosen: a plug of the LTE antenna that hangs half out, its inner conductor without contact. */
const LOOSE_PLUG_DB = 36

/** Chosen: ballast that has washed out, or a wheel with a flat; 1.5 m/s² rms on the floor at 25 m/s. */
const ROUGH_TRACK = 8

// Chosen: a buffer that is struck hard; the floor rings at 7 Hz and is at rest within a second.
const BLOW_G = 10
const BLOW_HZ = 7
const BLOW_DIES_MS = 250

const blowG = (ageMs: number | undefined): number =>
  ageMs === undefined ? 0 : BLOW_G * Math.exp(-ageMs / BLOW_DIES_MS) * Math.cos((2 * Math.PI * BLOW_HZ * ageMs) / 1000)

const riding = (
  { track, stops, limits }: LinePlan,
  random: Random,
  { halts = [], faultAgeMs = () => undefined }: WorldPlan,
): Journey => {
  const inSeconds = halts.map(({ atMs, durationMs }) => ({ atS: atMs / 1000, forS: durationMs / 1000 }))
  return makeJourney(track, makeTimetable({ stops, limits }, random.fork('driver'), inSeconds), {
    random: random.fork('body'),
    roughness: () => (faultAgeMs('rough-track') === undefined ? 1 : ROUGH_TRACK),
    blowG: () => blowG(faultAgeMs('shock')),
  })
}

interface Parts {
  plan: WorldPlan
  line: LinePlan
  random: Random
  train: () => TrainTruth
  surroundings: () => Surroundings
  elementsTle: string
  elapsedMs: () => number
}

const surroundingsOf = (parts: Pick<Parts, 'plan' | 'line' | 'train' | 'elapsedMs'>): (() => Surroundings) => {
  const { atRestAt, faultAgeMs = () => undefined } = parts.plan
  const find = makeSurroundings(atRestAt ? [] : parts.line.obstacles)
  return once(parts.elapsedMs, () => {
    const ofFault = surroundingsOfFault(faultAgeMs)
    if (ofFault) return ofFault
    const { chainageM, headingTrueDeg } = parts.train()
    return find(chainageM, headingTrueDeg)
  })
}

const cellOf = (
  parts: Pick<Parts, 'plan' | 'line' | 'random' | 'train' | 'surroundings' | 'elapsedMs'>,
): (() => CellTruth | undefined) => {
  const { townsM, track } = parts.line
  const find = makeCells({ townsM, lengthM: track.lengthM }, parts.random.fork('cells'))
  const { faultAgeMs = () => undefined } = parts.plan
  const antennaLossDb = (): number => (faultAgeMs('lte-antenna') === undefined ? 0 : LOOSE_PLUG_DB)
  return once(parts.elapsedMs, () => find(parts.train().chainageM, parts.surroundings(), antennaLossDb()))
}

const skyOf = (parts: Pick<Parts, 'plan' | 'elementsTle' | 'random' | 'train' | 'elapsedMs'>) => {
  const elements = parseElements(parts.elementsTle, 'elements')
  const sky = makeSky('error' in elements ? [] : elements.satellites, parts.random.fork('sky'))
  const view = once(
    parts.elapsedMs,
    (): Viewpoint => ({ utcMs: parts.plan.startUtcMs + parts.elapsedMs(), observer: parts.train() }),
  )
  const slots = new Map<number, () => SkyDirection>()
  const slot = (longitudeDeg: number): (() => SkyDirection) => {
    const made = once(parts.elapsedMs, () => lookAtGeostationary(longitudeDeg, parts.train()))
    slots.set(longitudeDeg, made)
    return made
  }
  return {
    satellite: (noradId: number) => sky.satellite(noradId, view()),
    visible: () => sky.visible(view()),
    geostationary: (longitudeDeg: number) => (slots.get(longitudeDeg) ?? slot(longitudeDeg))(),
  }
}
