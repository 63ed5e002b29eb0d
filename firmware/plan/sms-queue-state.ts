import { z } from 'zod'

/** How urgent a text is, the most urgent first. */
export const urgencies = ['emergency', 'alarm', 'operational'] as const

export type Urgency = (typeof urgencies)[number]

/** Chosen: a night of alarms; a queue without a bound would hold what nobody wants to read any more. */
export const TEXTS_AT_MOST = 64

/** After the first failed try, the second and so on; the last counts for all after it. Through a satellite a message takes minutes. */
export const RETRY_AFTER_MS = [15_000, 30_000, 60_000, 120_000, 300_000] as const

const references = z.array(z.number().int().min(0).max(255)).max(8)

const text = {
  id: z.number().int().nonnegative(),
  /** The asker's own name of it: the same text is not queued twice. */
  key: z.string().min(1).max(64),
  to: z.string().min(3).max(21),
  text: z.string().min(1).max(612),
  priority: z.enum(urgencies),
  /** `sending`: the modem has it; `unsure`: nobody knows whether it went; `sent`: a report of it is awaited. */
  state: z.enum(['waiting', 'sending', 'unsure', 'sent']),
  attempts: z.number().int().nonnegative(),
  /** The modem's numbers of its parts that are under way. */
  references,
  /** Of those, what arrived while others were still being sent. */
  arrived: references,
}

const queuedText = z.strictObject({ ...text, notBeforeMs: z.number(), expiresAtMs: z.number() })
export type QueuedText = Readonly<z.infer<typeof queuedText>>

/** As it is kept: times as what is left of them, for the clock begins anew with the machine. */
const keptQueue = z.strictObject({
  nextId: z.number().int().nonnegative(),
  texts: z.array(z.strictObject({ ...text, waitMs: z.number(), leftMs: z.number() })).max(TEXTS_AT_MOST),
})

export interface SmsQueue {
  nextId: number
  texts: readonly QueuedText[]
}

export const smsQueueAtStart: SmsQueue = { nextId: 1, texts: [] }

/** The queue as bytes to keep. */
export const keepQueue = ({ nextId, texts }: SmsQueue, nowMs: number): Uint8Array => {
  const kept = texts.map(({ notBeforeMs, expiresAtMs, ...rest }) => ({
    ...rest,
    waitMs: Math.max(0, notBeforeMs - nowMs),
    leftMs: Math.max(0, expiresAtMs - nowMs),
  }))
  return Buffer.from(JSON.stringify({ nextId, texts: kept }))
}

/** The reverse; throws what Zod or JSON throws for bytes that are none. */
export const readQueue = (bytes: Uint8Array, nowMs: number): SmsQueue => {
  const { nextId, texts } = keptQueue.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
  return {
    nextId,
    texts: texts.map(({ waitMs, leftMs, ...rest }) => ({
      ...rest,
      notBeforeMs: nowMs + waitMs,
      expiresAtMs: nowMs + leftMs,
    })),
  }
}

/** A text that somebody wants sent. */
export interface WantedText {
  key: string
  to: string
  text: string
  priority: Urgency
  /** How long it is worth sending, ms. */
  validMs: number
}

export type SmsEvent =
  | { kind: 'queue'; text: WantedText }
  /** Once a second or so, and after each other event. */
  | { kind: 'look'; canSend: boolean }
  | {
      kind: 'outcome'
      id: number
      /** `later`: not now; `never`: it is wrong; `unknown`: nobody answered. */
      sent: 'yes' | 'later' | 'never' | 'unknown'
      why: string
      references: readonly number[]
    }
  | { kind: 'status'; reference: number; to: string; outcome: 'delivered' | 'trying' | 'failed' }
  | { kind: 'restart' }

export interface TextAction {
  do: 'send'
  id: number
  to: string
  text: string
  validMs: number
  /** Of its parts, the same with every try. */
  reference: number
}

/** What whoever asked for a text may want to know: `lost`: it was given up, and has not gone. */
export interface TextNews {
  key: string
  outcome: 'sent' | 'delivered' | 'lost'
}
