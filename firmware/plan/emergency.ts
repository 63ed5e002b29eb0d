import { type EmergencyPhase, type EmergencyReport, phaseOf } from '../domain/emergency-report.ts'
import {
  EMERGENCIES_AT_MOST,
  type Emergency,
  type EmergencyState,
  freshWay,
  type Way,
  type Ways,
} from './emergency-state.ts'
import type { Planned } from './planned.ts'

/** After the first try, the second and so on; the last counts for all after it. */
export const AGAIN_AFTER_MS = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000] as const
/** Chosen: a text that the queue gave up goes again after this. */
export const TEXT_AGAIN_AFTER_MS = 300_000
/** Chosen: a text that went, and of which neither its arrival nor the shore is heard, goes again after this: a satellite's cell takes minutes. */
export const TEXT_UNTOLD_AGAIN_AFTER_MS = 900_000
/** Of one recipient and phase, with those that were lost: whoever never tells of arrivals must not be written to for three days. */
const UNTOLD_AT_MOST = 4
/** Chosen: nobody on the shore answers after this, or has long answered. */
export const KEPT_FOR_MS = 72 * 3_600_000
const MINUTE_MS = 60_000
/** Chosen: a person raises one, and corrects it once or twice. */
const A_MINUTE_AT_MOST = 4

/** Ways that there are now. */
export interface EmergencyWays {
  /** Links by which the shore can be reached directly. */
  links: readonly string[]
  /** Who is told by text message. */
  recipients: readonly string[]
}

export type EmergencyEvent =
  | { kind: 'raise'; report: EmergencyReport }
  /** By their ids; what is not open stays as it is. */
  | { kind: 'cancel'; ids: readonly string[]; by: string }
  /** Once a second or so, and after each other event. */
  | { kind: 'look'; ways: EmergencyWays; carrying: readonly string[] }
  /** The kernel has taken what was transmitted by this link. */
  | { kind: 'left'; id: string; phase: EmergencyPhase; link: string }
  | { kind: 'acknowledged'; id: string; phase: EmergencyPhase; link: string }
  /** What became of a text: `kept`: it lies in the queue; `lost`: it was given up. */
  | { kind: 'text'; key: string; outcome: 'kept' | 'sent' | 'delivered' | 'lost' }

export type EmergencyAction =
  | { do: 'transmit'; link: string; report: EmergencyReport }
  | { do: 'text'; key: string; recipient: string; report: EmergencyReport }

type Plan = Planned<EmergencyState, EmergencyAction>

const unchanged = (state: EmergencyState): Plan => ({ state, actions: [], reasons: [] })

const isOver = ({ report, isAcknowledged }: Emergency): boolean => isAcknowledged && phaseOf(report) === 'cancelled'

/** The one that may be forgotten first: what is over before what the shore knows; never another. */
const forgettable = (emergencies: readonly Emergency[]): Emergency | undefined =>
  emergencies.find(isOver) ?? emergencies.find(({ isAcknowledged }) => isAcknowledged)

/** Why no further one is taken now; undefined where one is. */
export const whyNotRaise = ({ emergencies }: EmergencyState, nowMs: number): string | undefined => {
  const lately = emergencies.filter(({ raisedAtMs }) => nowMs - raisedAtMs < MINUTE_MS).length
  if (lately >= A_MINUTE_AT_MOST) return `${lately} emergencies were raised in this minute: wait for its end`
  if (emergencies.length < EMERGENCIES_AT_MOST || forgettable(emergencies)) return undefined
  return `${emergencies.length} emergencies wait for the shore already: cancel one`
}

const raise = (state: EmergencyState, report: EmergencyReport, nowMs: number): Plan => {
  // Whoever is not sure that it was raised asks again.
  if (state.emergencies.some((one) => one.report.id === report.id) || whyNotRaise(state, nowMs)) return unchanged(state)
  const gone = state.emergencies.length < EMERGENCIES_AT_MOST ? undefined : forgettable(state.emergencies)
  const kept = state.emergencies.filter((one) => one !== gone)
  const raised: Emergency = { report, raisedAtMs: nowMs, isAcknowledged: false, links: {}, texts: {} }
  return { state: { ...state, emergencies: [...kept, raised] }, actions: [], reasons: [] }
}

const cancel = (state: EmergencyState, { ids, by }: Extract<EmergencyEvent, { kind: 'cancel' }>): Plan => ({
  ...unchanged(state),
  state: {
    ...state,
    emergencies: state.emergencies.map((one) =>
      phaseOf(one.report) === 'cancelled' || !ids.includes(one.report.id)
        ? one
        : { ...one, report: { ...one.report, cancelledBy: by }, isAcknowledged: false, links: {}, texts: {} },
    ),
  },
})

/** The key of a text: one for each phase, recipient and time that it is begun anew. */
const textKey = ({ report }: Emergency, recipient: string, { lost }: Way): string =>
  `em-${report.id.slice(0, 16)}-${phaseOf(report).charAt(0)}${lost}-${recipient}`

/** Of the text that counts; that one has arrived may be told of an earlier one too. */
const keysOf = (one: Emergency, recipient: string, way: Way, outcome: string): string[] =>
  outcome === 'delivered'
    ? Array.from({ length: way.lost + 1 }, (_, lost) => textKey(one, recipient, { ...way, lost }))
    : [textKey(one, recipient, way)]

const againAfterMs = (tries: number): number => AGAIN_AFTER_MS[Math.min(tries, AGAIN_AFTER_MS.length) - 1] ?? 0

interface Looked {
  emergency: Emergency
  actions: EmergencyAction[]
}

type Look = Extract<EmergencyEvent, { kind: 'look' }> & { before: readonly string[]; nowMs: number }

const transmit = (emergency: Emergency, { ways, carrying, before, nowMs }: Look): Looked => {
  const actions: EmergencyAction[] = []
  const links = ways.links.map((link): [string, Way] => {
    const way = emergency.links[link] ?? freshWay
    const hasComeBack = carrying.includes(link) && !before.includes(link)
    if (emergency.isAcknowledged || (way.notBeforeMs > nowMs && !hasComeBack)) return [link, way]
    actions.push({ do: 'transmit', link, report: emergency.report })
    const tries = way.tries + 1
    return [link, { ...way, tries, notBeforeMs: nowMs + againAfterMs(tries) }]
  })
  return { emergency: { ...emergency, links: Object.fromEntries(links) }, actions }
}

/** It went long ago, and nobody has told that it came. */
const isUntold = ({ isAcknowledged }: Emergency, way: Way, nowMs: number): boolean =>
  !isAcknowledged &&
  way.state === 'sent' &&
  way.isHandedOver &&
  way.lost < UNTOLD_AT_MOST &&
  nowMs - way.sentMs >= TEXT_UNTOLD_AGAIN_AFTER_MS

/**
 * A text is handed over until the queue has it; one that was given up, or of which nothing is heard, begins anew unless the shore knows
 * meanwhile.
 */
const handOver = (emergency: Emergency, { ways, nowMs }: Look): Looked => {
  const actions: EmergencyAction[] = []
  const texts = ways.recipients.map((recipient): [string, Way] => {
    const before = emergency.texts[recipient] ?? freshWay
    const way = isUntold(emergency, before, nowMs)
      ? { ...freshWay, state: before.state, lost: before.lost + 1 }
      : before
    const isOnItsWay = way.state === 'queued' || way.state === 'sent'
    const isNeeded = isOnItsWay && !(emergency.isAcknowledged && way.lost > 0)
    if (!isNeeded || way.isHandedOver || way.notBeforeMs > nowMs) return [recipient, way]
    actions.push({ do: 'text', key: textKey(emergency, recipient, way), recipient, report: emergency.report })
    const tries = way.tries + 1
    return [recipient, { ...way, tries, notBeforeMs: nowMs + againAfterMs(tries) }]
  })
  return { emergency: { ...emergency, texts: Object.fromEntries(texts) }, actions }
}

const look = (state: EmergencyState, event: Extract<EmergencyEvent, { kind: 'look' }>, nowMs: number): Plan => {
  const isOld = ({ raisedAtMs }: Emergency): boolean => nowMs - raisedAtMs > KEPT_FOR_MS
  const seen: Look = { ...event, before: state.carrying, nowMs }
  const looked = state.emergencies
    .filter((one) => !isOld(one))
    .map((one) => {
      const transmitted = transmit(one, seen)
      const handed = handOver(transmitted.emergency, seen)
      return { emergency: handed.emergency, actions: [...transmitted.actions, ...handed.actions] }
    })
  return {
    state: { emergencies: looked.map(({ emergency }) => emergency), carrying: event.carrying },
    actions: looked.flatMap(({ actions }) => actions),
    reasons: state.emergencies
      .filter((one) => isOld(one) && !one.isAcknowledged)
      .map(({ report }) => `emergency ${report.id}: given up after three days, no shore has acknowledged it`),
  }
}

const withWay = (ways: Ways, name: string, change: Partial<Way>): Ways => ({
  ...ways,
  [name]: { ...(ways[name] ?? freshWay), ...change },
})

/** Only what carries counts: a tunnel takes what its link never sends. What is acknowledged already stays so. */
const left = (state: EmergencyState, { id, phase, link }: Extract<EmergencyEvent, { kind: 'left' }>): Plan => {
  if (!state.carrying.includes(link)) return unchanged(state)
  const emergencies = state.emergencies.map((one) =>
    one.report.id === id && phaseOf(one.report) === phase && one.links[link]?.state === 'queued'
      ? { ...one, links: withWay(one.links, link, { state: 'sent' }) }
      : one,
  )
  return { ...unchanged(state), state: { ...state, emergencies } }
}

const acknowledge = (state: EmergencyState, event: Extract<EmergencyEvent, { kind: 'acknowledged' }>): Plan => {
  const reasons: string[] = []
  const emergencies = state.emergencies.map((one) => {
    if (one.report.id !== event.id || phaseOf(one.report) !== event.phase) return one
    if (!one.isAcknowledged) reasons.push(`emergency ${event.id}: the shore has it (${event.phase}), by ${event.link}`)
    return { ...one, isAcknowledged: true, links: withWay(one.links, event.link, { state: 'acknowledged' }) }
  })
  return { state: { ...state, emergencies }, actions: [], reasons }
}

const changeOf = (
  outcome: Extract<EmergencyEvent, { kind: 'text' }>['outcome'],
  way: Way,
  nowMs: number,
): Partial<Way> => {
  if (outcome === 'kept') return { isHandedOver: true }
  if (outcome !== 'lost') return { state: outcome, isHandedOver: true, sentMs: nowMs }
  return { ...freshWay, lost: way.lost + 1, notBeforeMs: nowMs + TEXT_AGAIN_AFTER_MS }
}

const text = (
  state: EmergencyState,
  { key, outcome }: Extract<EmergencyEvent, { kind: 'text' }>,
  nowMs: number,
): Plan => ({
  ...unchanged(state),
  state: {
    ...state,
    emergencies: state.emergencies.map((one) => {
      const found = Object.entries(one.texts).find(([recipient, way]) =>
        keysOf(one, recipient, way, outcome).includes(key),
      )
      return found ? { ...one, texts: withWay(one.texts, found[0], changeOf(outcome, found[1], nowMs)) } : one
    }),
  },
})

/**
 * Emergencies on their way to the shore: by every link at once, again and again until the shore says that it keeps them, and by text
 * message. A cancelled one is told in the same ways, and acknowledged by itself.
 */
export const planEmergency = (state: EmergencyState, event: EmergencyEvent, nowMs: number): Plan => {
  if (event.kind === 'raise') return raise(state, event.report, nowMs)
  if (event.kind === 'cancel') return cancel(state, event)
  if (event.kind === 'look') return look(state, event, nowMs)
  if (event.kind === 'left') return left(state, event)
  return event.kind === 'acknowledged' ? acknowledge(state, event) : text(state, event, nowMs)
}
