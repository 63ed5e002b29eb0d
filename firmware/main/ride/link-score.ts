import type { TopicMessage } from '../../bus/topics.ts'
import { Stopwatch } from './stopwatch.ts'

type Links = TopicMessage<'links'>

const LONGEST_GAP_MS = 5_000

export interface LinkSummary {
  /** Time in which the firmware held the link to be up, s. */
  upS: number
  /** Time in which it carried at least one class of traffic, s. */
  activeS: number
  /** Times that a class of traffic was moved onto it from another link or from none. */
  switchesTo: number
}

/** Adds up what the links service decided. */
export class LinkScore {
  readonly #up = new Stopwatch(LONGEST_GAP_MS)
  readonly #active = new Stopwatch(LONGEST_GAP_MS)
  readonly #switchesTo = new Map<string, number>()
  #last: Links | undefined

  onLinks(now: Links): void {
    const before = this.#last
    this.#last = now
    for (const [trafficClass, link] of Object.entries(now.routes)) {
      if (before?.routes[trafficClass as keyof Links['routes']] !== link)
        this.#switchesTo.set(link, (this.#switchesTo.get(link) ?? 0) + 1)
    }
    if (!before) return
    const elapsedMs = now.atMs - before.atMs
    for (const [name, { state }] of Object.entries(before.links)) if (state === 'up') this.#up.add(name, elapsedMs)
    for (const name of new Set(Object.values(before.routes))) this.#active.add(name, elapsedMs)
  }

  summary(): Record<string, LinkSummary> {
    const names = Object.keys(this.#last?.links ?? {})
    return Object.fromEntries(
      names.map((name) => [
        name,
        {
          upS: Math.round(this.#up.seconds(name)),
          activeS: Math.round(this.#active.seconds(name)),
          switchesTo: this.#switchesTo.get(name) ?? 0,
        },
      ]),
    )
  }
}
