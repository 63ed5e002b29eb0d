import { z } from 'zod'
import { type EmergencyReport, emergencyReport } from '../domain/emergency-report.ts'

/** Chosen: more at a time is no train but a flood; what the shore has acknowledged makes room. */
export const EMERGENCIES_AT_MOST = 8

/** How it stands on one way: kept and not on its way yet, handed over, at its recipient's telephone, kept by the shore. */
const wayState = z.enum(['queued', 'sent', 'delivered', 'acknowledged'])

const keptWay = z.strictObject({
  state: wayState,
  /** Of a text: how many were given up before this one, or went and were never heard of. */
  lost: z.number().int().nonnegative(),
})

export interface Way extends z.infer<typeof keptWay> {
  tries: number
  /** Not tried again before, monotonic ms. */
  notBeforeMs: number
  /** Of a text: it lies in the queue of texts, or has gone from it. */
  isHandedOver: boolean
  /** Of a text that has gone, when; monotonic ms. */
  sentMs: number
}

export type Ways = Readonly<Record<string, Way>>

export interface Emergency {
  report: EmergencyReport
  raisedAtMs: number
  /** The shore keeps it as it is now: raised, or cancelled. */
  isAcknowledged: boolean
  /** By link. */
  links: Ways
  /** By recipient. */
  texts: Ways
}

export interface EmergencyState {
  /** In the order in which they were raised. */
  emergencies: readonly Emergency[]
  /** Links that carried at the last look: one that comes back is used at once. */
  carrying: readonly string[]
}

export const emergencyAtStart: EmergencyState = { emergencies: [], carrying: [] }

const name = z.string().min(1).max(64)

/** As they are kept: their ages, for the clock begins anew with the machine. */
const keptEmergencies = z
  .array(
    z.strictObject({
      report: emergencyReport,
      ageMs: z.number(),
      isAcknowledged: z.boolean(),
      links: z.record(name, keptWay),
      texts: z.record(name, keptWay),
    }),
  )
  .max(EMERGENCIES_AT_MOST)

const mapped = <A, B>(ways: Readonly<Record<string, A>>, to: (way: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(ways).map(([key, way]) => [key, to(way)]))

const keptOf = ({ state, lost }: Way) => ({ state, lost })

/** Everything that must survive a power cut, as JSON. */
export const keepEmergencies = ({ emergencies }: EmergencyState, nowMs: number): string =>
  JSON.stringify(
    emergencies.map(({ raisedAtMs, links, texts, ...rest }) => ({
      ...rest,
      ageMs: Math.max(0, nowMs - raisedAtMs),
      links: mapped(links, keptOf),
      texts: mapped(texts, keptOf),
    })),
  )

/** Of a way that is begun anew: due at once. */
export const freshWay: Way = { state: 'queued', lost: 0, tries: 0, notBeforeMs: 0, isHandedOver: false, sentMs: 0 }

/** The reverse; everything that has not gone is due at once. Throws what Zod or JSON throws for bytes that are none. */
export const readEmergencies = (json: string, nowMs: number): EmergencyState => {
  const again = (way: z.infer<typeof keptWay>): Way => ({
    ...freshWay,
    ...way,
    isHandedOver: way.state !== 'queued',
    sentMs: nowMs,
  })
  const emergencies = keptEmergencies.parse(JSON.parse(json)).map(({ ageMs, links, texts, ...rest }) => ({
    ...rest,
    raisedAtMs: nowMs - ageMs,
    links: mapped(links, again),
    texts: mapped(texts, again),
  }))
  return { emergencies, carrying: [] }
}
