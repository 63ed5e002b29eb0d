import { z } from 'zod'
import {
  hasArrived,
  type MaintenanceRequest,
  maintenanceRequest,
  requestStates,
} from '../domain/maintenance-request.ts'
import type { Planned } from './planned.ts'
import type { TextNews } from './sms-queue-state.ts'

/** Chosen: more that nobody answers is no request but a flood; those that the shore has make room. */
export const REQUESTS_AT_MOST = 16
const KEPT_FOR_MS = 7 * 86_400_000
/** After the first try, the second and so on; the last counts for all after it. */
const AGAIN_AFTER_MS = [5_000, 30_000, 120_000, 600_000] as const
/** Chosen: a text costs money and a satellite's time; a link that comes back within this costs neither. */
export const TEXT_AFTER_MS = 600_000

/** `queued`: it waits for a way; `sent`: it went, and nobody has said that it came. */
const state = z.enum(requestStates)

const kept = z
  .array(z.strictObject({ request: maintenanceRequest, ageMs: z.number(), state, isTexted: z.boolean() }))
  .max(REQUESTS_AT_MOST)

export interface QueuedRequest {
  request: MaintenanceRequest
  raisedAtMs: number
  state: z.infer<typeof state>
  /** It lies in the queue of texts, or has gone from it. */
  isTexted: boolean
  tries: number
  notBeforeMs: number
}

export type RequestsState = readonly QueuedRequest[]

export type RequestsEvent =
  | { kind: 'raise'; request: MaintenanceRequest }
  /** Once a second or so. `links`: those by which the shore is reached now, the best first; `hasShore`: some link may reach it, now or later. */
  | { kind: 'look'; links: readonly string[]; hasShore: boolean; hasRecipients: boolean }
  | { kind: 'acknowledged'; id: string }
  | { kind: 'texted'; id: string; outcome: 'kept' | TextNews['outcome'] }

export type RequestAction =
  | { do: 'transmit'; link: string; request: MaintenanceRequest }
  | { do: 'text'; request: MaintenanceRequest }

type Plan = Planned<RequestsState, RequestAction>

/** Everything that must survive a power cut, as JSON. */
export const keepRequests = (all: RequestsState, nowMs: number): string =>
  JSON.stringify(
    all.map(({ request, raisedAtMs, state: stands, isTexted }) => ({
      request,
      ageMs: Math.max(0, nowMs - raisedAtMs),
      state: stands,
      isTexted,
    })),
  )

/** The reverse; everything is due at once. Throws what Zod or JSON throws for bytes that are none. */
export const readRequests = (json: string, nowMs: number): RequestsState =>
  kept
    .parse(JSON.parse(json))
    .map(({ ageMs, ...one }) => ({ ...one, raisedAtMs: nowMs - ageMs, tries: 0, notBeforeMs: 0 }))

/** Why no more can be taken; undefined when it can. */
export const whyNotRequest = (all: RequestsState): string | undefined =>
  all.length >= REQUESTS_AT_MOST && !all.some((one) => hasArrived(one.state))
    ? `${REQUESTS_AT_MOST} requests wait already, and none has arrived`
    : undefined

const unchanged = (all: RequestsState): Plan => ({ state: all, actions: [], reasons: [] })

const raise = (all: RequestsState, request: MaintenanceRequest, nowMs: number): Plan => {
  if (all.some((one) => one.request.id === request.id) || whyNotRequest(all)) return unchanged(all)
  const gone =
    all.length < REQUESTS_AT_MOST
      ? undefined
      : (all.find((one) => one.state === 'acknowledged') ?? all.find((one) => hasArrived(one.state)))
  const raised: QueuedRequest = {
    request,
    raisedAtMs: nowMs,
    state: 'queued',
    isTexted: false,
    tries: 0,
    notBeforeMs: 0,
  }
  return { state: [...all.filter((one) => one !== gone), raised], actions: [], reasons: [] }
}

type Look = Extract<RequestsEvent, { kind: 'look' }>

/** By one link after the other while one carries; by text once none has for long, at once where none ever can, and that but once. */
const lookOne = (
  one: QueuedRequest,
  { links, hasShore, hasRecipients }: Look,
  nowMs: number,
): [QueuedRequest, RequestAction[]] => {
  if (one.state === 'acknowledged' || one.notBeforeMs > nowMs) return [one, []]
  const tries = one.tries + 1
  const again = { tries, notBeforeMs: nowMs + (AGAIN_AFTER_MS[Math.min(tries, AGAIN_AFTER_MS.length) - 1] ?? 0) }
  const link = links[one.tries % Math.max(1, links.length)]
  if (link !== undefined) {
    const went = one.state === 'queued' ? 'sent' : one.state
    return [{ ...one, ...again, state: went }, [{ do: 'transmit', link, request: one.request }]]
  }
  const textAfterMs = hasShore ? TEXT_AFTER_MS : 0
  const isDue = hasRecipients && !one.isTexted && nowMs - one.raisedAtMs >= textAfterMs
  return isDue ? [{ ...one, ...again, tries: one.tries }, [{ do: 'text', request: one.request }]] : [one, []]
}

const look = (all: RequestsState, event: Look, nowMs: number): Plan => {
  const isOld = ({ raisedAtMs }: QueuedRequest): boolean => nowMs - raisedAtMs > KEPT_FOR_MS
  const looked = all.filter((one) => !isOld(one)).map((one) => lookOne(one, event, nowMs))
  const isSame = looked.length === all.length && looked.every(([one], index) => one === all[index])
  return {
    state: isSame ? all : looked.map(([one]) => one),
    actions: looked.flatMap(([, actions]) => actions),
    reasons: all
      .filter((one) => isOld(one) && !hasArrived(one.state))
      .map(({ request }) => `request ${request.id}: given up after a week, nothing tells that it arrived`),
  }
}

const changed = (all: RequestsState, id: string, change: (one: QueuedRequest) => QueuedRequest): Plan =>
  unchanged(all.map((one) => (one.request.id === id && one.state !== 'acknowledged' ? change(one) : one)))

/** Maintenance requests on their way to the shore: by any link, again until it says that it keeps them; by text where no link is left for long. */
export const planRequests = (all: RequestsState, event: RequestsEvent, nowMs: number): Plan => {
  if (event.kind === 'raise') return raise(all, event.request, nowMs)
  if (event.kind === 'look') return look(all, event, nowMs)
  if (event.kind === 'acknowledged')
    return {
      ...changed(all, event.id, (one) => ({ ...one, state: 'acknowledged' })),
      reasons: [`request ${event.id}: the shore has it`],
    }
  return changed(all, event.id, (one) => {
    if (event.outcome === 'lost') return { ...one, isTexted: false }
    if (event.outcome === 'kept' || one.state === 'delivered') return { ...one, isTexted: true }
    return { ...one, isTexted: true, state: event.outcome }
  })
}
