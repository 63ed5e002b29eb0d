import type { BeamController, BeamLocation } from '../../drivers/antenna/antenna.ts'
import type { Storage } from '../../hal/storage.ts'
import type { MonotonicMs } from '../../hal/units.ts'
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
import { LineSight } from './tracking/line-sight.ts'
import { stepSoon } from './tracking/step-soon.ts'
import { type StowRules, StowWatch, usualStowRules } from './tracking/stow-watch.ts'
import { TerminalTracker } from './tracking/terminal-tracker.ts'
import type { RenewedElements, TrackedTerminal } from './tracking/tracked-terminal.ts'
import { TrainClockwork } from './tracking/train-now.ts'
import { TrainOrders } from './tracking/train-orders.ts'

const PUBLISH_EVERY_MS = 1_000
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

type Tracker = TerminalTracker | ForecastTracker

const isForecast = (terminal: TrackedTerminal | ForecastTerminal): terminal is ForecastTerminal =>
  terminal.pointing === 'self' || terminal.pointing === 'assisted'

/** Follows satellites with every terminal of the train, and grants its permission to transmit, each time anew, while they point well. */
export const startTracking = (deps: TrackingDeps): Service => {
  const { clock, bus } = deps
  const train = new TrainClockwork()
  const sight = new LineSight(deps.routes ?? [])
  const orders = new TrainOrders()
  const stowing = new StowWatch(deps.stow ?? usualStowRules, orders)
  const looksPerStep = Math.round(LOOKS_PER_S / deps.aimHz)
  const tell = tellAs('tracking', deps)
  const biases = deps.storage && biasStore(deps.storage)
  const trackers = deps.terminals.map((terminal) => ({
    name: terminal.name,
    tracker: isForecast(terminal)
      ? new ForecastTracker(terminal, { train, sight, tell })
      : new TerminalTracker(terminal, {
          train,
          sight,
          orders,
          stowing,
          tell,
          looksPerStep,
          storage: deps.storage,
          aimHz: deps.aimHz,
          biases,
        }),
  }))
  const each = <T>(read: (tracker: Tracker) => T): Record<string, T> =>
    Object.fromEntries(trackers.map(({ name, tracker }) => [name, read(tracker)]))

  publishLocations(deps)
  const periodMs = 1_000 / deps.aimHz
  let publishedAtMs = Number.NEGATIVE_INFINITY
  const publishHeadings = (nowMs: MonotonicMs): void => {
    const claims = trackers.flatMap(({ name, tracker }) => {
      const claim = tracker.takeHeading()
      return claim ? [[name, claim] as const] : []
    })
    if (claims.length > 0) bus.publish('headings', { atMs: nowMs, terminals: Object.fromEntries(claims) })
  }
  const step = (): void => {
    const nowMs = clock.nowMs()
    for (const { tracker } of trackers) tracker.step(nowMs)
    bus.publish('permission', { atMs: nowMs, terminals: each((tracker) => tracker.permission()) })
    publishHeadings(nowMs)
    const hasNews = trackers.filter(({ tracker }) => tracker.takeNews()).length > 0
    if (hasNews) soon.ask()
    if (!hasNews && nowMs - publishedAtMs < PUBLISH_EVERY_MS) return
    publishedAtMs = nowMs
    bus.publish('pointing', { atMs: nowMs, terminals: each((tracker) => tracker.pointing()) })
  }

  const publishForecast = (): void => {
    const nowMs = clock.nowMs()
    const forecasts = trackers.flatMap(({ name, tracker }) => {
      const forecast = tracker.forecast(nowMs)
      return forecast ? [[name, forecast] as const] : []
    })
    bus.publish('forecast', { atMs: nowMs, terminals: Object.fromEntries(forecasts) })
  }

  const ticks = everyLogged(clock, periodMs, step)
  const soon = stepSoon(clock, periodMs, step)
  const locked = new Map<string, boolean>()
  const takeLock = (name: string, isLocked: boolean): void => {
    if (locked.get(name) !== isLocked) soon.ask()
    locked.set(name, isLocked)
  }
  let wasRenewed = false
  const ends = [
    bus.subscribe('navigation', (message) => {
      train.onNavigation(message)
      sight.onNavigation(message)
      stowing.onNavigation(message)
    }),
    bus.subscribe('receivers', (message) => sight.onReceivers(message)),
    bus.subscribe('modems', ({ terminals }) => {
      for (const { name, tracker } of trackers) {
        const modem = terminals[name]
        if (!modem) continue
        tracker.onModem(modem)
        takeLock(name, modem.isLocked)
      }
    }),
    bus.subscribe('carriers', ({ terminals }) => {
      for (const { name, tracker } of trackers) {
        const carrier = terminals[name]
        if (carrier) tracker.onCarrier(carrier)
      }
    }),
    bus.subscribe('motion', (message) => stowing.onMotion(message)),
    watchPower(deps, (power) => orders.onPower(power)),
    watchFresh(deps, { topic: 'transmit', staleAfterMs: topics.transmit.staleAfterMs }, (told) => {
      orders.onTransmit(told)
      const isRenewed = told?.isLineRenewed === true
      if (isRenewed && !wasRenewed) soon.ask()
      wasRenewed = isRenewed
    }),
    ticks.end,
    soon.end,
    clock.every(FORECAST_EVERY_MS, publishForecast),
    publishHealth(deps, 'tracking', deps.devices, ticks.log),
    bus.handle('elements.reload', elementsReloader({ ...deps, tell }, trackers)),
  ]
  return {
    close: () => {
      for (const end of ends) end()
      for (const { tracker } of trackers) tracker.close()
      return closeAll(Object.values(deps.devices))
    },
  }
}
