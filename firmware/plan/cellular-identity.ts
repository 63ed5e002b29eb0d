import { z } from 'zod'
import type { Planned } from './planned.ts'

const identity = z.strictObject({
  imei: z.string().max(20).optional(),
  imsi: z.string().max(20).optional(),
  iccid: z.string().max(24).optional(),
})

/** Who each modem and its SIM were when they were last seen, by the modem's name in the configuration. */
export const knownIdentities = z.record(z.string().max(64), identity)

export type KnownIdentities = z.infer<typeof knownIdentities>
export type SeenIdentity = z.infer<typeof identity>

const parts = [
  ['imei', 'modem'],
  ['iccid', 'SIM card'],
  ['imsi', 'subscription'],
] as const

/** Enough to tell one from another, and no use to anybody else. */
const ending = (number: string): string => `…${number.slice(-4)}`

/** Takes who a modem and its SIM say they are; `reasons` name what is another than before. What is not told changes nothing. */
export const planIdentity = (
  state: KnownIdentities,
  { modem, seen }: { modem: string; seen: SeenIdentity },
): Planned<KnownIdentities, never> => {
  const before = state[modem]
  const reasons = parts.flatMap(([part, word]) => {
    const [old, now] = [before?.[part], seen[part]]
    return old === undefined || now === undefined || old === now
      ? []
      : [`another ${word} in ${modem}: ${ending(now)} instead of ${ending(old)}`]
  })
  const isNews = parts.some(([part]) => seen[part] !== undefined && seen[part] !== before?.[part])
  return { state: isNews ? { ...state, [modem]: { ...before, ...seen } } : state, actions: [], reasons }
}
