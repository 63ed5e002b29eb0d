import type { BeamController, BeamLocation } from '../../drivers/antenna/antenna.ts'
import type { Storage } from '../../hal/storage.ts'
import { topics } from '../bus/topics.ts'
import type { Route } from '../domain/route.ts'
import { watchFresh, watchPower } from './fresh-watch.ts'
import { type Counting, publishHealth } from './health.ts'
import { closeAll, type Service, type ServiceContext } from './service.ts'
import { tellAs } from './tell.ts'
import { everyLogged } from './tick-log.ts'
import { biasStore } from './tracking/bias-store.ts'
import { elementsReloader } from './tracking/elements-reloader.ts'
import { type ForecastTerminal, ForecastTracker } from './tracking/forecast-tracker.ts'
import { HandAims } from './tracking/hand-aims.ts'
import { LineSight } from './tracking/line-sight.ts'
import { PeakDesk } from './tracking/peak-desk.ts'
import { stepSoon } from './tracking/step-soon.ts'
import { type StowRules, StowWatch, usualStowRules } from './tracking/stow-watch.ts'
import { TerminalTracker } from './tracking/terminal-tracker.ts'
import type { RenewedElements, TrackedTerminal } from './tracking/tracked-terminal.ts'
import { type NamedTracker, Trackers } from './tracking/trackers.ts'
import { TrainClockwork } from './tracking/train-now.ts'
import { TrainOrders } from './tracking/train-orders.ts'

const FORECAST_EVERY_MS = 20_000
/** Satellites looked at for the sky ahead: 100 in a step of 50 ms, so that none takes long. */
const LOOKS_PER_S = 2_000

interface TrackingDeps extends ServiceContext {
  /** Those that this firmware aims, and those whose antennas point themselves. */
  terminals: readonly (TrackedTerminal | ForecastTerminal)[]
  /** The drivers below the pointers, for their counters and to be closed. */
  devices: Readonly<Record<string, Counting & { close(): Promise<void> }>>
  /** By terminal: those that may know where they are. */
  locators?: Readonly<Record<string, Pick<BeamController, 'onLocation'>>>
  /** Reads the elements of the constellations again, by terminal; rejects when they are bad. */
  reloadElements?: () => Promise<Readonly<Record<string, RenewedElements>>>
  /** Keeps what was learnt of satellites and terminals over restarts; without it nothing is kept. */
  storage?: Storage
  /** What lays mounts down beside orders; the usual unless given. */
  stow?: StowRules
  /** Every known line, for what hides the sky along it. */
  routes?: readonly Route[]
  aimHz: number
  /** The rate at which the power board is told of. */
  powerHz: number
}

/** Each terminal's last word on where it is; told as each says a new one. */
const publishLocations = ({ bus, clock, locators = {} }: TrackingDeps): void => {
  const terminals: Record<string, BeamLocation> = {}
  for (const [name, locator] of Object.entries(locators))
    locator.onLocation((location) => {
      terminals[name] = location
      bus.publish('locations', { atMs: clock.nowMs(), terminals: { ...terminals } })
    })
}

const isForecast = (terminal: TrackedTerminal | ForecastTerminal): terminal is ForecastTerminal =>
  terminal.pointing === 'self' || terminal.pointing === 'assisted'

/** What everybody on the train goes by. */
interface Surroundings {
  train: TrainClockwork
  sight: LineSight
  orders: TrainOrders
  stowing: StowWatch
  hands: HandAims
  peaks: PeakDesk
}

const makeTrackers = (
  deps: TrackingDeps,
  { train, sight, orders, stowing, hands, peaks }: Surroundings,
): NamedTracker[] => {
  const tell = tellAs('tracking', deps)
  const shared = {
    train,
    sight,
    orders,
    stowing,
    hands,
    peaks,
    tell,
    looksPerStep: Math.round(LOOKS_PER_S / deps.aimHz),
    storage: deps.storage,
    aimHz: deps.aimHz,
    biases: deps.storage && biasStore(deps.storage),
  }
  return deps.terminals.map((terminal) => ({
    name: terminal.name,
    tracker: isForecast(terminal)
      ? new ForecastTracker(terminal, { train, sight, tell })
      : new TerminalTracker(terminal, shared),
  }))
}

/** Hears what the trackers go by; `askSoon` asks for a step before the next is due. */
const hearAll = (
  deps: TrackingDeps,
  trackers: Trackers,
  { train, sight, orders, stowing, hands, askSoon }: Surroundings & { askSoon: () => void },
): (() => void)[] => {
  const { bus } = deps
  let wasRenewed = false
  return [
    bus.subscribe('navigation', (message) => {
      train.onNavigation(message)
      sight.onNavigation(message)
      stowing.onNavigation(message)
      hands.onNavigation(message)
    }),
    bus.subscribe('receivers', (message) => sight.onReceivers(message)),
    bus.subscribe('modems', (message) => {
      if (trackers.onModems(message)) askSoon()
    }),
    bus.subscribe('carriers', (message) => trackers.onCarriers(message)),
    bus.subscribe('motion', (message) => stowing.onMotion(message)),
    watchPower(deps, (power) => orders.onPower(power)),
    watchFresh(deps, { topic: 'transmit', staleAfterMs: topics.transmit.staleAfterMs }, (told) => {
      orders.onTransmit(told)
      hands.onTransmit(told)
      const isRenewed = told?.isLineRenewed === true
      if (isRenewed && !wasRenewed) askSoon()
      wasRenewed = isRenewed
    }),
  ]
}

/** Follows satellites with every terminal of the train, and grants its permission to transmit, each time anew, while they point well. */
export const startTracking = (deps: TrackingDeps): Service => {
  const { clock, bus } = deps
  const orders = new TrainOrders()
  const hands = new HandAims(deps)
  const surroundings: Surroundings = {
    train: new TrainClockwork(),
    sight: new LineSight(deps.routes ?? []),
    orders,
    stowing: new StowWatch(deps.stow ?? usualStowRules, orders),
    hands,
    peaks: new PeakDesk(deps, hands),
  }
  const all = makeTrackers(deps, surroundings)
  const trackers = new Trackers(deps, all)
  publishLocations(deps)
  const periodMs = 1_000 / deps.aimHz
  const step = (): void => {
    if (trackers.step()) soon.ask()
  }
  const ticks = everyLogged(clock, periodMs, step)
  const soon = stepSoon(clock, periodMs, step)
  const ends = [
    ...hearAll(deps, trackers, { ...surroundings, askSoon: () => soon.ask() }),
    ticks.end,
    soon.end,
    clock.every(FORECAST_EVERY_MS, () => trackers.publishForecast()),
    publishHealth(deps, 'tracking', deps.devices, ticks.log),
    bus.handle('satellites.show', () => ({ ok: true, reply: { terminals: trackers.satellites() } })),
    bus.handle('elements.reload', elementsReloader({ ...deps, tell: tellAs('tracking', deps) }, all)),
  ]
  return {
    close: () => {
      for (const end of ends) end()
      trackers.close()
      surroundings.peaks.close()
      hands.close()
      return closeAll(Object.values(deps.devices))
    },
  }
}
