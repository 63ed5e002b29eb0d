import type { GnssReceiver } from '../../drivers/gnss/gnss.ts'
import type { Storage } from '../../hal/storage.ts'
import type { MachineClocks } from '../../hal/utc-clock.ts'
import { lineIndex } from '../domain/line-index.ts'
import type { Route } from '../domain/route.ts'
import { notMeasured } from '../plan/fix-quality.ts'
import { publishHealth } from './health.ts'
import type { ReceiverVote } from './navigation/collaborators.ts'
import { headingStore } from './navigation/heading-store.ts'
import { JourneyKeeper } from './navigation/journey-keeper.ts'
import { type FittedOdometer, Navigator, TICK_MS } from './navigation/navigator.ts'
import { linePlaces } from './navigation/place.ts'
import { votingReceivers } from './navigation/receivers.ts'
import { setupTeller } from './navigation/setup-teller.ts'
import type { TimeFloor } from './navigation/time-floor.ts'
import { timeKeeper } from './navigation/time-keeper.ts'
import { trackMemory } from './navigation/track-memory.ts'
import { closeAll, type Service, type ServiceContext } from './service.ts'
import { tellAs } from './tell.ts'

interface NavigationDeps extends ServiceContext {
  /** By name, the preferred one first. */
  receivers: Readonly<Record<string, GnssReceiver>>
  /** Of their antennas, where it is known: forward, right, down from the point that is navigated, metres. */
  leverArmsM?: Readonly<Record<string, readonly [number, number, number]>> | undefined
  /** Of the lines between two antennas, clockwise from forward; 0 unless told. */
  baselineYawsDeg?: Readonly<Record<string, number>> | undefined
  /** By name; a train without one goes without. */
  odometers?: Readonly<Record<string, FittedOdometer>> | undefined
  /** Every line that is known. */
  routes?: readonly Route[] | undefined
  /** The id of the one that the configuration names: a hint, believed until the way speaks against it. */
  routeHint?: string | undefined
  /** Of the configuration, for a train that always has the same. */
  trainNumber?: string | undefined
  /** Nothing happens before this. */
  floor: TimeFloor
  /** What the machine has of clocks and who serves time; a ride has none. */
  clocks?: MachineClocks | undefined
  /** Keeps what a restart begins with; without it a restart begins with nothing. */
  storage?: Storage | undefined
}

/** Reads the receivers, refuses what cannot be, and says where the train is and which way it points. */
export const startNavigation = (deps: NavigationDeps): Service => {
  const time = timeKeeper(deps)
  const tell = tellAs('navigation', deps)
  const rails = trackMemory({
    ...deps,
    storage: deps.storage,
    onFailure: (error) =>
      tell({ subject: 'storage', text: `learnt track is not kept: ${String(error)}`, severity: 'warning' }),
  })
  const journeys = new JourneyKeeper({
    ...deps,
    storage: deps.storage,
    lineIds: (deps.routes ?? []).map(({ id }) => id),
    utcAt: (atMs) => time.utcAt(atMs),
    tell,
  })
  const places = linePlaces({
    crewLineId: journeys.crewLineId,
    onMatch: (match, estimate) => journeys.onMatch(match, estimate),
    rails,
    index: lineIndex(deps.routes ?? []),
    hintId: () => journeys.hintLineId() ?? deps.routeHint,
    onReason: (text) => tell({ subject: 'line', text, severity: 'info' }),
  })
  const headings = headingStore(deps.storage, (error) =>
    tell({ subject: 'storage', text: `the heading is not kept over a restart: ${String(error)}`, severity: 'warning' }),
  )
  const navigator = new Navigator({
    ...deps,
    places,
    time,
    headings,
    onEstimate: (estimate) => vote.onEstimate(estimate),
  })
  const vote: ReceiverVote = votingReceivers({
    ...deps,
    receivers: Object.keys(deps.receivers).map((name) => ({
      name,
      leverArmM: deps.leverArmsM?.[name],
      baselineYawDeg: deps.baselineYawsDeg?.[name],
    })),
    hear: (report) => navigator.onReport(report),
    onChoice: () => navigator.onReceiver(),
  })
  const tellSetup = setupTeller(tell)
  for (const [name, receiver] of Object.entries(deps.receivers))
    receiver.onReport((report) => {
      if (report.kind === 'setup') tellSetup(name, report)
      const measured = (report.kind === 'fix' && notMeasured(report)) || report
      time.onReport(name, measured)
      vote.onReport(name, measured)
    })
  const stopMotion = deps.bus.subscribe('motion', (message) => navigator.onMotion(message))
  const stopHeadings = deps.bus.subscribe('headings', (message) => navigator.onHeadings(message))
  const stopTicks = deps.clock.every(TICK_MS, () => navigator.onTick())
  const stopHealth = publishHealth(deps, 'navigation', deps.receivers)
  return {
    close: () => {
      stopTicks()
      stopMotion()
      stopHeadings()
      stopHealth()
      vote.close()
      time.close()
      return closeAll([
        journeys,
        rails,
        ...Object.values(deps.receivers),
        ...Object.values(deps.odometers ?? {}).map(({ odometer }) => odometer),
      ])
    },
  }
}
