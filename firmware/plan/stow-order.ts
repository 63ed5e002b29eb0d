import type { MonotonicMs } from '../../hal/units.ts'
import type { Planned } from './planned.ts'
import { LONGEST_MODE_MS } from './transmit-mode.ts'

/** What people have ordered of mounts, and the wind that they told; each ends by itself. */
export interface StowOrders {
  order?: { by: string; reason: string; untilMs: MonotonicMs }
  wind?: { by: string; windMps: number; untilMs: MonotonicMs }
}

/** `on` begins or prolongs, `wind` tells how hard it blows, `off` ends both before their time. */
export type StowRequest =
  | { do: 'on'; by: string; reason: string; forMs: number }
  | { do: 'wind'; by: string; windMps: number; forMs: number }
  | { do: 'off'; by: string }

/** Nothing ordered, nothing told. */
export const noStowOrders: StowOrders = {}

type Plan = Planned<StowOrders, never>

const minutes = (ms: number): string => `${Math.ceil(ms / 60_000)} min`

/** Takes a request of a person. */
export const askStow = (state: StowOrders, request: StowRequest, nowMs: MonotonicMs): Plan => {
  if (request.do === 'off') return end(state, request.by)
  const forMs = Math.max(0, Math.min(LONGEST_MODE_MS, request.forMs))
  const untilMs = (nowMs + forMs) as MonotonicMs
  if (request.do === 'on') {
    const { by, reason } = request
    const told = `mounts stowed by ${by} for ${minutes(forMs)}: ${reason}`
    return { state: { ...state, order: { by, reason, untilMs } }, actions: [], reasons: [told] }
  }
  const { by, windMps } = request
  const told = `wind of ${windMps} m/s for ${minutes(forMs)}, as ${by} says`
  return { state: { ...state, wind: { by, windMps, untilMs } }, actions: [], reasons: [told] }
}

const end = ({ order, wind }: StowOrders, by: string): Plan => ({
  state: noStowOrders,
  actions: [],
  reasons: [
    ...(order ? [`order to stow of ${order.by} ended by ${by}`] : []),
    ...(wind ? [`wind of ${wind.windMps} m/s is over, as ${by} says`] : []),
  ],
})

/** Lets time pass: an order and a told wind end by themselves. The same object while neither does. */
export const passStow = (state: StowOrders, nowMs: MonotonicMs): Plan => {
  const { order, wind } = state
  const isOrderOver = order !== undefined && nowMs >= order.untilMs
  const isWindOver = wind !== undefined && nowMs >= wind.untilMs
  if (!isOrderOver && !isWindOver) return { state, actions: [], reasons: [] }
  return {
    state: { ...(order && !isOrderOver && { order }), ...(wind && !isWindOver && { wind }) },
    actions: [],
    reasons: [
      ...(isOrderOver ? ['the order to stow is over: its time has passed'] : []),
      ...(isWindOver ? ['the wind that was told is over: its time has passed'] : []),
    ],
  }
}
