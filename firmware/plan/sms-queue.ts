import type { Planned } from './planned.ts'
import {
  type QueuedText,
  RETRY_AFTER_MS,
  type SmsEvent,
  type SmsQueue,
  TEXTS_AT_MOST,
  type TextAction,
  type TextNews,
  urgencies,
} from './sms-queue-state.ts'

/** What became of texts, beside the queue. */
type Plan = Planned<SmsQueue, TextAction> & { news?: readonly TextNews[] }

/** Chosen: a text of which nobody knows whether it went waits so long for a report that tells. */
const UNSURE_FOR_MS = 120_000

const keep = (state: SmsQueue): Plan => ({ state, actions: [], reasons: [] })
const told = (state: SmsQueue, ...reasons: string[]): Plan => ({ state, actions: [], reasons })

/** Told of one text, and what became of it. */
const ended = (state: SmsQueue, { key }: QueuedText, told: { outcome: TextNews['outcome']; reason: string }): Plan => ({
  state,
  actions: [],
  reasons: [told.reason],
  news: [{ key, outcome: told.outcome }],
})

const nameOf = ({ id, to }: QueuedText): string => `text ${id} to ${to}`

const replace = (state: SmsQueue, changed: QueuedText): SmsQueue => ({
  ...state,
  texts: state.texts.map((one) => (one.id === changed.id ? changed : one)),
})

const without = (state: SmsQueue, gone: QueuedText): SmsQueue => ({
  ...state,
  texts: state.texts.filter(({ id }) => id !== gone.id),
})

const urgency = ({ priority }: QueuedText): number => urgencies.indexOf(priority)

/** The least urgent that has not gone, the newest of them. */
const leastUrgent = (texts: readonly QueuedText[]): QueuedText | undefined =>
  texts
    .filter(({ state }) => state === 'waiting')
    .toSorted((one, other) => urgency(one) - urgency(other) || one.id - other.id)
    .at(-1)

const queue = (state: SmsQueue, { text }: Extract<SmsEvent, { kind: 'queue' }>, nowMs: number): Plan => {
  // Whoever is not sure that it was queued asks again.
  if (state.texts.some(({ key }) => key === text.key)) return keep(state)
  const { validMs, ...rest } = text
  const queued: QueuedText = {
    ...rest,
    id: state.nextId,
    state: 'waiting',
    attempts: 0,
    notBeforeMs: nowMs,
    expiresAtMs: nowMs + validMs,
    references: [],
    arrived: [],
  }
  const next = { nextId: state.nextId + 1, texts: [...state.texts, queued] }
  if (next.texts.length <= TEXTS_AT_MOST) return told(next, `${nameOf(queued)} is queued`)
  const gone = next.texts.find(({ state: at }) => at === 'sent')
  if (gone)
    return told(
      without(next, gone),
      `${nameOf(queued)} is queued; the report of ${nameOf(gone)} is waited for no longer`,
    )
  const dropped = leastUrgent(next.texts)
  if (!dropped || dropped.id === queued.id) return told(state, `the queue is full: ${nameOf(queued)} is not taken`)
  const reason = `the queue is full: ${nameOf(dropped)} makes room for ${nameOf(queued)}`
  return ended(without(next, dropped), dropped, { outcome: 'lost', reason })
}

const expire = (state: SmsQueue, nowMs: number): Plan => {
  const over = state.texts.filter(({ expiresAtMs, state: at }) => expiresAtMs <= nowMs && at !== 'sending')
  if (over.length === 0) return keep(state)
  const texts = state.texts.filter((one) => !over.includes(one))
  const words = (one: QueuedText): string =>
    one.state === 'sent'
      ? `${nameOf(one)} went; no report tells that it arrived`
      : `${nameOf(one)} did not go in its time`
  const lost = over.filter(({ state: at }) => at !== 'sent')
  return {
    ...told({ ...state, texts }, ...over.map(words)),
    news: lost.map(({ key }) => ({ key, outcome: 'lost' })),
  }
}

/** Of which nobody knows whether it went: it goes again, after a report would have come. */
const settle = (state: SmsQueue, nowMs: number): SmsQueue => {
  const isOver = ({ state: at, notBeforeMs }: QueuedText): boolean => at === 'unsure' && notBeforeMs <= nowMs
  if (!state.texts.some(isOver)) return state
  return { ...state, texts: state.texts.map((one) => (isOver(one) ? { ...one, state: 'waiting' } : one)) }
}

const look = (state: SmsQueue, { canSend }: Extract<SmsEvent, { kind: 'look' }>, nowMs: number): Plan => {
  const expired = expire(state, nowMs)
  const settled = settle(expired.state, nowMs)
  const ready = settled.texts
    .filter(({ state: at, notBeforeMs }) => at === 'waiting' && notBeforeMs <= nowMs)
    .toSorted((one, other) => urgency(one) - urgency(other) || one.id - other.id)[0]
  const isBusy = settled.texts.some(({ state: at }) => at === 'sending')
  if (!ready || !canSend || isBusy) return { ...expired, state: settled }
  const sending: QueuedText = { ...ready, state: 'sending', attempts: ready.attempts + 1 }
  const { id, to, text, expiresAtMs } = sending
  const action: TextAction = { do: 'send', id, to, text, validMs: expiresAtMs - nowMs, reference: id % 256 }
  return { ...expired, state: replace(settled, sending), actions: [action] }
}

/** Under way, or all of it has arrived already. */
const gone = (state: SmsQueue, text: QueuedText): Plan => {
  const references = text.references.filter((reference) => !text.arrived.includes(reference))
  if (references.length === 0 && text.references.length > 0)
    return ended(without(state, text), text, { outcome: 'delivered', reason: `${nameOf(text)} arrived` })
  const under: QueuedText = { ...text, state: 'sent', references, arrived: [] }
  return ended(replace(state, under), text, { outcome: 'sent', reason: `${nameOf(text)} went` })
}

const outcome = (state: SmsQueue, event: Extract<SmsEvent, { kind: 'outcome' }>, nowMs: number): Plan => {
  const found = state.texts.find(({ id, state: at }) => id === event.id && at === 'sending')
  if (!found) return keep(state)
  const { sent, references } = event
  if (sent === 'yes') return gone(state, { ...found, references: [...references] })
  if (sent === 'never')
    return ended(without(state, found), found, { outcome: 'lost', reason: `${nameOf(found)} cannot go: ${event.why}` })
  if (sent === 'unknown') {
    const unsure: QueuedText = {
      ...found,
      state: 'unsure',
      references: [...references],
      notBeforeMs: nowMs + UNSURE_FOR_MS,
    }
    return told(replace(state, unsure), `${nameOf(found)} may have gone: ${event.why}`)
  }
  const waitMs = RETRY_AFTER_MS[Math.min(found.attempts, RETRY_AFTER_MS.length) - 1] ?? 0
  return told(
    replace(state, { ...found, state: 'waiting', arrived: [], notBeforeMs: nowMs + waitMs }),
    `${nameOf(found)} goes again in ${waitMs / 1000} s: ${event.why}`,
  )
}

/** Whose report it is: the one that has this number, or else one that is being sent, or of which nobody knows whether it went. */
const reported = (
  state: SmsQueue,
  { reference, to }: Extract<SmsEvent, { kind: 'status' }>,
): QueuedText | undefined => {
  const toThem = state.texts.filter((one) => one.to === to)
  return (
    toThem.find((one) => one.state === 'sent' && one.references.includes(reference)) ??
    toThem.find((one) => one.state === 'sending') ??
    toThem.find((one) => one.state === 'unsure')
  )
}

const status = (state: SmsQueue, event: Extract<SmsEvent, { kind: 'status' }>, nowMs: number): Plan => {
  const found = reported(state, event)
  if (!found) return keep(state)
  if (found.state === 'sending') {
    const arrived = [...found.arrived, event.reference].slice(-8)
    return keep(event.outcome === 'delivered' ? replace(state, { ...found, arrived }) : state)
  }
  if (event.outcome === 'failed') {
    const again: QueuedText = {
      ...found,
      state: 'waiting',
      references: [],
      arrived: [],
      notBeforeMs: nowMs + (RETRY_AFTER_MS[0] ?? 0),
    }
    return told(replace(state, again), `${nameOf(found)} did not arrive: it goes again`)
  }
  const references = found.references.filter((reference) => event.outcome === 'trying' || reference !== event.reference)
  if (event.outcome === 'trying' || references.length > 0)
    return keep(replace(state, { ...found, state: 'sent', references }))
  return ended(without(state, found), found, { outcome: 'delivered', reason: `${nameOf(found)} arrived` })
}

/** After a restart nobody knows whether what was being sent went. */
const restart = (state: SmsQueue, nowMs: number): Plan => {
  const sending = state.texts.find(({ state: at }) => at === 'sending')
  return keep(sending ? replace(state, { ...sending, state: 'unsure', notBeforeMs: nowMs + UNSURE_FOR_MS }) : state)
}

/**
 * Text messages to send: by urgency, then in turn, one at a time, tried again over minutes until they expire. One that went is not sent
 * again unless the network says that it did not arrive.
 */
export const planSmsQueue = (state: SmsQueue, event: SmsEvent, nowMs: number): Plan => {
  if (event.kind === 'queue') return queue(state, event, nowMs)
  if (event.kind === 'look') return look(state, event, nowMs)
  if (event.kind === 'outcome') return outcome(state, event, nowMs)
  return event.kind === 'status' ? status(state, event, nowMs) : restart(state, nowMs)
}
