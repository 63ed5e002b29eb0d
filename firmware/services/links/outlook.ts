import type { MonotonicMs } from '../../../hal/units.ts'
import { type TopicMessage, topics } from '../../bus/topics.ts'
import type { CoverageSample } from '../../domain/coverage-cell.ts'
import { cellOf } from '../../domain/coverage-chunk.ts'
import type { LinePlace } from '../../domain/coverage-map.ts'
import type { LinkOutage, LinkOutlook } from '../../domain/link-outage.ts'
import {
  type Announced,
  type AnnouncedOutage,
  announce,
  announcedFor,
  announcedNow,
} from '../../plan/announced-outages.ts'
import { type BlockageAhead, tunnelForCells, withBlockageTimes } from '../../plan/blockage-times.ts'
import { coverageAhead } from '../../plan/coverage-ahead.ts'
import type { CoverageMemory } from './coverage-memory.ts'

type Links = Readonly<
  Record<string, { terminal: string } | { cellular: string } | { starlink: string } | { ethernet: string }>
>

/** What is known of the way ahead of each link: sky and line from tracking, the coverage map, and what is announced. */
export class Outlook {
  readonly #links: Links
  readonly #coverage: CoverageMemory
  #forecast: TopicMessage<'forecast'> | undefined
  #time: TopicMessage<'time'> | undefined
  #navigation: TopicMessage<'navigation'> | undefined
  #announced: Announced = new Map()

  constructor(links: Links, coverage: CoverageMemory) {
    this.#links = links
    this.#coverage = coverage
  }

  onForecast(message: TopicMessage<'forecast'>): void {
    this.#forecast = message
  }

  onTime(message: TopicMessage<'time'>): void {
    this.#time = message
  }

  onNavigation(message: TopicMessage<'navigation'>): void {
    this.#navigation = message
  }

  /** What a source announces replaces what it announced before. */
  announce(source: string, outages: readonly AnnouncedOutage[]): void {
    this.#announced = announce(this.#announced, { source, outages })
  }

  announced(nowMs: number): ReturnType<typeof announcedNow> {
    return announcedNow(this.#announced, nowMs)
  }

  /** Learns from what is seen of links where the train is. */
  learn(samples: Readonly<Record<string, CoverageSample>>, nowMs: MonotonicMs): void {
    const place = this.#place(nowMs)
    if (place) this.#coverage.lookAround(place, nowMs)
    this.#coverage.map.learn(place, samples, this.#utcMs(nowMs))
  }

  /** What is expected of each link from now on. */
  ahead(nowMs: MonotonicMs): LinkOutlook {
    const blockage = this.#blockage(nowMs)
    const place = this.#place(nowMs)
    return Object.fromEntries(
      Object.entries(this.#links).map(([name, link]) => {
        const learnt = place ? this.#learnt(name, place, nowMs) : []
        const sky =
          'terminal' in link
            ? withBlockageTimes(this.#forecastOf(link.terminal, nowMs), blockage, nowMs)
            : this.#isKnown(name, blockage)
              ? []
              : tunnelForCells(blockage, nowMs)
        return [name, [...sky, ...learnt, ...announcedFor(this.#announced, name, nowMs)]]
      }),
    )
  }

  #utcMs(nowMs: number): number | undefined {
    const { utcMs, atMs, trust } = this.#time ?? {}
    return utcMs === undefined || atMs === undefined || trust !== 'trusted' ? undefined : utcMs + nowMs - atMs
  }

  #forecastOf(terminal: string, nowMs: number): LinkOutage[] {
    const { utcMs, atMs } = this.#time ?? {}
    const forecast = this.#forecast
    if (utcMs === undefined || atMs === undefined || !forecast) return []
    if (nowMs - forecast.atMs > topics.forecast.staleAfterMs) return []
    const sinceUtcMs = atMs - utcMs
    return (forecast.terminals[terminal]?.outages ?? []).map(({ fromUtcMs, toUtcMs, chance, reason }) => ({
      fromMs: fromUtcMs + sinceUtcMs,
      toMs: toUtcMs + sinceUtcMs,
      chance,
      cause: reason,
    }))
  }

  #here(nowMs: number): TopicMessage<'navigation'> | undefined {
    const seen = this.#navigation
    return seen && nowMs - seen.atMs <= topics.navigation.staleAfterMs ? seen : undefined
  }

  #place(nowMs: number): LinePlace | undefined {
    const { line } = this.#here(nowMs) ?? {}
    if (!line || line.isOffRoute || line.direction === 'unknown') return undefined
    return { line: line.lineId, direction: line.direction, chainageKm: line.chainageKm }
  }

  #blockage(nowMs: number): BlockageAhead | undefined {
    const { line, speedMps = 0 } = this.#here(nowMs) ?? {}
    if (!line?.nextBlockage || line.isOffRoute) return undefined
    return { ...line.nextBlockage, chainageSigmaKm: line.chainageSigmaKm, speedMps }
  }

  #learnt(link: string, place: LinePlace, nowMs: number): LinkOutage[] {
    const { speedMps = 0 } = this.#navigation ?? {}
    return coverageAhead(this.#coverage.map.along(place, link), { place, speedMps, nowMs, utcMs: this.#utcMs(nowMs) })
  }

  /** Whether a link was seen where the next stretch lies. */
  #isKnown(link: string, blockage: BlockageAhead | undefined): boolean {
    const { line } = this.#navigation ?? {}
    if (!line || !blockage || line.direction === 'unknown') return false
    const sign = line.direction === 'up' ? 1 : -1
    const middleKm = line.chainageKm + sign * (blockage.distanceKm + blockage.lengthKm / 2)
    const place = { line: line.lineId, direction: line.direction }
    return this.#coverage.map.at(place, cellOf(middleKm), link) !== undefined
  }
}
