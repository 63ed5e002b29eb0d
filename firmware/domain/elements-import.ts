import { z } from 'zod'
import type { ElementSet } from './elements.ts'
import { type Jump, jumpsBetween } from './elements-jump.ts'

/** A satellite that jumped is left alone until its elements have settled: this long after the epoch of the newer ones. Chosen. */
export const JUMP_QUARANTINE_HOURS = 36
const JUMP_QUARANTINE_MS = JUMP_QUARANTINE_HOURS * 3_600_000
/** A file with less than this share of the satellites that are there was cut, or is another fleet's; of its own sets: spoilt on its way. */
const LEAST_SHARE = 0.5

const barred = z.object({ noradId: z.number().int().positive(), untilUtcMs: z.number() })

/** A satellite that must not be followed until a time, as it stands in the file beside its elements. */
export type Barred = z.infer<typeof barred>

/** What a new set of elements comes to. */
export interface ImportPlan {
  /** Satellites that were not there before, and those that are gone. */
  added: number
  gone: number
  jumps: readonly Jump[]
  barred: readonly Barred[]
}

/** The middle epoch: one satellite with a false one, years ahead, must not keep out every set that follows. */
const middleUtcMs = ({ satellites }: ElementSet): number =>
  satellites.map(({ epochUtcMs }) => epochUtcMs).toSorted((a, b) => a - b)[Math.floor(satellites.length / 2)] ?? 0

const sharedCount = (before: ElementSet, next: ElementSet): number => {
  const known = new Set(before.satellites.map(({ noradId }) => noradId))
  return next.satellites.filter(({ noradId }) => known.has(noradId)).length
}

const whyNot = (before: ElementSet | undefined, next: ElementSet): string | undefined => {
  const { satellites, rejected } = next
  const all = satellites.length + rejected.length
  if (satellites.length < LEAST_SHARE * all) return `only ${satellites.length} of its ${all} sets are good`
  if (!before) return undefined
  const shared = sharedCount(before, next)
  if (shared < LEAST_SHARE * before.satellites.length)
    return `it has ${shared} of the ${before.satellites.length} satellites that are there now`
  return middleUtcMs(next) < middleUtcMs(before)
    ? 'its middle epoch is older than that of those that are there'
    : undefined
}

/** Whether a new set may replace the present one, and which satellites are to be left alone after it. No clock decides here, only epochs. */
export const planImport = (
  present: { elements: ElementSet; barred: readonly Barred[] } | undefined,
  next: ElementSet,
): ImportPlan | { refused: string } => {
  const before = present?.elements
  const refused = whyNot(before, next)
  if (refused) return { refused }
  const jumps = before ? jumpsBetween(before, next) : []
  const epochs = new Map(next.satellites.map(({ noradId, epochUtcMs }) => [noradId, epochUtcMs]))
  const known = new Set(before?.satellites.map(({ noradId }) => noradId))
  const jumped = jumps.map(({ noradId }) => ({ noradId, untilUtcMs: (epochs.get(noradId) ?? 0) + JUMP_QUARANTINE_MS }))
  const nextUtcMs = middleUtcMs(next)
  const isOver = ({ untilUtcMs }: Barred): boolean => untilUtcMs <= nextUtcMs
  const kept = (present?.barred ?? []).filter(
    (one) => !isOver(one) && !jumped.some(({ noradId }) => noradId === one.noradId),
  )
  return {
    added: next.satellites.filter(({ noradId }) => !known.has(noradId)).length,
    gone: [...known].filter((noradId) => !epochs.has(noradId)).length,
    jumps,
    barred: [...kept, ...jumped],
  }
}

const MOST_BARRED = 20_000

/** What stands in the file beside elements; an empty list for one that is damaged: better a satellite too many than none. */
export const parseBarred = (text: string): Barred[] => {
  try {
    return z.array(barred).max(MOST_BARRED).safeParse(JSON.parse(text)).data ?? []
  } catch {
    return []
  }
}
