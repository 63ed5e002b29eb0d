import type { RideEvent } from './ride-view.ts'

/** More clauses than this are counted, not shown: `events.jsonl` has them all. */
const CLAUSES_SHOWN = 3
/** A mute that is lifted this soon is no news for a screen: it is how the interlock answers one late permission. */
const SHORT_MUTE_MS = 1_000

/** A reason without the name it begins with, when the text has said that name already. */
const withoutRepeatedName = (reason: string, text: string): string => {
  const [, name, rest] = /^([^:\s]+): (.+)$/s.exec(reason) ?? []
  return name !== undefined && rest !== undefined && text.split(/[\s:;,]+/).includes(name) ? rest : reason
}

/** What an event says on one line, and why, shortened to its first clauses; `why` may be empty. */
export const decisionText = ({
  subject,
  text,
  reasons,
}: Pick<RideEvent, 'subject' | 'text' | 'reasons'>): { said: string; why: string } => {
  const clauses = text.split('; ')
  const said = clauses.slice(0, CLAUSES_SHOWN)
  const why = reasons
    .map((reason) => withoutRepeatedName(reason, text))
    .slice(0, Math.max(0, CLAUSES_SHOWN - said.length))
  const more = clauses.length + reasons.length - said.length - why.length
  return {
    said: `${subject}: ${said.join('; ')}`,
    why: [...why, ...(more > 0 ? [`${more} more`] : [])].join('; '),
  }
}

const isLift = (mute: RideEvent, event: RideEvent): boolean =>
  event.source === mute.source &&
  event.subject === mute.subject &&
  event.text.startsWith('transmission permitted') &&
  event.atMs - mute.atMs <= SHORT_MUTE_MS

/** The last `count` events, without the mutes that were lifted within a second. */
export const lastDecisions = (events: readonly RideEvent[], count: number): RideEvent[] => {
  const kept = new Set(events)
  for (const [index, mute] of events.entries()) {
    if (mute.source !== 'interlock' || !mute.text.startsWith('muted')) continue
    const lift = events.slice(index + 1).find((event) => isLift(mute, event))
    if (!lift) continue
    kept.delete(mute)
    kept.delete(lift)
  }
  return count > 0 ? [...kept].slice(-count) : []
}
