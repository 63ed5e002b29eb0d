import { readFileSync } from 'node:fs'
import type { ElementSet } from '../../firmware/domain/elements.ts'
import { parseElements } from '../../firmware/domain/elements-file.ts'
import { visibleService } from '../../firmware/domain/visible-service.ts'
import { planWhole, rollingPlanner, type WayStep } from '../../firmware/plan/handover-along.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { syntheticTle } from '../../hardware/twin/world/constellation.ts'
import { sharedData } from '../shared-path.ts'
import type { Benchmark, Measurement } from './measurement.ts'
import { ASTANA, cpuMs, MASK_DEG, onTrain, plainScan } from './sky-on-train.ts'
import { median } from './statistics.ts'

const START_MS = Date.UTC(2026, 4, 31, 15)
const STEP_S = 10
/** A night, and what is enough to time plain satellite.js. */
const NIGHT_STEPS = 6_060
const PLAIN_STEPS = 300
const HORIZON_STEPS = 60
const HANDOVER_COST_S = 5

/** OneWeb's published elements where they are; else the twin's made-up constellation. */
const elements = (): ElementSet => {
  const file = sharedData('ephemeris/oneweb-2026-05-30.tle')
  const text = file ? readFileSync(file, 'utf8') : syntheticTle({ epochUtcMs: START_MS, seed: 1 })
  const read = parseElements(text, 'elements')
  if (!('error' in read)) return read
  throw new TerminalError({ code: 'device-garbled', device: 'elements', retry: 'never', message: read.error })
}

const utcAt = (step: number): number => START_MS + step * STEP_S * 1000

const night = (set: ElementSet): WayStep[] => {
  const look = visibleService(set, { maskDeg: MASK_DEG, referenceRangeKm: 1_200 })
  return Array.from({ length: NIGHT_STEPS }, (_, step) => ({
    ...look({ utcMs: utcAt(step), observer: ASTANA }),
    durationS: STEP_S,
  }))
}

/** ms of each decision, with the steps that it sees kept from one to the next. */
const decisionsMs = (way: readonly WayStep[]): number[] => {
  const planner = rollingPlanner(HANDOVER_COST_S)
  for (const step of way.slice(0, HORIZON_STEPS)) planner.see(step)
  return way.slice(HORIZON_STEPS).map((step) => {
    const beganNs = process.hrtime.bigint()
    planner.see(step)
    planner.decide()
    return Number(process.hrtime.bigint() - beganNs) / 1e6
  })
}

/** One round of all figures; ours and the peer's take turns. */
const round = (set: ElementSet) => {
  let way: WayStep[] = []
  const scanMs = cpuMs(() => {
    way = night(set)
  })
  const plainMs = cpuMs(() => {
    for (let step = 0; step < PLAIN_STEPS; step++) plainScan(set, utcAt(step))
  })
  const dpMs = cpuMs(() => planWhole(way, HANDOVER_COST_S))
  return {
    scanMs: scanMs / NIGHT_STEPS,
    plainMs: plainMs / PLAIN_STEPS,
    planS: (scanMs + dpMs) / 1000,
    decisionMs: median(decisionsMs(way)),
    ...onTrain(set, START_MS),
  }
}

/** What looking at the sky and planning on it cost. */
export const sky: Benchmark = {
  name: 'sky',
  summary: 'a scan of the sky beside plain satellite.js, a night’s plan, a rolling decision',
  run: async ({ runs, progress }): Promise<Measurement[]> => {
    const set = elements()
    const rounds = Array.from({ length: runs }, (_, index) => {
      progress(`sky: run ${index + 1} of ${runs}, ${set.satellites.length} satellites`)
      return round(set)
    })
    const better = 'lower' as const
    const limit = { peer: 'limit', better }
    return [
      {
        name: 'sky-scan',
        unit: 'ms CPU',
        better,
        samples: rounds.map(({ scanMs }) => scanMs),
        peer: 'satellite.js, all satellites',
        peerSamples: rounds.map(({ plainMs }) => plainMs),
      },
      { ...limit, name: 'plan-night', unit: 's CPU', samples: rounds.map(({ planS }) => planS), peerSamples: [3] },
      {
        ...limit,
        name: 'plan-decision',
        unit: 'ms, median',
        samples: rounds.map(({ decisionMs }) => decisionMs),
        peerSamples: [2],
      },
      {
        ...limit,
        name: 'train-part',
        unit: 'ms CPU, longest',
        samples: rounds.map(({ parts }) => Math.max(...parts)),
        peerSamples: [5],
      },
      {
        ...limit,
        name: 'train-decision',
        unit: 'ms CPU, median',
        samples: rounds.map(({ decisions }) => median(decisions)),
        peerSamples: [2],
      },
    ]
  },
}
