import { json2satrec, type OMMJsonObject } from 'satellite.js'
import { z } from 'zod'
import type { Satellite } from './elements.ts'
import { parseUtcMs } from './utc-text.ts'

/** A number as JSON or as the text of CSV and XML. */
const number = (min: number, max: number) =>
  z
    .union([
      z.number(),
      z
        .string()
        .trim()
        .regex(/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/, 'not a number'),
    ])
    .transform(Number)
    .pipe(z.number().min(min).max(max))

/** The part of an orbit mean-elements message that SGP4 takes. CCSDS 502.0-B-3, table 4-1 to 4-3. */
const message = z.object({
  OBJECT_NAME: z.string().trim().min(1).max(100).optional(),
  NORAD_CAT_ID: number(1, 999_999_999).pipe(z.number().int()),
  EPOCH: z.string().transform((text, context) => {
    const utcMs = parseUtcMs(text)
    if (utcMs !== undefined) return { text, utcMs }
    context.addIssue({ code: 'custom', message: 'not a UTC time' })
    return z.NEVER
  }),
  MEAN_MOTION: number(0.01, 18),
  ECCENTRICITY: number(0, 0.999_999),
  INCLINATION: number(0, 180),
  RA_OF_ASC_NODE: number(0, 360),
  ARG_OF_PERICENTER: number(0, 360),
  MEAN_ANOMALY: number(0, 360),
  BSTAR: number(-10, 10).default(0),
  MEAN_MOTION_DOT: number(-1, 1).default(0),
  MEAN_MOTION_DDOT: number(-1, 1).default(0),
  REF_FRAME: z.literal('TEME').optional(),
  TIME_SYSTEM: z.literal('UTC').optional(),
  MEAN_ELEMENT_THEORY: z.enum(['SGP4', 'SGP', 'SGP/SGP4']).optional(),
})

/** The satellite of one message, by its keywords; or why there is none, in words. */
export const satelliteOfOmm = (keywords: unknown): Satellite | string => {
  const read = message.safeParse(keywords)
  if (!read.success) {
    const [issue] = read.error.issues
    return `${issue?.path.join('.') || 'the message'}: ${issue?.message ?? 'cannot be read'}`
  }
  const { EPOCH, OBJECT_NAME, NORAD_CAT_ID, ...rest } = read.data
  const name = OBJECT_NAME ?? `NORAD ${NORAD_CAT_ID}`
  const elements = { ...rest, NORAD_CAT_ID, OBJECT_NAME: name, EPOCH: new Date(EPOCH.utcMs).toISOString() }
  const satrec = json2satrec(elements as unknown as OMMJsonObject)
  if (satrec.error !== 0) return `its orbit cannot be propagated (SGP4 error ${satrec.error})`
  return { noradId: NORAD_CAT_ID, name: name.slice(0, 40), epochUtcMs: EPOCH.utcMs, satrec }
}
