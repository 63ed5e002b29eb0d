import { z } from 'zod'
import type { TransmitOrder } from '../domain/transmit-order.ts'
import type { Latches } from './permit-conditions.ts'
import type { Planned } from './planned.ts'

const person = z.string().min(1).max(60)
const reason = z.string().min(1).max(120)

/** When something was latched: UTC as far as it was known, and how far it was trusted; nothing of it in records of older firmware. */
const stamp = {
  utcMs: z.number().int().optional(),
  utcTrust: z.enum(['none', 'candidate', 'trusted']).optional(),
}

/** Who latched something, why and when. */
const latched = z.strictObject({ by: person, reason, ...stamp })

/** What survives restart, update and power cut: who locked the roof out, who ordered transmission off, and how far orders have counted. */
export const latchState = z.strictObject({
  lockout: latched.optional(),
  disabled: latched.optional(),
  /** What is done to the train, and how much of its time is left: a restart does not end it, and does not prolong it by much. */
  special: z
    .strictObject({ mode: z.enum(['washing', 'depot']), by: person, leftMs: z.number().nonnegative() })
    .optional(),
  /** What was ordered of mounts, and the wind that was told, likewise. */
  stow: z
    .strictObject({
      order: z.strictObject({ by: person, reason, leftMs: z.number().nonnegative() }).optional(),
      wind: z
        .strictObject({ by: person, windMps: z.number().nonnegative(), leftMs: z.number().nonnegative() })
        .optional(),
    })
    .optional(),
  /** The highest counter taken of each signer. */
  counters: z.record(z.string().max(32), z.number().int().nonnegative()),
})

/** When something is latched. */
export type Stamp = Pick<z.infer<typeof latched>, 'utcMs' | 'utcTrust'>
export type LatchState = z.infer<typeof latchState>

/** Nothing latched. */
export const latchesAtStart: LatchState = { counters: {} }

/** A person on site locks the roof out, or lifts that; nothing from shore does. */
export type LockoutRequest = { do: 'lock'; by: string; reason: string } | { do: 'unlock'; by: string }

type Plan = Planned<LatchState, never>

const told = (state: LatchState, ...reasons: string[]): Plan => ({ state, actions: [], reasons })

/** Takes what a person on site asks. */
export const planLockout = (state: LatchState, request: LockoutRequest, when: Stamp): Plan => {
  if (request.do === 'lock') {
    const { by, reason: why } = request
    return told({ ...state, lockout: { by, reason: why, ...when } }, `roof-work lockout by ${by}: ${why}`)
  }
  if (!state.lockout) return told(state)
  const { lockout, ...rest } = state
  return told(rest, `roof-work lockout of ${lockout.by} lifted by ${request.by}`)
}

/** Takes an order whose signature has been verified; one that is not newer than its signer's last, or is for another train, changes nothing. */
export const planOrder = (
  state: LatchState,
  order: TransmitOrder,
  { trainId, when }: { trainId: string; when: Stamp },
): Plan => {
  if (order.trainId !== trainId) return told(state, `order refused: it is for ${order.trainId}`)
  const last = state.counters[order.signer] ?? -1
  if (order.counter <= last) return told(state, `order refused: its counter ${order.counter} is not above ${last}`)
  const counters = { ...state.counters, [order.signer]: order.counter }
  if (order.do === 'disable')
    return told(
      { ...state, counters, disabled: { by: order.signer, reason: order.reason, ...when } },
      `transmission ordered off by ${order.signer}: ${order.reason}`,
    )
  const { disabled: _, ...rest } = state
  return told({ ...rest, counters }, `transmission released by ${order.signer}: ${order.reason}`)
}

const words = (latch: { by: string; reason: string } | undefined): string | undefined =>
  latch && `${latch.by}: ${latch.reason}`

/** What the permit's conditions see of it. */
export const latchesOf = ({ lockout, disabled }: LatchState): Latches => {
  const [lockedBy, disabledBy] = [words(lockout), words(disabled)]
  return { ...(lockedBy && { lockout: lockedBy }), ...(disabledBy && { disabled: disabledBy }) }
}
