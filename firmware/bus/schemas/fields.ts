import { z } from 'zod'

/** Monotonic clock of the machine, ms. */
export const atMs = z.number().nonnegative()
export const utcMs = z.number().int()
/** `candidate`: one source, not yet confirmed by a second or by a run of epochs. */
export const utcTrust = z.enum(['none', 'candidate', 'trusted'])
export const latDeg = z.number().min(-90).max(90)
export const lonDeg = z.number().min(-180).max(180)
export const azimuthDeg = z.number().min(0).max(360)
export const elevationDeg = z.number().min(-90).max(90)
export const noradId = z.number().int().positive()
export const counter = z.number().int().nonnegative()
export const name = z.string().max(64)
export const sentence = z.string().max(400)

export const position = z.object({ latDeg, lonDeg, heightM: z.number() })

export const sigmaM = z.number().nonnegative()
