import type { GnssReceiver } from '../../drivers/gnss/gnss.ts'
import type { Storage } from '../../hal/storage.ts'
import type { MachineClocks } from '../../hal/utc-clock.ts'
import { lineIndex } from '../domain/line-index.ts'
import type { Route } from '../domain/route.ts'
import { notMeasured } from '../plan/fix-quality.ts'
import { publishHealth } from './health.ts'
import type { ReceiverVote, TimeKeeper } from './navigation/collaborators.ts'
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

type Tell = ReturnType<typeof tellAs>

/** Says once that something is not kept. */
const unkept =
  (tell: Tell, what: string) =>
  (error: unknown): void =>
    tell({ subject: 'storage', text: `${what}: ${String(error)}`, severity: 'warning' })

/** What lines the train may be on, and what is learnt of their track. */
const makeRails = (deps: NavigationDeps, time: TimeKeeper, tell: Tell) => {
  const routes = deps.routes ?? []
  const { storage } = deps
  const rails = trackMemory({ ...deps, storage, onFailure: unkept(tell, 'learnt track is not kept') })
  const journeys = new JourneyKeeper({
    ...deps,
    storage,
    lineIds: routes.map(({ id }) => id),
    utcAt: (atMs) => time.utcAt(atMs),
    tell,
  })
  const places = linePlaces({
    crewLineId: journeys.crewLineId,
    onMatch: (match, estimate) => journeys.onMatch(match, estimate),
    rails,
    index: lineIndex(routes),
    hintId: () => journeys.hintLineId() ?? deps.routeHint,
    onReason: (text) => tell({ subject: 'line', text, severity: 'info' }),
  })
  return { rails, journeys, places }
}

const makeVote = (deps: NavigationDeps, navigator: Navigator): ReceiverVote =>
  votingReceivers({
    ...deps,
    receivers: Object.keys(deps.receivers).map((name) => ({
      name,
      leverArmM: deps.leverArmsM?.[name],
      baselineYawDeg: deps.baselineYawsDeg?.[name],
    })),
    hear: (report) => navigator.onReport(report),
    onChoice: () => navigator.onReceiver(),
  })

const hearReceivers = (
  receivers: NavigationDeps['receivers'],
  { time, vote, tell }: { time: TimeKeeper; vote: ReceiverVote; tell: Tell },
): void => {
  const tellSetup = setupTeller(tell)
  for (const [name, receiver] of Object.entries(receivers))
    receiver.onReport((report) => {
      if (report.kind === 'setup') tellSetup(name, report)
      const measured = (report.kind === 'fix' && notMeasured(report)) || report
      time.onReport(name, measured)
      vote.onReport(name, measured)
    })
}

/** Reads the receivers, refuses what cannot be, and says where the train is and which way it points. */
export const startNavigation = (deps: NavigationDeps): Service => {
  const { bus, clock, receivers, odometers = {} } = deps
  const time = timeKeeper(deps)
  const tell = tellAs('navigation', deps)
  const { rails, journeys, places } = makeRails(deps, time, tell)
  const navigator = new Navigator({
    ...deps,
    places,
    time,
    headings: headingStore(deps.storage, unkept(tell, 'the heading is not kept over a restart')),
    onEstimate: (estimate) => vote.onEstimate(estimate),
  })
  const vote = makeVote(deps, navigator)
  hearReceivers(receivers, { time, vote, tell })
  const ends = [
    bus.subscribe('motion', (message) => navigator.onMotion(message)),
    bus.subscribe('headings', (message) => navigator.onHeadings(message)),
    clock.every(TICK_MS, () => navigator.onTick()),
    publishHealth(deps, 'navigation', receivers),
  ]
  return {
    close: () => {
      for (const end of ends) end()
      vote.close()
      time.close()
      const devices = [...Object.values(receivers), ...Object.values(odometers).map(({ odometer }) => odometer)]
      return closeAll([journeys, rails, ...devices])
    },
  }
}
