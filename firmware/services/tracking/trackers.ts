import type { MonotonicMs } from '../../../hal/units.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import type { ServiceContext } from '../service.ts'
import type { SatellitesTold } from './following.ts'
import type { ForecastTracker } from './forecast-tracker.ts'
import type { TerminalTracker } from './terminal-tracker.ts'

type Tracker = TerminalTracker | ForecastTracker
type Outlet = Pick<ServiceContext, 'bus' | 'clock'>

/** What follows one terminal's satellite. */
export interface NamedTracker {
  name: string
  tracker: Tracker
}

const PUBLISH_EVERY_MS = 1_000

/** Steps every tracker, and tells what they say. */
export class Trackers {
  readonly #deps: Outlet
  readonly #all: readonly NamedTracker[]
  readonly #locked = new Map<string, boolean>()
  #publishedAtMs = Number.NEGATIVE_INFINITY

  constructor(deps: Outlet, all: readonly NamedTracker[]) {
    this.#deps = deps
    this.#all = all
  }

  /** True when there is news that deserves a step before the next is due. */
  step(): boolean {
    const { bus, clock } = this.#deps
    const nowMs = clock.nowMs()
    for (const { tracker } of this.#all) tracker.step(nowMs)
    bus.publish('permission', { atMs: nowMs, terminals: this.#each((tracker) => tracker.permission()) })
    this.#publishHeadings(nowMs)
    const hasNews = this.#all.filter(({ tracker }) => tracker.takeNews()).length > 0
    if (!hasNews && nowMs - this.#publishedAtMs < PUBLISH_EVERY_MS) return false
    this.#publishedAtMs = nowMs
    bus.publish('pointing', { atMs: nowMs, terminals: this.#each((tracker) => tracker.pointing()) })
    return hasNews
  }

  publishForecast(): void {
    const nowMs = this.#deps.clock.nowMs()
    const terminals = this.#said((tracker) => tracker.forecast(nowMs))
    this.#deps.bus.publish('forecast', { atMs: nowMs, terminals })
  }

  satellites(): Record<string, SatellitesTold> {
    const nowMs = this.#deps.clock.nowMs()
    return this.#each((tracker) => tracker.satellites(nowMs))
  }

  /** True when a modem found or lost its satellite. */
  onModems({ terminals }: TopicMessage<'modems'>): boolean {
    let isNews = false
    for (const { name, tracker } of this.#all) {
      const modem = terminals[name]
      if (!modem) continue
      tracker.onModem(modem)
      if (this.#locked.get(name) !== modem.isLocked) isNews = true
      this.#locked.set(name, modem.isLocked)
    }
    return isNews
  }

  onCarriers({ terminals }: TopicMessage<'carriers'>): void {
    for (const { name, tracker } of this.#all) {
      const carrier = terminals[name]
      if (carrier) tracker.onCarrier(carrier)
    }
  }

  close(): void {
    for (const { tracker } of this.#all) tracker.close()
  }

  #publishHeadings(nowMs: MonotonicMs): void {
    const claims = this.#said((tracker) => tracker.takeHeading())
    if (Object.keys(claims).length > 0) this.#deps.bus.publish('headings', { atMs: nowMs, terminals: claims })
  }

  #each<T>(read: (tracker: Tracker) => T): Record<string, T> {
    return Object.fromEntries(this.#all.map(({ name, tracker }) => [name, read(tracker)]))
  }

  /** Of those that say something. */
  #said<T>(read: (tracker: Tracker) => T | undefined): Record<string, T> {
    return Object.fromEntries(
      this.#all.flatMap(({ name, tracker }) => {
        const said = read(tracker)
        return said ? [[name, said] as const] : []
      }),
    )
  }
}
