import type { LookAngle } from '../domain/geodesy.ts'

/** How a satellite stands with a terminal: why it is followed, or why it is not. */
export const standings = [
  'followed',
  'next',
  'quarantined',
  'barred',
  'below-mask',
  'hidden',
  'brings-less',
  'others-ahead',
] as const

export type Standing = (typeof standings)[number]

/** A satellite in the sky, or nearly. */
export interface Candidate {
  noradId: number
  name: string
  look: LookAngle
  /** What it brings in the present step as a mean, bit/s/Hz, what stands before it counted; 0 for nothing. */
  capacity: number
  /** Until it sinks below the mask, s; as far as the sky ahead is known. */
  leftS: number
  standing: Standing
  /** Of one that is left alone. */
  untilUtcMs?: number
}

/** What is known of the sky and of what was decided. */
export interface CandidatesSeen {
  utcMs: number
  maskDeg: number
  /** In the present step. */
  inSky: readonly Omit<Candidate, 'standing' | 'untilUtcMs'>[]
  followed?: number | undefined
  next?: number | undefined
  quarantined: readonly { noradId: number; untilUtcMs: number }[]
  barred: readonly { noradId: number; untilUtcMs: number }[]
}

const untilOf = (list: CandidatesSeen['barred'], noradId: number, utcMs: number): number | undefined =>
  list.find((one) => one.noradId === noradId && one.untilUtcMs > utcMs)?.untilUtcMs

const standingOf = (
  one: CandidatesSeen['inSky'][number],
  seen: CandidatesSeen,
): Pick<Candidate, 'standing' | 'untilUtcMs'> => {
  const { noradId, look, capacity } = one
  if (noradId === seen.followed) return { standing: 'followed' }
  if (look.elevationDeg < seen.maskDeg) return { standing: 'below-mask' }
  for (const list of ['quarantined', 'barred'] as const) {
    const untilUtcMs = untilOf(seen[list], noradId, seen.utcMs)
    if (untilUtcMs !== undefined) return { standing: list, untilUtcMs }
  }
  if (noradId === seen.next) return { standing: 'next' }
  if (capacity <= 0) return { standing: 'hidden' }
  const best = seen.inSky.find((other) => other.noradId === seen.followed)
  return { standing: best && capacity <= best.capacity ? 'brings-less' : 'others-ahead' }
}

/** Every satellite in the sky with why it is followed or not: that which is followed first, then what brings most. */
export const candidatesOf = (seen: CandidatesSeen): Candidate[] => {
  const rank = ({ standing, capacity }: Candidate): number =>
    (standing === 'followed' ? 1e6 : standing === 'next' ? 1e5 : 0) + capacity
  return seen.inSky
    .map((one): Candidate => ({ ...one, ...standingOf(one, seen) }))
    .sort((one, other) => rank(other) - rank(one) || other.look.elevationDeg - one.look.elevationDeg)
}
