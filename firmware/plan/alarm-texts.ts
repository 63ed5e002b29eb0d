import { z } from 'zod'
import type { Planned } from './planned.ts'
import type { Urgency } from './sms-queue-state.ts'

/** Chosen: shorter than this, a tunnel or a modem's restart, nobody on the shore misses the train. */
export const ALONE_AFTER_MS = 30_000
/** Chosen: what was told in the last minute before the links went had no time to reach anybody. */
const JUST_NOW_MS = 60_000
/** Chosen: an alarm that comes and goes is one text an hour. */
export const SAME_AGAIN_MS = 3_600_000
const AN_HOUR_AT_MOST = 6
const HOUR_MS = 3_600_000
/** Chosen: after ten minutes without a link the shore is told that the train is well and where it is, and then each hour. */
export const REPORT_AFTER_MS = 600_000
const HELD_AT_MOST = 16
/** Chosen: a queue that is full has room again within minutes, or has not for hours. */
const TRIES_AT_MOST = 8
const AGAIN_AFTER_MS = 30_000

const keptAlarmTexts = z.strictObject({
  /** What was texted lately: its words, and how long ago. */
  told: z.array(z.strictObject({ words: z.string().max(200), ageMs: z.number() })).max(64),
  /** What was to be texted and is not known to lie in the queue of texts. */
  asked: z.array(z.string().max(200)).max(64).default([]),
})

interface Told {
  words: string
  atMs: number
}

interface Asked extends Told {
  text: string
  tries: number
  notBeforeMs: number
  /** Who has not got it yet; all when absent. */
  recipients?: readonly string[] | undefined
}

export interface AlarmTextsState {
  /** Since when no link has carried operations or maintenance. */
  aloneSinceMs: number | undefined
  /** Alarms of the last minute, which wait to see whether a link is left. */
  held: readonly Told[]
  /** Handed over, and not known to be kept by the queue of texts. */
  asked: readonly Asked[]
  /** What the queue of texts has kept in the last hour. */
  told: readonly Told[]
  /** That was not texted, for there were too many. */
  withheld: number
  reportedMs: number | undefined
}

export const alarmTextsAtStart: AlarmTextsState = {
  aloneSinceMs: undefined,
  held: [],
  asked: [],
  told: [],
  withheld: 0,
  reportedMs: undefined,
}

/** What must survive a restart: what was texted is not texted again. */
export const keepAlarmTexts = ({ told, asked }: AlarmTextsState, nowMs: number): string =>
  JSON.stringify({
    told: told.map(({ words, atMs }) => ({ words, ageMs: Math.max(0, nowMs - atMs) })),
    asked: asked.map(({ words }) => words),
  })

/** The reverse; throws what Zod or JSON throws for bytes that are none. */
export const readAlarmTexts = (json: string, nowMs: number): AlarmTextsState => {
  const { told, asked } = keptAlarmTexts.parse(JSON.parse(json))
  return {
    ...alarmTextsAtStart,
    told: told.map(({ words, ageMs }) => ({ words, atMs: nowMs - ageMs })),
    asked: asked.map((words) => ({ words, atMs: nowMs, text: `ALARM ${words}`, tries: 0, notBeforeMs: nowMs })),
  }
}

export type AlarmTextsEvent =
  | { kind: 'alarm'; words: string }
  /** Once a second or so. */
  | { kind: 'look'; isAlone: boolean }
  /** What the queue of texts did with it; `missing`: those for whom it has not kept it. */
  | { kind: 'queued'; alarm: string; missing: readonly string[] }

export interface AlarmTextAction {
  do: 'text'
  /** The asker's own name of it is made from these; the report's changes each time. */
  words: string
  /** Of an alarm: as `queued` must name it. */
  alarm?: string
  /** All unless given. */
  recipients?: readonly string[] | undefined
  priority: Extract<Urgency, 'alarm' | 'operational'>
}

type Plan = Planned<AlarmTextsState, AlarmTextAction>

const hold = (state: AlarmTextsState, words: string, nowMs: number): Plan => {
  const isHeld = state.held.some((one) => one.words === words)
  const held = isHeld ? state.held : [...state.held, { words: words.slice(0, 200), atMs: nowMs }].slice(-HELD_AT_MOST)
  return { state: { ...state, held }, actions: [], reasons: [] }
}

/** One held alarm: texted, or told already, or one too many. */
const release = ({ state, actions, reasons }: Plan, { words }: Told, nowMs: number): Plan => {
  if ([...state.told, ...state.asked].some((one) => one.words === words)) return { state, actions, reasons }
  const inHour = [...state.told, ...state.asked].filter(({ atMs }) => nowMs - atMs < HOUR_MS).length
  if (inHour >= AN_HOUR_AT_MOST) {
    const why = `more than ${AN_HOUR_AT_MOST} alarms were texted in this hour: not texted: ${words}`
    return { state: { ...state, withheld: state.withheld + 1 }, actions, reasons: [...reasons, why] }
  }
  const more = state.withheld > 0 ? ` (${state.withheld} more not sent)` : ''
  const asked: Asked = { words, atMs: nowMs, text: `ALARM ${words}${more}`, tries: 0, notBeforeMs: nowMs }
  return {
    state: { ...state, asked: [...state.asked, asked], withheld: 0 },
    actions,
    reasons: [...reasons, `no link is left: texted: ${words}`],
  }
}

/** Those that are due are handed over, again where the queue had no room. */
const handOver = (plan: Plan, nowMs: number): Plan => {
  const isDue = ({ notBeforeMs, tries }: Asked): boolean => notBeforeMs <= nowMs && tries < TRIES_AT_MOST
  const again = (one: Asked): Asked => ({ ...one, tries: one.tries + 1, notBeforeMs: nowMs + AGAIN_AFTER_MS })
  const { asked } = plan.state
  const actions = asked.filter(isDue).map(
    ({ words, text, recipients }): AlarmTextAction => ({
      do: 'text',
      words: text,
      alarm: words,
      recipients,
      priority: 'alarm',
    }),
  )
  const left = asked.map((one) => (isDue(one) ? again(one) : one))
  return { ...plan, state: { ...plan.state, asked: left }, actions: [...plan.actions, ...actions] }
}

const queued = (
  state: AlarmTextsState,
  { alarm, missing }: Extract<AlarmTextsEvent, { kind: 'queued' }>,
  nowMs: number,
): Plan => {
  const one = state.asked.find(({ words }) => words === alarm)
  if (!one) return { state, actions: [], reasons: [] }
  const asked = state.asked.filter((other) => other !== one)
  if (missing.length === 0)
    return {
      state: { ...state, asked, told: [...state.told, { words: alarm, atMs: nowMs }] },
      actions: [],
      reasons: [],
    }
  if (one.tries < TRIES_AT_MOST) {
    const left = state.asked.map((other) => (other === one ? { ...one, recipients: missing } : other))
    return { state: { ...state, asked: left }, actions: [], reasons: [] }
  }
  const why = `given up after ${one.tries} tries, the queue of texts takes none: ${alarm}`
  return { state: { ...state, asked }, actions: [], reasons: [why] }
}

const report = (plan: Plan, sinceMs: number, nowMs: number): Plan => {
  const { state } = plan
  const isDue =
    nowMs - sinceMs >= REPORT_AFTER_MS && (state.reportedMs === undefined || nowMs - state.reportedMs >= HOUR_MS)
  if (!isDue) return plan
  const words = `no link for ${Math.round((nowMs - sinceMs) / 60_000)} min`
  return {
    ...plan,
    state: { ...state, reportedMs: nowMs },
    actions: [...plan.actions, { do: 'text', words, priority: 'operational' }],
  }
}

const look = (before: AlarmTextsState, isAlone: boolean, nowMs: number): Plan => {
  const told = before.told.filter(({ atMs }) => nowMs - atMs < SAME_AGAIN_MS)
  const asked = before.asked.filter(({ atMs }) => nowMs - atMs < SAME_AGAIN_MS)
  const recent = before.held.filter(({ atMs }) => nowMs - atMs < JUST_NOW_MS)
  if (!isAlone) {
    const state = { ...before, told, asked, held: recent, aloneSinceMs: undefined, reportedMs: undefined }
    return handOver({ state, actions: [], reasons: [] }, nowMs)
  }
  const aloneSinceMs = before.aloneSinceMs ?? nowMs
  const state = { ...before, told, asked, aloneSinceMs }
  if (nowMs - aloneSinceMs < ALONE_AFTER_MS) return handOver({ state, actions: [], reasons: [] }, nowMs)
  const released = before.held.reduce<Plan>((plan, one) => release(plan, one, nowMs), {
    state: { ...state, held: [] },
    actions: [],
    reasons: [],
  })
  return report(handOver(released, nowMs), aloneSinceMs, nowMs)
}

/**
 * Which alarms go by text by themselves: those that come while no link carries operations or maintenance, or came in the minute before;
 * each once an hour, and six an hour. After ten minutes alone, and then each hour, a report that the train is there.
 */
export const planAlarmTexts = (state: AlarmTextsState, event: AlarmTextsEvent, nowMs: number): Plan => {
  if (event.kind === 'alarm') return hold(state, event.words, nowMs)
  return event.kind === 'queued' ? queued(state, event, nowMs) : look(state, event.isAlone, nowMs)
}
