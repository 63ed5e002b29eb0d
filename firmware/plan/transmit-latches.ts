import { z } from 'zod'
import { COUNTER_AT_MOST, type TransmitOrder } from '../domain/transmit-order.ts'
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

const several = z.union([z.array(latched), latched.transform((one) => [one])])

/** What survives restart, update and power cut: who locked the roof out, who ordered transmission off, and how far orders have counted. */
export const latchState = z.strictObject({
  /** Everybody who has locked the roof out; one alone, not in a list, in records of older firmware. */
  lockout: several.optional(),
  /** By whom transmission is ordered off, one entry a signer; one alone, not in a list, in records of older firmware. */
  disabled: several.optional(),
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

/** More people than work on one roof. */
const LOCKOUTS_AT_MOST = 8

/** A person on site locks the roof out, or lifts that; nothing from shore does. */
export type LockoutRequest = { do: 'lock'; by: string; reason: string } | { do: 'unlock'; by: string }

type Plan = Planned<LatchState, never>

const told = (state: LatchState, ...reasons: string[]): Plan => ({ state, actions: [], reasons })

type Latch = z.infer<typeof latched>

const namesOf = (latches: readonly Latch[]): string => latches.map(({ by }) => by).join(' and ')

const withLockouts = ({ lockout: _, ...rest }: LatchState, held: readonly Latch[]): LatchState =>
  held.length > 0 ? { ...rest, lockout: [...held] } : rest

const lock = (state: LatchState, latch: Latch): Plan => {
  const others = (state.lockout ?? []).filter(({ by }) => by !== latch.by)
  if (others.length >= LOCKOUTS_AT_MOST) return told(state, `${LOCKOUTS_AT_MOST} lockouts hold already, and mute all`)
  return told(withLockouts(state, [...others, latch]), `roof-work lockout by ${latch.by}: ${latch.reason}`)
}

/** Whose is lifted: one's own, or the only one that there is. */
const unlock = (state: LatchState, by: string): Plan => {
  const held = state.lockout ?? []
  if (held.length === 0) return told(state)
  const lifted = held.find((one) => one.by === by) ?? (held.length === 1 ? held[0] : undefined)
  if (!lifted)
    return told(state, `${namesOf(held)} have each locked the roof out: each lifts their own, --by their name`)
  const left = held.filter((one) => one !== lifted)
  return told(
    withLockouts(state, left),
    `roof-work lockout of ${lifted.by} lifted by ${by}`,
    ...(left.length > 0 ? [`the lockout of ${namesOf(left)} still holds`] : []),
  )
}

/** Takes what a person on site asks. Each person's lockout holds until it is lifted, whoever else has locked or lifted one. */
export const planLockout = (state: LatchState, request: LockoutRequest, when: Stamp): Plan =>
  request.do === 'lock' ? lock(state, { by: request.by, reason: request.reason, ...when }) : unlock(state, request.by)

/** Why an order whose signature has been verified is not taken. */
const whyNot = (state: LatchState, order: TransmitOrder, trainId: string): string | undefined => {
  const { signer, counter } = order
  if (order.trainId !== trainId) return `it is for ${order.trainId}`
  const last = state.counters[signer] ?? -1
  if (counter <= last) return `its counter ${counter} is not above ${last}`
  if (order.do === 'disable')
    return counter < COUNTER_AT_MOST ? undefined : `no release could follow its counter ${counter}`
  const others = (state.disabled ?? []).map(({ by }) => by)
  if (others.length === 0 || others.includes(signer)) return undefined
  return `${others.join(' and ')} ordered transmission off: ${signer} cannot release that`
}

/**
 * Takes an order whose signature has been verified. Each signer's order holds until that signer releases it. What is not newer than its signer's last,
 * is for another train, would release what only others ordered, or could never be released, changes nothing.
 */
export const planOrder = (
  state: LatchState,
  order: TransmitOrder,
  { trainId, when }: { trainId: string; when: Stamp },
): Plan => {
  const why = whyNot(state, order, trainId)
  if (why !== undefined) return told(state, `order refused: ${why}`)
  const { signer, counter, reason: text } = order
  const { disabled = [], ...rest } = state
  const others = disabled.filter(({ by }) => by !== signer)
  const holding = order.do === 'disable' ? [...others, { by: signer, reason: text, ...when }] : others
  const counters = { ...state.counters, [signer]: counter }
  return told(
    { ...rest, ...(holding.length > 0 && { disabled: holding }), counters },
    order.do === 'disable'
      ? `transmission ordered off by ${signer}: ${text}`
      : `transmission released by ${signer}: ${text}`,
    ...(order.do === 'release' ? others.map(({ by }) => `the order of ${by} still holds`) : []),
  )
}

const words = ({ by, reason: why }: { by: string; reason: string }): string => `${by}: ${why}`

/** A condition's value is a sentence of 400 characters at most: who does not fit is counted. */
const SHOWN_CHARACTERS = 380

const together = (latches: readonly Latch[]): string => {
  const said = latches.map(words)
  const fits = (count: number): boolean => said.slice(0, count).join('; ').length <= SHOWN_CHARACTERS
  const shown = said.findLastIndex((_, index) => fits(index + 1)) + 1
  const more = said.length > shown ? [`and ${said.length - shown} more`] : []
  return [...said.slice(0, shown), ...more].join('; ')
}

/** What the permit's conditions see of it. */
export const latchesOf = ({ lockout = [], disabled = [] }: LatchState): Latches => ({
  ...(lockout.length > 0 && { lockout: together(lockout) }),
  ...(disabled.length > 0 && { disabled: together(disabled) }),
})
