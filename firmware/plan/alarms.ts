import { type Alarm, type AlarmsState, bounded, keyOf, topicOf } from './alarms-state.ts'
import type { Planned } from './planned.ts'
import { type Severity, type Trouble, troubleKinds } from './trouble-kinds.ts'

/** Chosen: what flaps within this is one alarm that goes on. */
const CLEAR_AFTER_MS = 10_000
/** Chosen: what no event ends is over when nobody has told of it for so long. */
const EVENT_OVER_MS = 3_600_000
/** Chosen: what was ordered to start again has done so by then, on a slow machine too. */
const ORDER_HOLDS_MS = 60_000
/** Chosen: a service that has run for so long again is well. */
const RESTART_OVER_MS = 600_000

export type AlarmsEvent =
  /** Once a second or so. `heard`: topics whose word is not stale; of the others nobody knows. */
  | { kind: 'look'; troubles: readonly Trouble[]; heard: ReadonlySet<string> }
  | {
      kind: 'told'
      source: string
      severity: 'info' | Severity
      subject: string
      text: string
      /** Of which kind the event is, with what stands in its words. */
      code?: string | undefined
      values?: Alarm['values'] | undefined
    }
  | { kind: 'restarted'; service: string }
  /** A change of configuration has these services start again. */
  | { kind: 'ordered'; services: readonly string[] }
  /** All unless one is named. */
  | { kind: 'acknowledge'; id?: number | undefined; by: string }

/** When something happens: of the machine's clock, and of UTC where that is trusted. */
export interface AlarmTime {
  nowMs: number
  utcMs?: number | undefined
}

export interface AlarmAction {
  do: 'tell'
  alarm: Alarm
}

type Plan = Planned<AlarmsState, AlarmAction>
type Raised = Pick<Alarm, 'code' | 'subject' | 'severity' | 'values'>

const unchanged = (state: AlarmsState): Plan => ({ state, actions: [], reasons: [] })

const replaced = (state: AlarmsState, alarm: Alarm): AlarmsState => ({
  ...state,
  alarms: state.alarms.map((one) => (one.id === alarm.id ? alarm : one)),
})

const found = ({ alarms }: AlarmsState, of: Pick<Alarm, 'code' | 'subject'>): Alarm | undefined =>
  alarms.find((alarm) => keyOf(alarm) === keyOf(of))

/** What is there goes on; what was over begins again, and nobody has seen that; what is new comes last. */
const raise = (state: AlarmsState, raised: Raised, { nowMs, utcMs }: AlarmTime, isNews: boolean): AlarmsState => {
  const last = { lastMs: nowMs, ...(utcMs !== undefined && { lastUtcMs: utcMs }) }
  const before = found(state, raised)
  if (before?.isActive)
    return replaced(state, { ...before, ...raised, ...last, count: before.count + (isNews ? 1 : 0) })
  if (before) {
    const { acknowledgedBy: _, ...again } = before
    return replaced(state, { ...again, ...raised, ...last, isActive: true, count: before.count + 1 })
  }
  const first = { firstMs: nowMs, ...(utcMs !== undefined && { firstUtcMs: utcMs }) }
  const alarm: Alarm = { id: state.nextId, ...raised, isActive: true, ...first, ...last, count: 1 }
  return { ...state, nextId: state.nextId + 1, alarms: bounded([...state.alarms, alarm]) }
}

const clear = (state: AlarmsState, alarm: Alarm): AlarmsState =>
  alarm.isActive ? replaced(state, { ...alarm, isActive: false }) : state

const without = (times: Readonly<Record<string, number>>, keys: ReadonlySet<string>): Record<string, number> =>
  Object.fromEntries(Object.entries(times).filter(([key]) => keys.has(key)))

/** What lasts becomes an alarm. */
const raiseLasting = (state: AlarmsState, { code, subject, values }: Trouble, time: AlarmTime): AlarmsState => {
  const key = keyOf({ code, subject })
  const sinceMs = state.pending[key] ?? time.nowMs
  const next = { ...state, pending: { ...state.pending, [key]: sinceMs } }
  const { severity, afterMs } = troubleKinds[code]
  const isThere = found(next, { code, subject })?.isActive === true
  if (!isThere && time.nowMs - sinceMs < afterMs) return next
  return raise(next, { code, subject, severity, values }, time, false)
}

const isOver = (alarm: Alarm, { nowMs }: AlarmTime): boolean =>
  nowMs - alarm.lastMs >= (alarm.code === 'event' ? EVENT_OVER_MS : RESTART_OVER_MS)

/** What a look has found, by key, and the topics that could be believed. */
interface Looked {
  there: ReadonlySet<string>
  heard: ReadonlySet<string>
}

/** What is no longer so, and is known to be not, is over after a while; what only time ends, by time. */
const clearGone = (state: AlarmsState, alarm: Alarm, { there, heard }: Looked, time: AlarmTime): AlarmsState => {
  const topic = topicOf(alarm.code)
  if (topic === undefined) return isOver(alarm, time) ? clear(state, alarm) : state
  const key = keyOf(alarm)
  const { [key]: sinceMs = time.nowMs, ...leaving } = state.leaving
  if (there.has(key)) return { ...state, leaving }
  // Silence of a topic is no word that all is well.
  if (topic !== 'health' && !heard.has(topic)) return state
  if (time.nowMs - sinceMs >= CLEAR_AFTER_MS) return clear({ ...state, leaving }, alarm)
  return { ...state, leaving: { ...leaving, [key]: sinceMs } }
}

const look = (
  before: AlarmsState,
  { troubles, heard }: Extract<AlarmsEvent, { kind: 'look' }>,
  time: AlarmTime,
): AlarmsState => {
  const there = new Set(troubles.map(keyOf))
  const start = { ...before, pending: without(before.pending, there) }
  const raised = troubles.reduce<AlarmsState>((state, trouble) => raiseLasting(state, trouble, time), start)
  const active = raised.alarms.filter(({ isActive }) => isActive)
  return active.reduce<AlarmsState>((state, alarm) => clearGone(state, alarm, { there, heard }, time), raised)
}

/** Of these the states tell: their events would be the same alarm a second time. */
const toldByStates: Readonly<Record<string, (subject: string) => boolean>> = {
  power: () => true,
  vibration: (subject) => subject !== 'storage',
  navigation: (subject) => ['fix', 'jamming', 'spoofing', 'receivers'].includes(subject),
  alarms: () => true,
}

const told = (
  state: AlarmsState,
  { source, severity, subject, text, code: event, values }: Extract<AlarmsEvent, { kind: 'told' }>,
  time: AlarmTime,
): AlarmsState => {
  if (toldByStates[source]?.(subject)) return state
  const of = { code: 'event' as const, subject: `${source} ${subject}` }
  const before = found(state, of)
  // The same subject, told of without a warning, has come right.
  if (severity === 'info') return before ? clear(state, before) : state
  return raise(
    state,
    { ...of, severity, values: { ...values, text, ...(event !== undefined && { event }) } },
    time,
    true,
  )
}

const order = (state: AlarmsState, services: readonly string[], { nowMs }: AlarmTime): AlarmsState => {
  const until = services.map((service) => [service, nowMs + ORDER_HOLDS_MS] as const)
  return { ...state, ordered: { ...state.ordered, ...Object.fromEntries(until) } }
}

/** Once for each order: a service that then ends by itself is an alarm. */
const restarted = (state: AlarmsState, service: string, time: AlarmTime): AlarmsState => {
  const { [service]: untilMs, ...ordered } = state.ordered
  if (untilMs !== undefined && time.nowMs <= untilMs) return { ...state, ordered }
  const of = { code: 'service-restarted' as const, subject: service }
  const times = (found(state, of)?.count ?? 0) + 1
  return raise(state, { ...of, severity: 'warning', values: { times } }, time, true)
}

const acknowledge = (state: AlarmsState, id: number | undefined, by: string): AlarmsState => ({
  ...state,
  alarms: state.alarms.map((alarm) =>
    alarm.acknowledgedBy === undefined && (id === undefined || alarm.id === id)
      ? { ...alarm, acknowledgedBy: by }
      : alarm,
  ),
})

const nextState = (state: AlarmsState, event: AlarmsEvent, time: AlarmTime): AlarmsState => {
  if (event.kind === 'acknowledge') return acknowledge(state, event.id, event.by)
  if (event.kind === 'told') return told(state, event, time)
  if (event.kind === 'ordered') return order(state, event.services, time)
  if (event.kind === 'restarted') return restarted(state, event.service, time)
  return look(state, event, time)
}

/** Which alarms there are after an event; those that began, or are over, are told. */
export const planAlarms = (state: AlarmsState, event: AlarmsEvent, time: AlarmTime): Plan => {
  const next = nextState(state, event, time)
  if (next === state) return unchanged(state)
  const before = new Map(state.alarms.map((alarm) => [alarm.id, alarm]))
  const changed = next.alarms.filter((alarm) => (before.get(alarm.id)?.isActive ?? false) !== alarm.isActive)
  return { state: next, actions: changed.map((alarm) => ({ do: 'tell', alarm })), reasons: [] }
}

/** How an alarm stands. */
export const stateOf = ({ isActive, acknowledgedBy }: Pick<Alarm, 'isActive' | 'acknowledgedBy'>) => {
  if (!isActive) return 'cleared'
  return acknowledgedBy === undefined ? 'raised' : 'acknowledged'
}
