import type { Planned } from './planned.ts'

/** After the first try, the second and so on; the last counts for all after it. Half a kilobyte each: soon by another link, as one that is thought to carry may not. */
const AGAIN_AFTER_MS = [10_000, 20_000, 60_000, 300_000] as const
/** From one that the shore keeps to the next. Chosen: some 300 a day at the most, and who changes a log has five minutes. */
const NEXT_AFTER_MS = 300_000

/** What is known of the heads of the audit log on their way ashore; nothing of it has to outlive a restart, which makes an entry. */
export interface HeadPostState {
  /** The last that the shore has said it keeps. */
  notedId?: string
  /** The last that went, and how often one has gone since the shore kept one. */
  sentId?: string
  tries: number
  notBeforeMs: number
}

export const headPostAtStart: HeadPostState = { tries: 0, notBeforeMs: 0 }

export type HeadPostEvent =
  /** `links`: those by which the shore is reached now, the best first. */
  { kind: 'look'; id: string; links: readonly string[] } | { kind: 'noted'; id: string }

/** The head that was looked at goes by this link. */
export interface HeadPostAction {
  do: 'transmit'
  link: string
}

/** Whether the log's end is worth asking for. */
export const isHeadDue = ({ notBeforeMs }: HeadPostState, links: readonly string[], nowMs: number): boolean =>
  links.length > 0 && nowMs >= notBeforeMs

/** The end of the audit log on its way to the shore: each new one, by one link after the other, until the shore says that it keeps it. */
export const planHeadPost = (
  state: HeadPostState,
  event: HeadPostEvent,
  nowMs: number,
): Planned<HeadPostState, HeadPostAction> => {
  const { notedId, sentId, tries } = state
  if (event.kind === 'noted') {
    const isIt = event.id === sentId && event.id !== notedId
    const noted = { notedId: event.id, tries: 0, notBeforeMs: nowMs + NEXT_AFTER_MS }
    return { state: isIt ? noted : state, actions: [], reasons: [] }
  }
  const { id, links } = event
  const link = links[tries % Math.max(1, links.length)]
  if (link === undefined || id === notedId || !isHeadDue(state, links, nowMs))
    return { state, actions: [], reasons: [] }
  const againMs = AGAIN_AFTER_MS[Math.min(tries, AGAIN_AFTER_MS.length - 1)] ?? 0
  const sent = { ...state, sentId: id, tries: tries + 1, notBeforeMs: nowMs + againMs }
  return { state: sent, actions: [{ do: 'transmit', link }], reasons: [] }
}
