import { z } from 'zod'
import type { Planned } from './planned.ts'

const part = z.strictObject({
  from: z.string().max(40),
  reference: z.number().int().min(0).max(65_535),
  count: z.number().int().min(2).max(255),
  number: z.number().int().min(1).max(255),
  text: z.string().max(200),
  /** When it came; after a restart, when it was read again. */
  atMs: z.number(),
})

/** Parts of text messages whose others have not come yet, the oldest first. */
export const textParts = z.array(part).max(24)

export type TextParts = readonly z.infer<typeof part>[]

/** Nothing waits. */
export const partsAtStart: TextParts = []

/** A message as it came: the whole of a text, or one part of it. */
export interface ArrivedText {
  from: string
  text: string
  part?: { reference: number; count: number; number: number }
}

/** Chosen: the longest signed order has two parts; what has more than eight is none of ours. */
const PARTS_A_TEXT = 8
const PARTS_AT_MOST = 24
/** Networks hold a message for days; the rest of one that came comes within minutes. */
const WAITS_MS = 24 * 3_600_000

type Plan = Planned<TextParts, { do: 'read'; from: string; text: string }>

const isOfSameText = (one: TextParts[number], other: TextParts[number]): boolean =>
  one.from === other.from && one.reference === other.reference && one.count === other.count

/** At most `PARTS_AT_MOST`: whole texts go, the oldest first. */
const bounded = (parts: TextParts): TextParts => {
  const [oldest] = parts
  if (parts.length <= PARTS_AT_MOST || !oldest) return parts
  return bounded(parts.filter((one) => !isOfSameText(one, oldest)))
}

/** Takes one message, and says what to read once all parts of its text are there. Bounded in parts and in time. */
export const planPart = (state: TextParts, arrived: ArrivedText, nowMs: number): Plan => {
  const { from, text, part: of } = arrived
  if (!of || of.count === 1) return { state, actions: [{ do: 'read', from, text }], reasons: [] }
  if (of.count > PARTS_A_TEXT)
    return { state, actions: [], reasons: [`a text from ${from} has ${of.count} parts: it is not read`] }
  const part = { from, text, ...of, atMs: nowMs }
  const fresh = state.filter(({ atMs }) => nowMs - atMs <= WAITS_MS)
  const same = fresh.filter((one) => isOfSameText(one, part) && one.number !== part.number)
  const others = fresh.filter((one) => !isOfSameText(one, part))
  const all = [...same, part]
  if (all.length < of.count) return { state: bounded([...others, ...all]), actions: [], reasons: [] }
  const whole = all.toSorted((one, other) => one.number - other.number)
  return {
    state: others,
    actions: [{ do: 'read', from, text: whole.map((one) => one.text).join('') }],
    reasons: [],
  }
}
