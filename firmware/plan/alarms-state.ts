import { z } from 'zod'
import { isTroubleCode, type Severity, type TroubleCode, troubleKinds } from './trouble-kinds.ts'

/** Beside what states tell: a service that began again, and what a service told of as an event. */
export type AlarmCode = TroubleCode | 'service-restarted' | 'event'

/** One thing that was wrong, or is: the same again is the same alarm, counted. */
export interface Alarm {
  id: number
  code: AlarmCode
  /** What it is about; of an event `SERVICE SUBJECT`. */
  subject: string
  severity: Severity
  /** What stands in its words. */
  values: Readonly<Record<string, string | number>>
  isActive: boolean
  /** Of the machine's clock; of an earlier run as long ago as it is known to be at least, and so below 0. */
  firstMs: number
  lastMs: number
  /** Where UTC was trusted then. */
  firstUtcMs?: number
  lastUtcMs?: number
  /** How often it began. */
  count: number
  acknowledgedBy?: string
}

export interface AlarmsState {
  nextId: number
  alarms: readonly Alarm[]
  /** Since when what is not yet an alarm is so, by key. */
  pending: Readonly<Record<string, number>>
  /** Until when a service may start again because somebody ordered it, by its name. */
  ordered: Readonly<Record<string, number>>
  /** Since when what was an alarm is not so, by key. */
  leaving: Readonly<Record<string, number>>
}

export const alarmsAtStart: AlarmsState = { nextId: 1, alarms: [], pending: {}, ordered: {}, leaving: {} }

/** The same key is the same alarm. */
export const keyOf = ({ code, subject }: Pick<Alarm, 'code' | 'subject'>): string => `${code} ${subject}`

/** Chosen: a year of a train that is looked after; the list is looked through by people. */
export const ALARMS_AT_MOST = 256

/** Of those that are too many the oldest go: first what is over and was seen, then what is over. */
export const bounded = (alarms: readonly Alarm[]): readonly Alarm[] => {
  if (alarms.length <= ALARMS_AT_MOST) return alarms
  const worth = ({ isActive, acknowledgedBy }: Alarm): number => (isActive ? 2 : acknowledgedBy === undefined ? 1 : 0)
  const [least] = [...alarms].sort((one, other) => worth(one) - worth(other) || one.lastMs - other.lastMs)
  return bounded(alarms.filter((one) => one !== least))
}

const isAlarmCode = (text: string): text is AlarmCode =>
  isTroubleCode(text) || text === 'service-restarted' || text === 'event'

const ageMs = z.number().nonnegative()
const kept = z.strictObject({
  nextId: z.number().int().positive(),
  alarms: z
    .array(
      z.strictObject({
        id: z.number().int().positive(),
        code: z.string().max(64),
        subject: z.string().max(140),
        severity: z.enum(['warning', 'alarm']),
        values: z.record(z.string(), z.union([z.string(), z.number()])),
        isActive: z.boolean(),
        firstAgoMs: ageMs,
        lastAgoMs: ageMs,
        firstUtcMs: z.number().optional(),
        lastUtcMs: z.number().optional(),
        count: z.number().int().positive(),
        acknowledgedBy: z.string().max(60).optional(),
      }),
    )
    .max(ALARMS_AT_MOST),
})

/** What must survive a restart: ages in place of times of a clock that begins anew. */
export const keepAlarms = ({ nextId, alarms }: AlarmsState, nowMs: number): string =>
  JSON.stringify({
    nextId,
    alarms: alarms.map(({ firstMs, lastMs, ...alarm }) => ({
      ...alarm,
      firstAgoMs: Math.max(0, nowMs - firstMs),
      lastAgoMs: Math.max(0, nowMs - lastMs),
    })),
  })

/** The reverse; what newer firmware knows alone is left out. Throws what Zod or JSON throws for bytes that are none. */
export const readAlarms = (json: string, nowMs: number): AlarmsState => {
  const { nextId, alarms } = kept.parse(JSON.parse(json))
  const known = alarms.flatMap(({ code, firstAgoMs, lastAgoMs, firstUtcMs, lastUtcMs, acknowledgedBy, ...alarm }) =>
    isAlarmCode(code)
      ? [
          {
            ...alarm,
            code,
            firstMs: nowMs - firstAgoMs,
            lastMs: nowMs - lastAgoMs,
            ...(firstUtcMs !== undefined && { firstUtcMs }),
            ...(lastUtcMs !== undefined && { lastUtcMs }),
            ...(acknowledgedBy !== undefined && { acknowledgedBy }),
          },
        ]
      : [],
  )
  return { ...alarmsAtStart, nextId, alarms: known }
}

/** By which topic it is known whether an alarm still is so; undefined for what only time ends. */
export const topicOf = (code: AlarmCode): (typeof troubleKinds)[TroubleCode]['topic'] | undefined =>
  isTroubleCode(code) ? troubleKinds[code].topic : undefined
