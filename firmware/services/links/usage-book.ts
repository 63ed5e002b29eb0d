import type { Network } from '../../../hal/network.ts'
import type { Storage } from '../../../hal/storage.ts'
import type { Answer } from '../../bus/answer.ts'
import type { CommandReply } from '../../bus/commands.ts'
import { type TopicMessage, topics } from '../../bus/topics.ts'
import {
  bytesIn,
  carriedBetween,
  countUsage,
  gigabytesOf,
  noUsage,
  presentUsage,
  type UsageByLink,
} from '../../domain/data-usage.ts'
import { trafficClasses } from '../../domain/traffic-class.ts'
import { budgetWatchAtStart, planBudgets } from '../../plan/budget-watch.ts'
import type { LinkTerms } from '../../plan/class-policy.ts'
import type { ServiceContext } from '../service.ts'
import type { Tell } from '../tell.ts'
import { packUsage, type UsageRecord, unpackUsage } from './usage-record.ts'
import { usageMessage } from './usage-words.ts'

interface UsageDeps extends ServiceContext {
  links: Readonly<Record<string, LinkTerms>>
  network: Network
  storage: Storage
  tell: Tell
}

type Lately = NonNullable<CommandReply<'usage.show'>['lately']>

const RECORD = 'data-usage'
const COUNT_EVERY_MS = 10_000
// Chosen: what a power cut may take beside one time of counting, against wear of flash. Whoever kills us takes nothing: counters go on.
const KEEP_AT_BYTES = 10_000_000
const KEEP_AT_LEAST_EVERY_MS = 300_000
const KEEP_AT_MOST_EVERY_MS = 30_000

const atStart: UsageRecord = { usage: noUsage, told: budgetWatchAtStart }

const usedGbBy = (present: UsageByLink, link: string): LinkTerms['usedGbBy'] =>
  Object.fromEntries(trafficClasses.map((one) => [one, gigabytesOf(present, link, one)]))

/** Counts what links carry into calendar months, durably, and tells the choice of links what of their budgets is used. */
export class UsageBook {
  readonly #deps: UsageDeps
  readonly #ends: readonly (() => void)[]
  #record = atStart
  #terms: Readonly<Record<string, LinkTerms>>
  /** Until it has been read nothing is written over it. */
  #isRead = false
  #time: TopicMessage<'time'> | undefined
  #isCounting = false
  #keptBytes = 0
  #countedMs: number | undefined
  #lately: Lately | undefined
  #triedMs: number
  readonly #troubles = new Set<string>()

  constructor(deps: UsageDeps) {
    this.#deps = deps
    this.#terms = deps.links
    this.#triedMs = deps.clock.nowMs()
    this.#ends = [
      deps.bus.subscribe('time', (message) => {
        this.#time = message
      }),
      deps.bus.handle('usage.show', () => this.#show()),
      deps.clock.every(COUNT_EVERY_MS, () => this.#countSoon()),
    ]
    this.#countSoon()
  }

  /** Prices and budgets of links, with what is used of them. */
  terms(): Readonly<Record<string, LinkTerms>> {
    return this.#terms
  }

  /** Keeps what has been counted; where counters of the machine go on, the next start counts the rest. */
  async close(): Promise<void> {
    for (const end of this.#ends) end()
    await this.#keep()
  }

  #countSoon(): void {
    if (this.#isCounting) return
    this.#isCounting = true
    void this.#count()
      .then(() => (this.#isKeepingDue() ? this.#keep() : undefined))
      .finally(() => {
        this.#isCounting = false
      })
  }

  async #count(): Promise<void> {
    if (!this.#isRead) {
      await this.#read()
      // What was used earlier counts for the choice, whether anything can be counted now or not.
      if (this.#isRead) this.#watchBudgets()
    }
    const readings = await this.#trying('what links carry cannot be read', () => this.#deps.network.counters())
    if (!readings) return
    const usage = countUsage(this.#record.usage, readings, this.#utcMs())
    this.#compare(presentUsage(this.#record.usage), presentUsage(usage))
    this.#record = { ...this.#record, usage }
    this.#watchBudgets()
  }

  /** What passed since the counting before. */
  #compare(before: UsageByLink, after: UsageByLink): void {
    const nowMs = this.#deps.clock.nowMs()
    const overS = this.#countedMs === undefined ? 0 : (nowMs - this.#countedMs) / 1000
    if (overS > 0) this.#lately = { overS, links: carriedBetween(before, after) }
    this.#countedMs = nowMs
  }

  #watchBudgets(): void {
    const { usage, told } = this.#record
    const present = presentUsage(usage)
    this.#terms = Object.fromEntries(
      Object.entries(this.#deps.links).map(([name, terms]) => [
        name,
        { ...terms, usedGb: gigabytesOf(present, name), usedGbBy: usedGbBy(present, name) },
      ]),
    )
    const links = Object.entries(this.#terms).flatMap(([name, { budgetGb, usedGb = 0 }]) =>
      budgetGb === undefined ? [] : [{ name, budgetGb, usedGb }],
    )
    const { state, actions } = planBudgets(told, { month: usage.month, links })
    this.#record = { usage, told: state }
    for (const { link, text } of actions) this.#deps.tell({ subject: link, text, severity: 'warning' })
  }

  /** While the medium does not answer, counting goes on in memory; once it does, what was kept and the counters say it all. */
  async #read(): Promise<void> {
    await this.#trying('what links used earlier cannot be read', async () => {
      const bytes = await this.#deps.storage.read(RECORD)
      const kept = bytes && unpackUsage(bytes)
      this.#isRead = true
      if (kept) this.#record = kept
      else if (bytes !== undefined || (await this.#deps.storage.has(RECORD))) this.#tellLost()
      this.#keptBytes = this.#bytes()
    })
  }

  #tellLost(): void {
    const text = 'what links used this month is lost: its record is damaged, and counting begins anew'
    this.#deps.tell({ subject: 'data usage', text, severity: 'warning' })
  }

  #isKeepingDue(): boolean {
    const sinceMs = this.#deps.clock.nowMs() - this.#triedMs
    if (sinceMs < KEEP_AT_MOST_EVERY_MS) return false
    return sinceMs >= KEEP_AT_LEAST_EVERY_MS || Math.abs(this.#bytes() - this.#keptBytes) >= KEEP_AT_BYTES
  }

  async #keep(): Promise<void> {
    if (!this.#isRead) return
    this.#triedMs = this.#deps.clock.nowMs()
    const bytes = this.#bytes()
    await this.#trying('what links use cannot be kept', async () => {
      await this.#deps.storage.write(RECORD, packUsage(this.#record))
      this.#keptBytes = bytes
    })
  }

  /** Tells of a trouble when it begins, and not again until it has been over. */
  async #trying<T>(trouble: string, act: () => Promise<T>): Promise<T | undefined> {
    try {
      const done = await act()
      this.#troubles.delete(trouble)
      return done
    } catch (error) {
      const reasons = [error instanceof Error ? error.message : String(error)]
      if (!this.#troubles.has(trouble))
        this.#deps.tell({ subject: 'data usage', text: trouble, reasons, severity: 'warning' })
      this.#troubles.add(trouble)
      return undefined
    }
  }

  #bytes(): number {
    return bytesIn(presentUsage(this.#record.usage))
  }

  #show(): Answer<'usage.show'> {
    return {
      ok: true,
      reply: {
        ...usageMessage(this.#record.usage, { terms: this.#terms, isTimeTrusted: this.#utcMs() !== undefined }),
        ...(this.#lately && { lately: this.#lately }),
      },
    }
  }

  #utcMs(): number | undefined {
    const { utcMs, atMs = 0, trust } = this.#time ?? {}
    const ageMs = this.#deps.clock.nowMs() - atMs
    return utcMs === undefined || trust !== 'trusted' || ageMs > topics.time.staleAfterMs ? undefined : utcMs + ageMs
  }
}
