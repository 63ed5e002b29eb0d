import type { StarlinkDish, StarlinkReport } from '../../../drivers/starlink/starlink.ts'
import type { Cancel } from '../../../hal/clock.ts'
import { type UtcMs, utcMs } from '../../../hal/units.ts'
import { type TopicMessage, topics } from '../../bus/topics.ts'
import type { LinkOutage } from '../../domain/link-outage.ts'
import { nextSlotChangeInMs, starlinkAhead } from '../../plan/starlink-ahead.ts'
import { type AlarmsState, noAlarms, planAlarms } from '../../plan/starlink-alarms.ts'
import type { StarlinkSeen } from '../../plan/starlink-state.ts'
import type { ServiceContext } from '../service.ts'
import type { Tell } from '../tell.ts'

interface StarlinkDeps extends ServiceContext {
  dishes: Readonly<Record<string, StarlinkDish>>
  tell: Tell
  /** A terminal has said something. */
  onChange: () => void
}

/** What a driver that died said last is not so any more. */
const HOLDS_MS = 15_000

/** The Starlink terminals of a train: what they say, what they let expect, and what people are told of them. */
export class StarlinkDishes {
  readonly #deps: StarlinkDeps
  readonly #reports = new Map<string, StarlinkReport>()
  readonly #alarms = new Map<string, AlarmsState>()
  readonly #endTime: Cancel
  #time: TopicMessage<'time'> | undefined

  constructor(deps: StarlinkDeps) {
    this.#deps = deps
    this.#endTime = deps.bus.subscribe('time', (message) => {
      this.#time = message
    })
    for (const [name, dish] of Object.entries(deps.dishes)) dish.onReport((report) => this.#take(name, report))
  }

  /** What a link is judged by; `undefined` before the terminal's first word. */
  seen(name: string): StarlinkSeen | undefined {
    const report = this.#reports.get(name)
    if (!report) return undefined
    return this.#deps.clock.nowMs() - report.atMs <= HOLDS_MS ? report : { isAlive: false, alerts: [] }
  }

  /** Outages that the terminal lets expect. */
  ahead(name: string): readonly LinkOutage[] {
    const report = this.#reports.get(name)
    return report ? starlinkAhead(report, this.utcNowMs(), this.#deps.clock.nowMs()) : []
  }

  /** Once a second, changed or not; nothing on a train without a terminal. */
  publish(): void {
    const { bus, clock, dishes } = this.#deps
    if (Object.keys(dishes).length === 0) return
    const utcNowMs = this.utcNowMs()
    bus.publish('starlink', {
      atMs: clock.nowMs(),
      ...(utcNowMs !== undefined && { slotChangeInMs: nextSlotChangeInMs(utcNowMs) }),
      dishes: this.messages(),
    })
  }

  /** What each terminal last said. */
  messages(): TopicMessage<'starlink'>['dishes'] {
    return Object.fromEntries([...this.#reports].map(([name, report]) => [name, this.#message(name, report)]))
  }

  async close(): Promise<void> {
    this.#endTime()
    await Promise.allSettled(Object.values(this.#deps.dishes).map((dish) => dish.close()))
  }

  #take(name: string, report: StarlinkReport): void {
    const wasAlive = this.#reports.get(name)?.isAlive
    this.#reports.set(name, report)
    const { state, actions } = planAlarms(this.#alarms.get(name) ?? noAlarms, report, report.atMs)
    this.#alarms.set(name, state)
    for (const { text, severity } of actions) this.#deps.tell({ subject: name, text, severity })
    if (wasAlive !== report.isAlive && (wasAlive !== undefined || report.isAlive))
      this.#deps.tell({
        subject: name,
        text: report.isAlive ? 'the terminal answers' : 'the terminal does not answer any more',
        severity: report.isAlive ? 'info' : 'warning',
      })
    this.#deps.onChange()
  }

  #message(name: string, report: StarlinkReport): TopicMessage<'starlink'>['dishes'][string] {
    const { atMs: _atMs, location, ...rest } = report
    const { reboot, outage, alerts, gnss, lastSlot } = rest
    return {
      ...rest,
      alerts: [...alerts],
      ...(reboot && { reboot }),
      ...(outage && { outage }),
      ...(gnss && { gnss }),
      ...(lastSlot && { lastSlot }),
      ...(location && { location }),
      ahead: this.ahead(name).map((one) => ({ ...one })),
    }
  }

  /** UTC now, while it is trusted and told. */
  utcNowMs(): UtcMs | undefined {
    const time = this.#time
    if (time?.utcMs === undefined || time.trust !== 'trusted') return undefined
    const ageMs = this.#deps.clock.nowMs() - time.atMs
    return ageMs <= topics.time.staleAfterMs ? utcMs(time.utcMs + ageMs) : undefined
  }
}
