import type { ElementSet, Satellite } from '../../domain/elements.ts'
import { utcText } from '../../domain/utc-text.ts'
import { type ObserverStep, visibleService } from '../../domain/visible-service.ts'
import { planRolling, planWhole, summarize, type WayStep } from '../../plan/handover-along.ts'
import { NONE } from '../../plan/handover-plan.ts'
import { UsageError } from '../../usage-error.ts'
import { ElementsDoubt } from '../elements-doubt.ts'
import { readText } from '../linux-machine.ts'
import { namedSatellites, namesakesText } from '../named-satellites.ts'
import { readElementsFile } from '../read-elements.ts'
import { readTable } from '../read-table.ts'
import type { StopSignal } from '../stop-signal.ts'

interface PlanOptions {
  elements: string
  positions: string
  maskDeg: number
  handoverCostS: number
  referenceRangeKm: number
  /** ms; the whole way at once without it. */
  horizon?: number
  json?: true
}

/** One satellite followed without a break. */
interface Interval {
  name: string
  fromUtc: string
  toUtc: string
}

const readPositions = async (file: string): Promise<ObserverStep[]> => {
  const columns = ['utc', 'lat_deg', 'lon_deg', 'height_m']
  const steps = readTable(await readText(file), file, columns).map((row) => ({
    place: row.place,
    utcMs: row.utcMs('utc'),
    observer: {
      latDeg: row.number('lat_deg', -90, 90),
      lonDeg: row.number('lon_deg', -180, 180),
      heightM: row.number('height_m', -1_000, 20_000),
    },
  }))
  if (steps.length < 2) throw new UsageError(`${file}: has one row; expected two or more, a step apart`)
  steps.forEach(({ utcMs, place }, index) => {
    const before = steps[index - 1]
    if (before && utcMs <= before.utcMs) throw new UsageError(`${place}: utc is not after the row before it`)
  })
  return steps
}

/** A step lasts until the next one; the last as long as the one before it. */
const durationS = (steps: readonly ObserverStep[], index: number): number => {
  const from = Math.min(index, steps.length - 2)
  return ((steps[from + 1]?.utcMs ?? 0) - (steps[from]?.utcMs ?? 0)) / 1000
}

const wayOf = (elements: ElementSet, positions: readonly ObserverStep[], options: PlanOptions): WayStep[] => {
  const look = visibleService(elements, options)
  return positions.map((position, index) => ({ ...look(position), durationS: durationS(positions, index) }))
}

const stepsIn = (horizonMs: number, positions: readonly ObserverStep[]): number =>
  Math.max(1, Math.round(horizonMs / 1000 / durationS(positions, 0)))

const intervalsOf = (
  path: readonly number[],
  positions: readonly ObserverStep[],
  nameOf: (id: number) => string,
): Interval[] => {
  const intervals: Interval[] = []
  path.forEach((id, step) => {
    if (id === NONE) return
    const fromMs = positions[step]?.utcMs ?? 0
    const toUtc = utcText(fromMs + durationS(positions, step) * 1000)
    const last = path[step - 1] === id ? intervals.at(-1) : undefined
    if (last) last.toUtc = toUtc
    else intervals.push({ name: nameOf(id), fromUtc: utcText(fromMs), toUtc })
  })
  return intervals
}

const rounded = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits

/** Says on stderr what a reader of the plan should know of its elements. */
const sayDoubts = ({ satellites }: ElementSet, followed: readonly { satellite: Satellite; utcMs: number }[]): void => {
  const doubt = new ElementsDoubt()
  for (const { satellite, utcMs } of followed) doubt.note(satellite, utcMs)
  const named = namedSatellites(satellites)
  const shared = [...new Set(followed.map(({ satellite }) => satellite.name))]
    .map((name) => named.namesakes(name))
    .find((namesakes) => namesakes.length > 0)
  const notes = [
    doubt.text('steps of the plan'),
    shared && namesakesText(shared, 'the plan takes each for itself, and its intervals do not tell them apart'),
  ]
  for (const note of notes) if (note !== undefined) process.stderr.write(`steppelink: ${note}\n`)
}

/** `plan`: which satellite to follow when, along a way; all at once, or with a horizon as on the train. */
export const plan = async (options: PlanOptions, _stop: StopSignal): Promise<number> => {
  const positions = await readPositions(options.positions)
  const elements = await readElementsFile(options.elements)
  const way = wayOf(elements, positions, options)
  const path =
    options.horizon === undefined
      ? planWhole(way, options.handoverCostS)
      : planRolling(way, options.handoverCostS, stepsIn(options.horizon, positions))
  const byId = new Map(elements.satellites.map((one) => [one.noradId, one]))
  const intervals = intervalsOf(path, positions, (id) => byId.get(id)?.name ?? String(id))
  const followed = path.flatMap((id, step) => {
    const satellite = byId.get(id)
    return satellite ? [{ satellite, utcMs: positions[step]?.utcMs ?? 0 }] : []
  })
  sayDoubts(elements, followed)
  const { handovers, outageS, capacity, meanBestCapacity } = summarize(way, path)
  const summary = {
    steps: way.length,
    handovers,
    outageS: rounded(outageS, 3),
    capacity: rounded(capacity, 6),
    meanBestCapacity: rounded(meanBestCapacity, 6),
  }
  if (options.json) process.stdout.write(`${JSON.stringify({ ...summary, intervals })}\n`)
  else {
    for (const { name, fromUtc, toUtc } of intervals) process.stdout.write(`${fromUtc}  ${toUtc}  ${name}\n`)
    process.stdout.write(`${way.length} steps, ${handovers} handovers, ${outageS} s without a satellite\n`)
  }
  return 0
}
