import type { CoverageSecond } from './coverage-ride.ts'

/** A part of the line in which something holds for a link without a break. */
interface Stretch {
  link: string
  fromM: number
  toM: number
  seconds: readonly CoverageSecond[]
}

/** Shorter ones are handovers and mutes, which no place repeats. */
const SHORTEST_S = 10
/** A gap of this much is none. */
const GAP_M = 500

/** Stretches of one link in which something holds, in the order of the way. */
const stretchesOf = (
  seconds: readonly CoverageSecond[],
  { link, holds }: { link: string; holds: (second: CoverageSecond) => boolean },
): Stretch[] => {
  const found: { link: string; fromM: number; toM: number; seconds: CoverageSecond[] }[] = []
  for (const second of seconds) {
    if (second.link !== link || !holds(second)) continue
    const last = found.at(-1)
    if (last && second.chainageM - last.toM <= GAP_M) {
      last.toM = second.chainageM
      last.seconds.push(second)
    } else found.push({ link, fromM: second.chainageM, toM: second.chainageM, seconds: [second] })
  }
  return found.filter((stretch) => stretch.seconds.length >= SHORTEST_S)
}

const shareOf = ({ seconds }: Stretch, holds: (second: CoverageSecond) => boolean): number =>
  seconds.filter(holds).length / seconds.length

const isOut = (second: CoverageSecond): boolean => second.isOut
const isForeseen = (second: CoverageSecond): boolean => second.isForeseen

const overlaps = (one: Stretch, others: readonly Stretch[]): boolean =>
  others.some(({ fromM, toM }) => Math.min(one.toM, toM) - Math.max(one.fromM, fromM) > (one.toM - one.fromM) / 2)

/** What the second trip met, and what had been foreseen of it. */
export interface CoverageCount {
  /** Outages that both trips met at the same place. */
  repeating: number
  /** Of those, foreseen for half their time or more. */
  hit: number
  foreseen: number
  /** Foreseen, and for less than half that time true. */
  wrong: number
}

export const countCoverage = (
  first: readonly CoverageSecond[],
  second: readonly CoverageSecond[],
  links: readonly string[],
): CoverageCount => {
  const count = { repeating: 0, hit: 0, foreseen: 0, wrong: 0 }
  for (const link of links) {
    const before = stretchesOf(first, { link, holds: isOut })
    const repeating = stretchesOf(second, { link, holds: isOut }).filter((stretch) => overlaps(stretch, before))
    const foreseen = stretchesOf(second, { link, holds: isForeseen })
    count.repeating += repeating.length
    count.hit += repeating.filter((stretch) => shareOf(stretch, isForeseen) >= 0.5).length
    count.foreseen += foreseen.length
    count.wrong += foreseen.filter((stretch) => shareOf(stretch, isOut) < 0.5).length
  }
  return count
}
