import type { Random } from '../../../hal/random.ts'

/** A stop on the track, in the order of travel; the first is where the ride begins, the last where it ends. */
export interface Stop {
  name: string
  chainageM: number
  dwellS: number
}

/** A stand that no timetable has: the driver brakes at a time, and goes on when it is over. */
export interface Halt {
  /** When braking begins, s since the ride began. */
  atS: number
  /** From the beginning of braking; the train goes on once it stands, if that is later. */
  forS: number
}

/** A stretch of the track and the speed allowed on it. */
export interface Limit {
  fromM: number
  toM: number
  speedMps: number
}

/** How the train runs at one time. */
export interface Run {
  chainageM: number
  speedMps: number
  accelerationMps2: number
  atStop?: string
  nextStop?: string
}

/** The ride as a function of time: seconds since it began, standing at the first stop. */
export interface Timetable {
  durationS: number
  at(timeS: number): Run
}

/** Constant acceleration from a time on. */
interface Phase {
  beginS: number
  chainageM: number
  speedMps: number
  accelerationMps2: number
  /** ∫ chainage dt up to the phase's begin, m·s. */
  areaMs: number
}

/** Where the train stands: at a stop, or at a halt, which has no name. */
type Pause = Omit<Stop, 'name'> & { name?: string }

interface Call {
  name?: string
  arriveS: number
  departS: number
}

const ACCELERATION_MPS2 = 0.3
const BRAKING_MPS2 = 0.5
/** Acceleration is averaged over this, so that jerk stays below 0.2 m/s³. */
const SMOOTHING_S = 4
const LONGEST_SECTION_M = 9000

/**
 * Speeds up at 0.3 m/s² and brakes at 0.5 m/s² within the limits; the driver keeps a seeded 0 to 7 % below them.
 * Halts change nothing of the ride before them.
 */
export const makeTimetable = (
  line: { stops: readonly Stop[]; limits: readonly Limit[] },
  random: Random,
  halts: readonly Halt[] = [],
): Timetable => {
  const sections = sectionsOf(line, random)
  const inOrder = halts.toSorted((a, b) => a.atS - b.atS)
  return inOrder.reduce((plan, halt) => lay(withHalt(plan, halt), sections), lay(line.stops, sections)).timetable
}

/** A ride laid out in time, and where it stands. */
interface Laid {
  pauses: readonly Pause[]
  calls: readonly Call[]
  phases: readonly Phase[]
  timetable: Timetable
}

const lay = (pauses: readonly Pause[], drawn: readonly Section[]): Laid => {
  const sections = pauses.reduce((cut, { chainageM }) => cutAt(cut, chainageM), drawn)
  const speeds = nodeSpeeds(
    sections,
    pauses.map(({ chainageM }) => chainageM),
  )
  const phases: Phase[] = []
  const calls: Call[] = []
  const writer = makeWriter(phases)
  pauses.forEach(({ name, chainageM, dwellS }, index) => {
    const arriveS = index === 0 ? Number.NEGATIVE_INFINITY : writer.timeS() + SMOOTHING_S
    const next = pauses[index + 1]
    writer.run(next ? dwellS + (index === 0 ? 0 : SMOOTHING_S) : Number.POSITIVE_INFINITY, 0)
    const departS = next ? writer.timeS() : Number.POSITIVE_INFINITY
    calls.push({ ...(name !== undefined && { name }), arriveS, departS })
    sections.forEach((section, at) => {
      const isBetween = section.fromM >= chainageM && next !== undefined && section.toM <= next.chainageM
      if (isBetween) runSection(writer, section, [speeds[at] as number, speeds[at + 1] as number])
    })
  })
  return { pauses, calls, phases, timetable: timetableOf(phases, calls) }
}

/** A pause nearer than this is where the train comes to stand anyway. */
const SAME_PLACE_M = 1

/** The pauses of a ride with one more, or with a longer one where the train would stand then. */
const withHalt = ({ pauses, calls, phases }: Laid, { atS, forS }: Halt): Pause[] => {
  const phase = phases[lastBegun(phases, atS)] as Phase
  const { chainageM, speedMps } = ended(phase, Math.max(0, atS - phase.beginS))
  const standsAtM = chainageM + speedMps ** 2 / (2 * BRAKING_MPS2)
  const standsAtS = atS + speedMps / BRAKING_MPS2 + SMOOTHING_S
  const dwellS = Math.max(0, atS + forS - standsAtS)
  const before = pauses.findLastIndex((pause) => pause.chainageM <= standsAtM + SAME_PLACE_M)
  const pause = pauses[before] as Pause
  if (standsAtM - pause.chainageM > SAME_PLACE_M)
    return pauses.toSpliced(before + 1, 0, { chainageM: standsAtM, dwellS })
  const longerS = Math.max(0, atS + forS - (calls[before] as Call).departS)
  return pauses.with(before, { ...pause, dwellS: pause.dwellS + longerS })
}

type Section = Limit

const sectionsOf = (line: { stops: readonly Stop[]; limits: readonly Limit[] }, random: Random): Section[] => {
  const beginM = (line.stops[0] as Stop).chainageM
  const endM = (line.stops.at(-1) as Stop).chainageM
  const stopsM = line.stops.map((stop) => stop.chainageM)
  const edgesM = [...new Set([...stopsM, ...line.limits.flatMap((limit) => [limit.fromM, limit.toM])])]
    .filter((edgeM) => edgeM >= beginM && edgeM <= endM)
    .sort((a, b) => a - b)
  const cutM = edgesM.slice(1).flatMap((toM, index) => cut(edgesM[index] as number, toM))
  return cutM.map(([fromM, toM]) => {
    const limit = line.limits.find((found) => fromM < found.toM) ?? line.limits.at(-1)
    const speedMps = (limit?.speedMps ?? 10) * (1 - 0.07 * random.next())
    return { fromM, toM, speedMps }
  })
}

/** Sections of which one ends at a place; those that the place lies within are two of the same speed. */
const cutAt = (sections: readonly Section[], atM: number): Section[] =>
  sections.flatMap((section) =>
    atM > section.fromM && atM < section.toM
      ? [
          { ...section, toM: atM },
          { ...section, fromM: atM },
        ]
      : [section],
  )

const cut = (fromM: number, toM: number): [number, number][] => {
  const count = Math.ceil((toM - fromM) / LONGEST_SECTION_M)
  const edge = (index: number): number => (index === count ? toM : fromM + ((toM - fromM) * index) / count)
  return Array.from({ length: count }, (_, index) => [edge(index), edge(index + 1)])
}

/** The speed at each section's begin, and at the end of the last: as high as limits, braking and acceleration let it be. */
const nodeSpeeds = (sections: readonly Section[], pausesM: readonly number[]): number[] => {
  const speeds = [0, ...sections.map(({ toM, speedMps }) => (pausesM.includes(toM) ? 0 : speedMps))]
  sections.forEach((section, index) => {
    speeds[index] = Math.min(speeds[index] as number, section.speedMps)
  })
  const reach = (fromMps: number, rate: number, section: Section): number =>
    Math.sqrt(fromMps ** 2 + 2 * rate * (section.toM - section.fromM))
  for (let index = sections.length - 1; index >= 0; index--) {
    const from = reach(speeds[index + 1] as number, BRAKING_MPS2, sections[index] as Section)
    speeds[index] = Math.min(speeds[index] as number, from)
  }
  sections.forEach((section, index) => {
    const to = reach(speeds[index] as number, ACCELERATION_MPS2, section)
    speeds[index + 1] = Math.min(speeds[index + 1] as number, to)
  })
  return speeds
}

type Writer = ReturnType<typeof makeWriter>

/** Appends phases, each beginning where the one before ends. */
const makeWriter = (phases: Phase[]) => {
  let next = { beginS: 0, chainageM: 0, speedMps: 0, areaMs: 0 }
  return {
    timeS: () => next.beginS,
    run: (durationS: number, accelerationMps2: number): void => {
      if (durationS <= 0) return
      const phase = { ...next, accelerationMps2 }
      phases.push(phase)
      next = { ...ended(phase, durationS), beginS: phase.beginS + durationS }
    },
    speedMps: () => next.speedMps,
    /** Takes rounding away where position and speed are known. */
    setExact: (chainageM: number, speedMps: number): void => {
      next = { ...next, chainageM, speedMps }
    },
  }
}

const runSection = (writer: Writer, section: Section, [fromMps, toMps]: [number, number]): void => {
  const lengthM = section.toM - section.fromM
  const peakSquared =
    (2 * ACCELERATION_MPS2 * BRAKING_MPS2 * lengthM + BRAKING_MPS2 * fromMps ** 2 + ACCELERATION_MPS2 * toMps ** 2) /
    (ACCELERATION_MPS2 + BRAKING_MPS2)
  const peakMps = Math.max(fromMps, toMps, Math.min(section.speedMps, Math.sqrt(peakSquared)))
  const accelerateM = (peakMps ** 2 - fromMps ** 2) / (2 * ACCELERATION_MPS2)
  const brakeM = (peakMps ** 2 - toMps ** 2) / (2 * BRAKING_MPS2)
  writer.run((peakMps - fromMps) / ACCELERATION_MPS2, ACCELERATION_MPS2)
  writer.run((lengthM - accelerateM - brakeM) / peakMps, 0)
  writer.run((peakMps - toMps) / BRAKING_MPS2, -BRAKING_MPS2)
  writer.setExact(section.toM, toMps)
}

const ended = (phase: Phase, afterS: number) => ({
  chainageM: phase.chainageM + (phase.speedMps + (phase.accelerationMps2 * afterS) / 2) * afterS,
  speedMps: phase.speedMps + phase.accelerationMps2 * afterS,
  areaMs:
    phase.areaMs + (phase.chainageM + (phase.speedMps / 2 + (phase.accelerationMps2 * afterS) / 6) * afterS) * afterS,
})

/** Index of the last item that begins at or before a time; 0 before the first. */
const lastBegun = (items: readonly { beginS: number }[], timeS: number): number => {
  let low = 0
  let high = items.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((items[middle] as { beginS: number }).beginS <= timeS) low = middle
    else high = middle - 1
  }
  return low
}

/** Positions are the mean of the last `SMOOTHING_S` of the phases: the same distance, the same stops, no step in acceleration. */
const timetableOf = (phases: readonly Phase[], calls: readonly Call[]): Timetable => {
  const first = phases[0] as Phase
  const raw = (timeS: number) => {
    const phase = phases[lastBegun(phases, timeS)] as Phase
    if (timeS < 0) return { chainageM: first.chainageM, speedMps: 0, areaMs: first.chainageM * timeS }
    return ended(phase, timeS - phase.beginS)
  }
  const last = calls.at(-1) as Call
  return {
    durationS: last.arriveS,
    at: (timeS) => {
      const now = raw(timeS)
      const before = raw(timeS - SMOOTHING_S)
      return {
        chainageM: (now.areaMs - before.areaMs) / SMOOTHING_S,
        speedMps: Math.max(0, (now.chainageM - before.chainageM) / SMOOTHING_S),
        accelerationMps2: (now.speedMps - before.speedMps) / SMOOTHING_S,
        ...stopsAt(calls, timeS),
      }
    },
  }
}

const stopsAt = (calls: readonly Call[], timeS: number): { atStop?: string; nextStop?: string } => {
  const index = calls.findIndex((call) => timeS < call.departS)
  const call = calls[index] as Call
  const isHere = timeS >= call.arriveS && call.name !== undefined
  const next = calls.slice(isHere ? index + 1 : index).find(({ name }) => name !== undefined)
  return { ...(isHere && { atStop: call.name }), ...(next && { nextStop: next.name }) }
}
