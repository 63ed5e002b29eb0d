import { bodyDirection, type Direction, separationDeg } from '../../firmware/domain/frames.ts'
import type { Clock } from '../../hal/clock.ts'
import type { AimScore } from './aim-score.ts'
import type { TwinNetwork } from './network.ts'
import type { People } from './people/index.ts'
import { makePointing } from './pointing.ts'
import type { TerminalTruth, TwinReport, TwinSummary } from './report.ts'
import type { Terminal } from './terminal.ts'
import type { RideWorld } from './world/index.ts'

/** A terminal as the score sees it. */
export interface ScoredTerminal {
  terminal: Pick<Terminal, 'reception'>
  /** The permit line holds, and neither array nor modem mute. */
  isTransmitting(): boolean
}

export interface ScorePlan {
  world: RideWorld
  clock: Clock
  /** 50 ms at full fidelity, about a second at journey fidelity. */
  samplePeriodMs: number
  /** How well the terminals point, looked at every `aimEveryMs`. */
  aim: Pick<AimScore, 'sample' | 'summary'>
  aimEveryMs: number
  /** By name; `array` must be one of them. */
  terminals: Readonly<Record<string, ScoredTerminal>>
  array: {
    name: string
    /** Where the beam really points, body frame. */
    boresight(): Direction
    /** Catalogue number of the satellite that the firmware says it follows; undefined: the one nearest to the beam is taken. */
    meantSatellite(): number | undefined
  }
  /** How far up the dish really is, degrees. */
  dishElevationDeg(): number
  network: Pick<TwinNetwork, 'linkOf' | 'link'>
  people: Pick<People, 'service'>
  activeFaults(): readonly string[]
}

/** What the ride comes to, as the twin alone can know it. */
export interface Score {
  /** Every handler given is called once a second of the ride. */
  onReport(handler: (report: TwinReport) => void): void
  /** So far; may be asked at any time. */
  summary(): TwinSummary
  stop(): void
}

const REPORT_EVERY_MS = 1000
const LOWEST_DEG = 10
/** Chosen: the pointing limit of the trains here, 2.5°, and half a degree for what error + 2σ leaves out. */
const OFF_TARGET_DEG = 3
/** Lower than this it touches nothing. Chosen. */
const DISH_DOWN_DEG = 5

/** Samples, with the time that each kind of trouble lasted counted in them. */
interface Samples {
  all: number
  withoutReception: number
  muted: number
  offTargetTransmit: number
  available: number
  /** Since the first transmission, with the satellite not hidden; and of those, muted. */
  unhidden: number
  mutedUnhidden: number
  dishInLowClearance: number
}

/** Watches the ride from outside the firmware: samples pointing and links at a steady period, reports each second. */
export const makeScore = (plan: ScorePlan): Score => {
  const { world, clock } = plan
  const startMs = clock.nowMs()
  const startM = world.train().chainageM
  const pointing = makePointing()
  const samples: Samples = {
    all: 0,
    withoutReception: 0,
    muted: 0,
    offTargetTransmit: 0,
    available: 0,
    unhidden: 0,
    mutedUnhidden: 0,
    dishInLowClearance: 0,
  }
  const handlers: ((report: TwinReport) => void)[] = []
  const stops = [
    clock.every(plan.samplePeriodMs, () => {
      takeSample(plan, samples)
      const errorDeg = pointingErrorDeg(plan)
      if (errorDeg === undefined) return
      pointing.add(errorDeg)
      countUnhidden(plan, samples)
    }),
    clock.every(plan.aimEveryMs, () => plan.aim.sample()),
    clock.every(REPORT_EVERY_MS, () => {
      const report = handlers.length > 0 ? reportOf(plan) : undefined
      if (report) for (const handler of handlers) handler(report)
    }),
  ]
  const seconds = (count: number): number => (count * plan.samplePeriodMs) / 1000
  return {
    onReport: (handler) => {
      handlers.push(handler)
    },
    summary: () => ({
      simulatedS: (clock.nowMs() - startMs) / 1000,
      distanceKm: (world.train().chainageM - startM) / 1000,
      tracking: {
        rmsErrorDeg: pointing.rmsDeg(),
        p99ErrorDeg: pointing.percentileDeg(0.99),
        outageS: seconds(samples.withoutReception),
        mutedS: seconds(samples.muted),
        offTargetTransmitS: seconds(samples.offTargetTransmit),
        mutedUnblockedPct: samples.unhidden === 0 ? 0 : (100 * samples.mutedUnhidden) / samples.unhidden,
        dishInLowClearanceS: seconds(samples.dishInLowClearance),
        ...plan.aim.summary(),
      },
      availabilityPct: samples.all === 0 ? 0 : (100 * samples.available) / samples.all,
      service: plan.people.service(),
    }),
    stop: () => {
      for (const stop of stops) stop()
    },
  }
}

const takeSample = (plan: ScorePlan, samples: Samples): void => {
  const array = plan.terminals[plan.array.name]
  const link = plan.network.linkOf('passenger')
  samples.all++
  if (!array?.terminal.reception().isReceiving) samples.withoutReception++
  if (!array?.isTransmitting()) samples.muted++
  if (Object.values(plan.terminals).some(isOffTarget)) samples.offTargetTransmit++
  if (link && plan.network.link(link).carries) samples.available++
  if (plan.world.isInLowClearance() && plan.dishElevationDeg() > DISH_DOWN_DEG) samples.dishInLowClearance++
}

const countUnhidden = ({ terminals, array }: ScorePlan, samples: Samples): void => {
  const isTransmitting = terminals[array.name]?.isTransmitting() === true
  if (samples.unhidden === 0 && !isTransmitting) return
  samples.unhidden++
  if (!isTransmitting) samples.mutedUnhidden++
}

/** Whoever transmits beside the satellite that its beam is nearest to disturbs others. */
const isOffTarget = (scored: ScoredTerminal): boolean =>
  scored.isTransmitting() && scored.terminal.reception().errorDeg > OFF_TARGET_DEG

/** Between the beam and the satellite it is meant to follow; undefined while that is hidden or low, or there is none. */
const pointingErrorDeg = ({ world, array }: ScorePlan): number | undefined => {
  const boresight = array.boresight()
  const meant = array.meantSatellite()
  if (meant !== undefined) return errorTo(meant, boresight, world)
  let nearest: number | undefined
  for (const noradId of world.visible()) {
    const errorDeg = errorTo(noradId, boresight, world)
    if (errorDeg !== undefined && errorDeg < (nearest ?? 180)) nearest = errorDeg
  }
  return nearest
}

const errorTo = (noradId: number, boresight: Direction, world: RideWorld): number | undefined => {
  const truth = world.satellite(noradId)
  if (!truth) return undefined
  const horizonDeg = Math.max(LOWEST_DEG, world.surroundings().horizonDeg(truth.azimuthDeg))
  if (truth.elevationDeg <= horizonDeg) return undefined
  return separationDeg(boresight, bodyDirection(truth, world.train()))
}

const reportOf = ({ world, clock, terminals, activeFaults }: ScorePlan): TwinReport => {
  const { kind, name } = world.surroundings()
  const named = Object.entries(terminals).map(([key, terminal]) => [key, truthOf(terminal)] as const)
  return {
    atMs: clock.nowMs(),
    utcMs: world.utcMs(),
    train: world.train(),
    surroundings: { kind, ...(name !== undefined && { name }) },
    terminals: Object.fromEntries(named),
    activeFaults: activeFaults(),
  }
}

const truthOf = (scored: ScoredTerminal): TerminalTruth => {
  const { errorDeg, isReceiving, isBlocked, noradId } = scored.terminal.reception()
  const isTransmitting = scored.isTransmitting()
  return { errorDeg, isReceiving, isBlocked, isTransmitting, ...(noradId !== undefined && { noradId }) }
}
