import { type TopicMessage, type TopicName, topics } from '../../bus/topics.ts'
import { durationText } from '../../domain/duration.ts'
import type { CommandContext, Outcome } from '../command.ts'
import type { Text } from '../messages.ts'
import { hanging, type Sheet, sheetOf, type Tone } from './sheet.ts'

/** What a topic said last, and how long ago, ms; without a message it has said nothing, or too long ago to be believed. */
export type Told<N extends TopicName> =
  | { message: TopicMessage<N>; ageMs: number }
  | { message?: undefined; ageMs?: number }

/** What a topic says that may be believed now. */
export const toldOf = async <N extends TopicName>(context: CommandContext, topic: N): Promise<Told<N>> => {
  const seen = await context.seen(topic)
  if (!seen) return {}
  const ageMs = Math.max(0, context.clock.nowMs() - seen.message.atMs)
  if (seen.isStale || ageMs > topics[topic].staleAfterMs) return { ageMs }
  return { message: seen.message, ageMs }
}

const FINE_BELOW_MS = 10_000
const SECONDS_BELOW_MS = 60_000

/** How long: `0.4 s`, `42 s`, `12:05`. */
export const spanText = (text: Text, ms: number): string => {
  const spanMs = Math.max(0, ms)
  if (spanMs < FINE_BELOW_MS) return text('unit.seconds', { s: (spanMs / 1000).toFixed(1) })
  return spanMs < SECONDS_BELOW_MS ? text('unit.seconds', { s: Math.round(spanMs / 1000) }) : durationText(spanMs)
}

/** How long ago. */
export const agoText = (text: Text, ms: number): string => text('show.ago', { span: spanText(text, ms) })

/** The first line of a screen: what it is about, the verdict, how old it is. */
export const headLines = (sheet: Sheet, title: string, verdict: Verdict, ageMs?: number): string[] => {
  const { text, tone } = typeof verdict === 'string' ? { text: verdict, tone: undefined } : verdict
  const age = ageMs === undefined ? '' : ` (${agoText(sheet.text, ageMs)})`
  return hanging(sheet, `${title}: `, `${text}${age}`, tone)
}

/** What a screen says first. */
export type Verdict = string | { text: string; tone: Tone }

/** What is shown in the place of what nobody has said lately. */
export const unknownOutcome = (sheet: Sheet, title: string, topic: TopicName, ageMs: number | undefined): Outcome => {
  const { writer } = topics[topic]
  const why =
    ageMs === undefined
      ? sheet.text('show.never-told', { writer })
      : sheet.text('show.stale', { writer, span: spanText(sheet.text, ageMs) })
  return {
    lines: [
      ...hanging(sheet, `${title}: `, `${sheet.text('word.unknown')}. ${why}`, 'bad'),
      ...hanging(sheet, '  ', sheet.text('show.see-devices')),
    ],
    data: { isKnown: false, writer, ...(ageMs !== undefined && { ageS: ageMs / 1000 }) },
    isBad: true,
  }
}

/** What a screen of one topic is drawn from. */
interface Drawn {
  verdict: Verdict
  lines: readonly string[]
  /** As data, where that is not the message as it is. */
  data?: unknown
}

/** A screen of one topic: its verdict with its age, then the detail; "unknown" while nobody tells. */
export const topicScreen = async <N extends TopicName>(
  context: CommandContext,
  { topic, title }: { topic: N; title: string },
  draw: (message: TopicMessage<N>, sheet: Sheet) => Drawn,
): Promise<Outcome> => {
  const { message, ageMs } = await toldOf(context, topic)
  const sheet = sheetOf(context)
  if (message === undefined) return unknownOutcome(sheet, title, topic, ageMs)
  const { verdict, lines, data = message } = draw(message, sheet)
  return {
    lines: [...headLines(sheet, title, verdict, ageMs), ...lines],
    data: { isKnown: true, ageS: (ageMs ?? 0) / 1000, ...(data as object) },
  }
}
