import type { Cancel, Clock } from '../../../hal/clock.ts'
import type { InterfaceCounts, ReadInterfaceCounters } from '../../../hal/interface-counters.ts'
import type { LinkTraffic } from '../../../hal/network.ts'
import type { MonotonicMs } from '../../../hal/units.ts'
import { planLinkHealth } from '../../plan/link-health.ts'
import { lossOver } from '../../plan/link-health-loss.ts'
import { type HealthSeen, type HealthState, healthAtStart, type LinkUse } from '../../plan/link-health-state.ts'
import type { MeasuredVerdict } from '../../plan/link-state.ts'
import type { ProbeTerms } from '../../plan/probe-pace.ts'
import { closeAll } from '../service.ts'
import { everyLogged } from '../tick-log.ts'
import type { ProbeDoor } from './probe-door.ts'

/** What was measured of a link. */
export type MeasuredTraffic = Omit<LinkTraffic, 'throughputMbps'> & {
  throughputMbps?: number
  verdict?: MeasuredVerdict
  /** How late our own timers were at the worst since it was last told of, ms; absent with news. */
  lateMs?: number
}

/** A link that is measured. */
export interface LinkToMeasure {
  /** Of its tunnel, or where there is none its own. */
  interface: string
  /** Absent: it is counted, and not probed. */
  door?: ProbeDoor | undefined
  terms: ProbeTerms
  /** Paid by volume. */
  isCostly: boolean
}

interface MeasuringDeps {
  clock: Clock
  readCounters: ReadInterfaceCounters
  links: Readonly<Record<string, LinkToMeasure>>
  /** Of the probes; another in each run. */
  firstNumber: number
}

const LOOK_EVERY_MS = 25
/** While a link is in doubt. */
const LOOK_AGAIN_MS = 10
const TELL_EVERY_MS = 1_000
/** Loss is told of the last four seconds. */
const LOSS_HALVES = 8
/** A link that loses more than this, and not for a moment only, carries all that it can. */
const FULL_LOSS = 0.05
/** Unless it was hardly used: chosen, half of what has to be offered before a slow link is told from an idle one. */
const USED_KBPS = 100

const kbpsOf = (before: number, after: number, forMs: number): number =>
  forMs > 0 ? Math.max(0, ((after - before) * 8) / forMs) : 0

/** One link: its counters, its probes, what they come to. */
class MeasuredLink {
  readonly #name: string
  readonly #link: LinkToMeasure
  readonly #read: () => InterfaceCounts | undefined
  readonly #clock: Clock
  readonly #tell: (seen: MeasuredTraffic, isNews: boolean) => void
  #state: HealthState
  #isUsed = false
  #endHurry: Cancel | undefined
  #told: { atMs: MonotonicMs; counts: InterfaceCounts } | undefined

  constructor(name: string, deps: MeasuringDeps, tell: (seen: MeasuredTraffic, isNews: boolean) => void) {
    const { links, clock, readCounters, firstNumber } = deps
    this.#name = name
    this.#link = links[name] as LinkToMeasure
    this.#clock = clock
    this.#tell = tell
    this.#read = () => readCounters().get(this.#link.interface)
    this.#state = healthAtStart(firstNumber)
    this.#link.door?.onAnswer((answer) => this.#step({ counts: this.#read(), answers: [answer] }))
    this.#link.door?.onUnheard((unheardMs) => this.#step({ counts: this.#read(), unheardMs }))
  }

  setUsed(isUsed: boolean): void {
    this.#isUsed = isUsed
  }

  look(counts: InterfaceCounts | undefined): void {
    if (this.#link.door) this.#step({ counts })
  }

  /** Once a second. */
  report(counts: InterfaceCounts | undefined, lateMs: number): void {
    this.#tell({ ...this.#seen(counts), lateMs }, false)
    if (counts) this.#told = { atMs: this.#clock.nowMs(), counts }
  }

  close(): Promise<void> {
    this.#endHurry?.()
    return this.#link.door?.close() ?? Promise.resolve()
  }

  #step(seen: Omit<HealthSeen, 'use' | 'terms'>): void {
    const use: LinkUse = this.#isUsed ? 'used' : this.#link.isCostly ? 'costly' : 'spare'
    const { state, actions, reasons } = planLinkHealth(
      this.#state,
      { ...seen, use, terms: this.#link.terms },
      this.#clock.nowMs(),
    )
    this.#state = state
    for (const { number, asks } of actions) this.#link.door?.send(number, asks)
    if (reasons.length > 0) this.#tell(this.#seen(this.#read()), true)
    if (state.suspicion) this.#hurry()
  }

  #hurry(): void {
    this.#endHurry ??= this.#clock.after(LOOK_AGAIN_MS, () => {
      this.#endHurry = undefined
      this.#step({ counts: this.#read() })
    })
  }

  #seen(counts: InterfaceCounts | undefined): MeasuredTraffic {
    const nowMs = this.#clock.nowMs()
    const { verdict, book, loss: memory } = this.#state
    const { state, reason, why } = verdict
    const { loss } = lossOver(memory, LOSS_HALVES, nowMs)
    const rates = this.#rates(counts, nowMs)
    const usedKbps = rates && Math.max(rates.upKbps, rates.downKbps)
    const isFull = loss > FULL_LOSS && state === 'degraded' && usedKbps !== undefined && usedKbps >= USED_KBPS
    return {
      link: this.#name,
      atMs: nowMs,
      carries: state !== 'down',
      loss: state === 'down' ? 1 : loss,
      ...(state !== 'down' && book.roundTrip && { latencyMs: book.roundTrip.meanMs }),
      ...(isFull && { throughputMbps: (usedKbps * (1 - loss)) / 1_000 }),
      ...rates,
      ...(state !== 'unknown' && { verdict: { state, reason, why } }),
    }
  }

  #rates(counts: InterfaceCounts | undefined, nowMs: MonotonicMs) {
    if (!counts || !this.#told) return undefined
    const { atMs, counts: before } = this.#told
    return {
      upKbps: kbpsOf(before.sentBytes, counts.sentBytes, nowMs - atMs),
      downKbps: kbpsOf(before.receivedBytes, counts.receivedBytes, nowMs - atMs),
    }
  }
}

/** What a service is told by it, and tells it. */
export type LinkMeasurer = Pick<LinkMeasuring, 'onSeen' | 'use' | 'close'>

/** Measures links by what passes through them and by probes, and tells what it finds once a second, and at once when a verdict changes. */
export class LinkMeasuring {
  readonly #links: ReadonlyMap<string, MeasuredLink>
  readonly #ends: readonly Cancel[]
  #onSeen: (seen: MeasuredTraffic, isNews: boolean) => void = () => {}

  constructor(deps: MeasuringDeps) {
    const { clock, readCounters, links } = deps
    const tell = (seen: MeasuredTraffic, isNews: boolean): void => this.#onSeen(seen, isNews)
    this.#links = new Map(Object.keys(links).map((name) => [name, new MeasuredLink(name, deps, tell)]))
    const each = (act: (link: MeasuredLink, counts: InterfaceCounts | undefined) => void): void => {
      const counters = readCounters()
      for (const [name, link] of this.#links) act(link, counters.get(links[name]?.interface ?? ''))
    }
    const { log, end } = everyLogged(clock, LOOK_EVERY_MS, () => each((link, counts) => link.look(counts)))
    this.#ends = [
      end,
      clock.every(TELL_EVERY_MS, () => {
        const lateMs = Math.max(0, ...log.take().lateMs)
        each((link, counts) => link.report(counts, lateMs))
      }),
    ]
  }

  /** One handler; `isNews`: the verdict is another than before. */
  onSeen(handler: (seen: MeasuredTraffic, isNews: boolean) => void): void {
    this.#onSeen = handler
  }

  /** Links that carry a class are probed more often. */
  use(names: ReadonlySet<string>): void {
    for (const [name, link] of this.#links) link.setUsed(names.has(name))
  }

  async close(): Promise<void> {
    for (const end of this.#ends) end()
    await closeAll([...this.#links.values()])
  }
}
