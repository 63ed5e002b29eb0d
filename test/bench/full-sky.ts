import type { ElementSet } from '../../firmware/domain/elements.ts'
import { readElements } from '../../firmware/domain/elements-file.ts'
import type { LookAngle } from '../../firmware/domain/geodesy.ts'
import { visibleService } from '../../firmware/domain/visible-service.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { wrap180Deg } from '../../hal/units.ts'
import { walkerOmm } from '../walker-constellation.ts'
import type { Benchmark, Measurement } from './measurement.ts'
import { ASTANA, cpuMs, MASK_DEG, onTrain, plainScan } from './sky-on-train.ts'
import { median } from './statistics.ts'

const START_MS = Date.UTC(2026, 4, 31, 15)
const SCANS = 360
const PLAIN_SCANS = 30
const STEP_MS = 10_000
/** What a part may take, and what a decision; a mount's rate. */
const PART_LIMIT_MS = 5
const DECISION_LIMIT_MS = 2
/** A sixth of a core is given to reading, and who asked waits for 30 s. */
const READ_LIMIT_S = 5
const MOUNT_DEG_PER_S = 20

const mountSlewS = (from: LookAngle, to: LookAngle): number =>
  Math.max(Math.abs(wrap180Deg(to.azimuthDeg - from.azimuthDeg)), Math.abs(to.elevationDeg - from.elevationDeg)) /
  MOUNT_DEG_PER_S

/** The elements, and ms CPU of each step of reading them. */
const reading = (): { set: ElementSet; steps: number[] } => {
  const work = readElements(walkerOmm(START_MS), 'walker')
  const steps: number[] = []
  for (;;) {
    const before = process.cpuUsage()
    const step = work.next()
    const { user, system } = process.cpuUsage(before)
    steps.push((user + system) / 1000)
    if (!step.done) continue
    if (!('error' in step.value)) return { set: step.value, steps }
    throw new TerminalError({ code: 'device-garbled', device: 'elements', retry: 'never', message: step.value.error })
  }
}

const round = () => {
  const { set, steps } = reading()
  const look = visibleService(set, { maskDeg: MASK_DEG, referenceRangeKm: 1_200 })
  const scans = Array.from({ length: SCANS }, (_, at) =>
    cpuMs(() => look({ utcMs: START_MS + at * STEP_MS, observer: ASTANA })),
  )
  const plain = cpuMs(() => {
    for (let at = 0; at < PLAIN_SCANS; at++) plainScan(set, START_MS + at * STEP_MS)
  })
  return {
    readS: steps.reduce((sum, one) => sum + one, 0) / 1000,
    stepMs: Math.max(...steps),
    scanMs: scans.reduce((sum, one) => sum + one, 0) / SCANS,
    plainMs: plain / PLAIN_SCANS,
    beam: onTrain(set, START_MS),
    mount: onTrain(set, START_MS, mountSlewS),
  }
}

type Round = ReturnType<typeof round>

/** Each with the most that it may be, and how it is read from a round. */
const LIMITED: readonly { name: string; unit: string; most: number; read: (one: Round) => number }[] = [
  { name: 'full-read', unit: 's CPU', most: READ_LIMIT_S, read: ({ readS }) => readS },
  { name: 'full-read-step', unit: 'ms CPU, longest', most: PART_LIMIT_MS, read: ({ stepMs }) => stepMs },
  { name: 'full-part', unit: 'ms CPU, longest', most: PART_LIMIT_MS, read: ({ beam }) => Math.max(...beam.parts) },
  {
    name: 'full-decision',
    unit: 'ms CPU, median',
    most: DECISION_LIMIT_MS,
    read: ({ beam }) => median(beam.decisions),
  },
  {
    name: 'full-decision-part',
    unit: 'ms CPU, longest',
    most: PART_LIMIT_MS,
    read: ({ beam }) => Math.max(...beam.decisionParts),
  },
  {
    name: 'full-mount-decision',
    unit: 'ms CPU, median',
    most: DECISION_LIMIT_MS,
    read: ({ mount }) => median(mount.decisions),
  },
  {
    name: 'full-mount-part',
    unit: 'ms CPU, longest',
    most: PART_LIMIT_MS,
    read: ({ mount }) => Math.max(...mount.decisionParts),
  },
]

/** What 10,080 satellites cost, of which over a hundred stand above the mask at once. */
export const fullSky: Benchmark = {
  name: 'full-sky',
  summary: 'reading, looking at and deciding on 10,080 made-up satellites at 550 km, as tracking does it: in parts',
  run: async ({ runs, progress }): Promise<Measurement[]> => {
    const rounds = Array.from({ length: runs }, (_, index) => {
      progress(`full-sky: run ${index + 1} of ${runs}`)
      return round()
    })
    const limited = LIMITED.map(
      ({ name, unit, most, read }): Measurement => ({
        name,
        unit,
        better: 'lower',
        samples: rounds.map(read),
        peer: 'limit',
        peerSamples: [most],
      }),
    )
    const scan: Measurement = {
      name: 'full-scan',
      unit: 'ms CPU',
      better: 'lower',
      samples: rounds.map(({ scanMs }) => scanMs),
      peer: 'satellite.js, all satellites',
      peerSamples: rounds.map(({ plainMs }) => plainMs),
    }
    return [...limited.slice(0, 2), scan, ...limited.slice(2)]
  },
}
