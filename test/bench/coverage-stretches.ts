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
/** An outage that was foreseen came when it lasted so long. */
const SHORTEST_MET_S = 5
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

/** What a link has not begun to carry yet is no outage of a place: modems boot, antennas search. */
const sinceItCarried = (seconds: readonly CoverageSecond[], link: string): CoverageSecond[] => {
  const ofLink = seconds.filter((second) => second.link === link)
  const first = ofLink.findIndex((second) => !second.isOut)
  return first < 0 ? [] : ofLink.slice(first)
}
const outS = ({ seconds }: Stretch): number => seconds.filter(isOut).length
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
  /** Foreseen, and none came. */
  wrong: number
  /** Seconds that were foreseen, and of those, truly out. */
  foreseenS: number
  trueS: number
}

export const countCoverage = (
  first: readonly CoverageSecond[],
  second: readonly CoverageSecond[],
  links: readonly string[],
): CoverageCount => {
  const count = { repeating: 0, hit: 0, foreseen: 0, wrong: 0, foreseenS: 0, trueS: 0 }
  for (const link of links) {
    const before = stretchesOf(sinceItCarried(first, link), { link, holds: isOut })
    const repeating = stretchesOf(sinceItCarried(second, link), { link, holds: isOut }).filter((stretch) =>
      overlaps(stretch, before),
    )
    const foreseen = stretchesOf(second, { link, holds: isForeseen })
    count.repeating += repeating.length
    count.hit += repeating.filter((stretch) => shareOf(stretch, isForeseen) >= 0.5).length
    count.foreseen += foreseen.length
    count.foreseenS += foreseen.reduce((sum, { seconds }) => sum + seconds.length, 0)
    count.trueS += foreseen.reduce((sum, stretch) => sum + outS(stretch), 0)
    count.wrong += foreseen.filter((stretch) => outS(stretch) < SHORTEST_MET_S).length
  }
  return count
}
