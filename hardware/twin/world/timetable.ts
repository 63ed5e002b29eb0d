import type { Random } from '../../../hal/random.ts'

/** A stop on the track, in the order of travel; the first is where the ride begins, the last where it ends. */
export interface Stop {
  name: string
  chainageM: number
  dwellS: number
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

interface Call {
  name: string
  arriveS: number
  departS: number
}

const ACCELERATION_MPS2 = 0.3
const BRAKING_MPS2 = 0.5
/** Acceleration is averaged over this, so that jerk stays below 0.2 m/s³. */
const SMOOTHING_S = 4
const LONGEST_SECTION_M = 9000

/** Speeds up at 0.3 m/s² and brakes at 0.5 m/s² within the limits; the driver keeps a seeded 0 to 7 % below them. */
export const makeTimetable = (
  line: { stops: readonly Stop[]; limits: readonly Limit[] },
  random: Random,
): Timetable => {
  const sections = sectionsOf(line, random)
  const speeds = nodeSpeeds(sections)
  const phases: Phase[] = []
  const calls: Call[] = []
  const writer = makeWriter(phases)
  line.stops.forEach((stop, index) => {
    const arriveS = index === 0 ? Number.NEGATIVE_INFINITY : writer.timeS() + SMOOTHING_S
    const isLast = index === line.stops.length - 1
    writer.run(isLast ? Number.POSITIVE_INFINITY : stop.dwellS + (index === 0 ? 0 : SMOOTHING_S), 0)
    calls.push({ name: stop.name, arriveS, departS: isLast ? Number.POSITIVE_INFINITY : writer.timeS() })
    const next = line.stops[index + 1]
    sections.forEach((section, at) => {
      const isBetween = section.fromM >= stop.chainageM && next !== undefined && section.toM <= next.chainageM
      if (isBetween) runSection(writer, section, [speeds[at] as number, speeds[at + 1] as number])
    })
  })
  return timetableOf(phases, calls)
}

interface Section extends Limit {
  endsAtStop: boolean
}

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
    return { fromM, toM, speedMps, endsAtStop: stopsM.includes(toM) }
  })
}

const cut = (fromM: number, toM: number): [number, number][] => {
  const count = Math.ceil((toM - fromM) / LONGEST_SECTION_M)
  const edge = (index: number): number => (index === count ? toM : fromM + ((toM - fromM) * index) / count)
  return Array.from({ length: count }, (_, index) => [edge(index), edge(index + 1)])
}

/** The speed at each section's begin, and at the end of the last: as high as limits, braking and acceleration let it be. */
const nodeSpeeds = (sections: readonly Section[]): number[] => {
  const speeds = [0, ...sections.map((section) => (section.endsAtStop ? 0 : section.speedMps))]
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
  if (timeS < call.arriveS) return { nextStop: call.name }
  const next = calls[index + 1]
  return { atStop: call.name, ...(next && { nextStop: next.name }) }
}
