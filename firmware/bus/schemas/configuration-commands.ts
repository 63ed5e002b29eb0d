import { z } from 'zod'
import { ONE_LINE } from '../../domain/one-line.ts'
import { serviceNames } from '../services.ts'
import { utcMs } from './fields.ts'

/** Of a train's file, characters. */
export const CONFIGURATION_LENGTH_AT_MOST = 65_536

const text = z.string().max(CONFIGURATION_LENGTH_AT_MOST)
const by = z.string().min(1).max(60).regex(ONE_LINE, 'give one line of letters and signs')
const why = z.string().max(120).regex(ONE_LINE, 'give one line of letters and signs')
const number = z.number().int().positive()
const path = z.string().min(1).max(200)
const services = z.array(z.enum(serviceNames)).readonly()

/** What is done to the candidate. */
export const configurationEdit = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('set'), by, path, value: z.string().min(1).max(4_096) }),
  z.strictObject({ do: z.literal('delete'), by, path }),
  /** A whole file in its place. */
  z.strictObject({ do: z.literal('take'), by, text }),
  /** An older version in its place. */
  z.strictObject({ do: z.literal('rollback'), by, number }),
  z.strictObject({ do: z.literal('discard'), by }),
])

/** What the candidate came to. */
export const candidateTold = z.object({
  /** Whether it differs from what is in force. */
  isChanged: z.boolean(),
  /** A line each; it can be committed when there is none. */
  mistakes: z.array(z.string().max(400)).max(64),
  /** From what is in force to the candidate, in the form of `diff -u`. */
  diff: z.string().max(2 * CONFIGURATION_LENGTH_AT_MOST),
  /** What a commit would do to services; absent while it cannot be committed. */
  touched: z.object({ start: services, stop: services, restart: services }).optional(),
})

export const configurationCommit = z.strictObject({
  by,
  why: why.optional(),
  /** Goes back by itself after this time unless it is confirmed. */
  trialMs: z.number().int().min(60_000).max(3_600_000).optional(),
})

export const configurationTold = z.object({
  active: number,
  /** On trial: it goes back to `from` unless somebody confirms it. */
  trial: z.object({ from: number, by, leftS: z.number().nonnegative() }).optional(),
  candidateBy: by.optional(),
  versions: z
    .array(
      z.object({
        number,
        author: by,
        why: z.string().max(120),
        sha256: z.string().length(64),
        utcMs: utcMs.optional(),
      }),
    )
    .max(32),
})

/** Text of the version in force, of an older one, or of the candidate. */
export const configurationWanted = z.strictObject({ which: z.union([z.enum(['active', 'candidate']), number]) })
export const configurationText = z.object({ text })
export const actor = z.strictObject({ by })

/** Of a file of elements, characters: twice the largest constellation's. */
export const ELEMENTS_LENGTH_AT_MOST = 8_000_000

/** Elements for a terminal that follows a constellation. */
export const elementsGiven = z.strictObject({
  by,
  terminal: z.string().min(1).max(64),
  text: z.string().max(ELEMENTS_LENGTH_AT_MOST),
})

/** What was put in place, a line each for people. */
export const elementsPlaced = z.object({ lines: z.array(z.string().max(400)).max(32) })
