import { readFileSync } from 'node:fs'
import { degreesToRadians, ecfToLookAngles, eciToEcf, gstime, propagate } from 'satellite.js'
import type { ElementSet } from '../../firmware/domain/elements.ts'
import { parseElements } from '../../firmware/domain/elements-file.ts'
import type { Geodetic } from '../../firmware/domain/geodesy.ts'
import { visibleService } from '../../firmware/domain/visible-service.ts'
import { planWhole, rollingPlanner, type WayStep } from '../../firmware/plan/handover-along.ts'
import { ConstellationChoice } from '../../firmware/services/tracking/constellation-choice.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { monotonicMs, utcMs } from '../../hal/units.ts'
import { syntheticTle } from '../../hardware/twin/world/constellation.ts'
import { sharedData } from '../shared-path.ts'
import type { Benchmark, Measurement } from './measurement.ts'
import { median } from './statistics.ts'

const START_MS = Date.UTC(2026, 4, 31, 15)
const STEP_S = 10
const MASK_DEG = 25
/** A night, and what is enough to time plain satellite.js. */
const NIGHT_STEPS = 6_060
const PLAIN_STEPS = 300
const HORIZON_STEPS = 60
const HANDOVER_COST_S = 5
/** Five minutes at the aim rate, and what tracking looks at in one aim. */
const TRAIN_TICKS = 6_000
const LOOKS_PER_AIM = 100
const ASTANA: Geodetic = { latDeg: 51.1, lonDeg: 71.4, heightM: 350 }

/** OneWeb's published elements where they are; else the twin's made-up constellation. */
const elements = (): ElementSet => {
  const file = sharedData('ephemeris/oneweb-2026-05-30.tle')
  const text = file ? readFileSync(file, 'utf8') : syntheticTle({ epochUtcMs: START_MS, seed: 1 })
  const read = parseElements(text, 'elements')
  if (!('error' in read)) return read
  throw new TerminalError({ code: 'device-garbled', device: 'elements', retry: 'never', message: read.error })
}

const cpuMs = (work: () => void): number => {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

const utcAt = (step: number): number => START_MS + step * STEP_S * 1000

/** As the documentation of satellite.js does it: every satellite, every time. */
const plainScan = ({ satellites }: ElementSet, utcMs: number): number => {
  const date = new Date(utcMs)
  const sidereal = gstime(date)
  const observer = {
    latitude: degreesToRadians(ASTANA.latDeg),
    longitude: degreesToRadians(ASTANA.lonDeg),
    height: ASTANA.heightM / 1000,
  }
  let visible = 0
  for (const { satrec } of satellites) {
    const state = propagate(satrec, date)
    if (!state) continue
    const { elevation } = ecfToLookAngles(observer, eciToEcf(state.position, sidereal))
    if (elevation >= degreesToRadians(MASK_DEG)) visible++
  }
  return visible
}

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

/** As tracking does it on a train from its start on, 20 times a second for some minutes: ms CPU of its longest part, and of a decision. */
const onTrain = (set: ElementSet) => {
  const choice = new ConstellationChoice(set, {
    maskDeg: MASK_DEG,
    pointingLimitDeg: 2.5,
    gsoAvoidanceDeg: 0,
    gateways: [],
  })
  const parts: number[] = []
  const decisions: number[] = []
  for (let tick = 0; tick < TRAIN_TICKS; tick++) {
    const nowUtcMs = utcMs(START_MS + tick * 50)
    parts.push(cpuMs(() => choice.lookAhead(nowUtcMs, () => ASTANA, LOOKS_PER_AIM)))
    const isDue = tick % (20 * STEP_S) === 20 * STEP_S - 1
    const seen = { utcMs: nowUtcMs, observer: ASTANA, isLocked: true, aimErrorDeg: 0 }
    if (isDue) decisions.push(cpuMs(() => choice.decide(seen, monotonicMs(tick * 50))))
  }
  return { partMs: Math.max(...parts), trainDecisionMs: median(decisions) }
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
    ...onTrain(set),
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
        samples: rounds.map(({ partMs }) => partMs),
        peerSamples: [5],
      },
      {
        ...limit,
        name: 'train-decision',
        unit: 'ms CPU, median',
        samples: rounds.map(({ trainDecisionMs }) => trainDecisionMs),
        peerSamples: [2],
      },
    ]
  },
}
