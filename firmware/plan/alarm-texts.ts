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

const keptAlarmTexts = z.strictObject({
  /** What was texted lately: its words, and how long ago. */
  told: z.array(z.strictObject({ words: z.string().max(200), ageMs: z.number() })).max(64),
})

interface Told {
  words: string
  atMs: number
}

export interface AlarmTextsState {
  /** Since when no link has carried operations or maintenance. */
  aloneSinceMs: number | undefined
  /** Alarms of the last minute, which wait to see whether a link is left. */
  held: readonly Told[]
  /** What was texted in the last hour. */
  told: readonly Told[]
  /** That was not texted, for there were too many. */
  withheld: number
  reportedMs: number | undefined
}

export const alarmTextsAtStart: AlarmTextsState = {
  aloneSinceMs: undefined,
  held: [],
  told: [],
  withheld: 0,
  reportedMs: undefined,
}

/** What must survive a restart: what was texted is not texted again. */
export const keepAlarmTexts = ({ told }: AlarmTextsState, nowMs: number): string =>
  JSON.stringify({ told: told.map(({ words, atMs }) => ({ words, ageMs: Math.max(0, nowMs - atMs) })) })

/** The reverse; throws what Zod or JSON throws for bytes that are none. */
export const readAlarmTexts = (json: string, nowMs: number): AlarmTextsState => ({
  ...alarmTextsAtStart,
  told: keptAlarmTexts.parse(JSON.parse(json)).told.map(({ words, ageMs }) => ({ words, atMs: nowMs - ageMs })),
})

export type AlarmTextsEvent =
  | { kind: 'alarm'; words: string }
  /** Once a second or so. */
  | { kind: 'look'; isAlone: boolean }

export interface AlarmTextAction {
  do: 'text'
  /** The asker's own name of it is made from these; the report's changes each time. */
  words: string
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
  if (state.told.some((one) => one.words === words)) return { state, actions, reasons }
  const inHour = state.told.filter(({ atMs }) => nowMs - atMs < HOUR_MS).length
  if (inHour >= AN_HOUR_AT_MOST) {
    const why = `more than ${AN_HOUR_AT_MOST} alarms were texted in this hour: not texted: ${words}`
    return { state: { ...state, withheld: state.withheld + 1 }, actions, reasons: [...reasons, why] }
  }
  const more = state.withheld > 0 ? ` (${state.withheld} more not sent)` : ''
  return {
    state: { ...state, told: [...state.told, { words, atMs: nowMs }], withheld: 0 },
    actions: [...actions, { do: 'text', words: `ALARM ${words}${more}`, priority: 'alarm' }],
    reasons: [...reasons, `no link is left: texted: ${words}`],
  }
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
  const recent = before.held.filter(({ atMs }) => nowMs - atMs < JUST_NOW_MS)
  if (!isAlone) {
    const state = { ...before, told, held: recent, aloneSinceMs: undefined, reportedMs: undefined }
    return { state, actions: [], reasons: [] }
  }
  const aloneSinceMs = before.aloneSinceMs ?? nowMs
  const state = { ...before, told, aloneSinceMs }
  if (nowMs - aloneSinceMs < ALONE_AFTER_MS) return { state, actions: [], reasons: [] }
  const released = before.held.reduce<Plan>((plan, one) => release(plan, one, nowMs), {
    state: { ...state, held: [] },
    actions: [],
    reasons: [],
  })
  return report(released, aloneSinceMs, nowMs)
}

/**
 * Which alarms go by text by themselves: those that come while no link carries operations or maintenance, or came in the minute before;
 * each once an hour, and six an hour. After ten minutes alone, and then each hour, a report that the train is there.
 */
export const planAlarmTexts = (state: AlarmTextsState, event: AlarmTextsEvent, nowMs: number): Plan =>
  event.kind === 'alarm' ? hold(state, event.words, nowMs) : look(state, event.isAlone, nowMs)
