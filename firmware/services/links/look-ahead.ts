import type { MonotonicMs } from '../../../hal/units.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import type { LinkOutlook } from '../../domain/link-outage.ts'
import { coverageSample } from '../../plan/coverage-sample.ts'
import type { LinkObservation } from '../../plan/link-state.ts'
import type { ServiceContext } from '../service.ts'
import type { Tell } from '../tell.ts'
import type { CoverageMemory } from './coverage-memory.ts'
import type { LinkMeans, ObservedLinks } from './observed-links.ts'
import { Outlook } from './outlook.ts'
import { outlookMessage } from './outlook-words.ts'
import type { StarlinkDishes } from './starlink-dishes.ts'
import { WeatherWatch } from './weather-watch.ts'

interface LookAheadDeps extends ServiceContext {
  links: Readonly<Record<string, LinkMeans>>
  observed: Pick<ObservedLinks, 'all' | 'carrierToNoiseDb'>
  dishes: Pick<StarlinkDishes, 'ahead'>
  coverage: CoverageMemory
  tell: Tell
}

const PUBLISH_EVERY = 5

/** What lies ahead of each link: the way, what people announce, what terminals tell, weather. Learns from what is seen on the way. */
export class LookAhead {
  readonly outlook: Outlook
  readonly #deps: LookAheadDeps
  readonly #weather: WeatherWatch
  #permission: TopicMessage<'permission'> | undefined
  #ahead: LinkOutlook = {}
  #looks = 0

  constructor(deps: LookAheadDeps) {
    this.#deps = deps
    this.#weather = new WeatherWatch(deps.tell)
    this.outlook = new Outlook(deps.links, deps.coverage)
  }

  onPointing(message: TopicMessage<'pointing'>): void {
    this.#weather.onPointing(message)
  }

  onPermission(message: TopicMessage<'permission'>): void {
    this.#permission = message
  }

  /** As it was when it was last looked at. */
  ahead(): LinkOutlook {
    return this.#ahead
  }

  /** Once a second, and when something is announced. */
  look(): void {
    const { bus, clock, observed } = this.#deps
    const nowMs = clock.nowMs()
    const samples = observed.all().flatMap((seen) => {
      const sample = this.#sample(seen, nowMs)
      return sample ? [[seen.name, sample] as const] : []
    })
    this.outlook.learn(Object.fromEntries(samples), nowMs)
    this.#ahead = this.#outlook(nowMs)
    if (this.#looks++ % PUBLISH_EVERY === 0) bus.publish('outlook', outlookMessage(this.#ahead, nowMs))
  }

  #sample(seen: LinkObservation, nowMs: MonotonicMs) {
    const { links, observed } = this.#deps
    const link = links[seen.name]
    const terminal = link && 'terminal' in link ? link.terminal : ''
    const antenna = this.#permission?.terminals[terminal]
    const carrierToNoiseDb = observed.carrierToNoiseDb(terminal)
    this.#weather.see(seen, terminal, { antenna, carrierToNoiseDb }, nowMs)
    const signal = seen.kind === 'cellular' ? seen.modem?.rsrpDbm : carrierToNoiseDb
    return coverageSample(seen, { antenna, signal })
  }

  /** What is known of the way, and what terminals themselves let expect. */
  #outlook(nowMs: MonotonicMs): LinkOutlook {
    const { links, dishes } = this.#deps
    const ahead = this.outlook.ahead(nowMs)
    const told = Object.entries(links).map(([name, link]) => {
      const own = 'starlink' in link ? dishes.ahead(link.starlink) : this.#weather.ahead(name)
      return [name, [...(ahead[name] ?? []), ...own]] as const
    })
    return { ...ahead, ...Object.fromEntries(told) }
  }
}
