import type { Random } from '../../../hal/random.ts'
import type { LinkName, LinkTruth } from '../network.ts'
import { type Activity, awakeShare, count, makeTally, poisson, type Second } from './activity.ts'
import { type Exchange, runExchange, startExchange } from './exchange.ts'

/** Data that shares a link: what it takes in one second is what the others cannot have. */
export interface Budget {
  /** Mbit that may pass in this second; what is taken is gone for those who ask later. */
  take(link: LinkTruth, wantedMbit: number, flow: Flow): number
}

/** Whose data it is, and which way it goes. */
export interface Flow {
  trafficClass: string
  way: 'sent' | 'received'
}

/** What happens on the links. */
export interface LinkLoad {
  /** So much was wanted of a link. */
  offer(link: LinkName, mbit: number): void
  /** The most that a class is given on a link; infinite without a limit. */
  ceilingMbps(trafficClass: string): number
  /** So much passed. */
  carry(link: LinkName, trafficClass: string, bytes: { sentBytes: number; receivedBytes: number }): void
}

const MBIT_BYTES = 125_000
/** Acknowledgements and requests beside data that goes the other way. */
const BACK_SHARE = 0.03

const bytesOf = (mbit: number, { way }: Flow) => {
  const [along, back] = [mbit * MBIT_BYTES, mbit * MBIT_BYTES * BACK_SHARE]
  return way === 'sent' ? { sentBytes: along, receivedBytes: back } : { sentBytes: back, receivedBytes: along }
}

/** One budget a second, in which each class takes once. */
export const makeBudget = ({ offer, carry, ceilingMbps }: LinkLoad): Budget => {
  const taken = new Map<LinkName, number>()
  return {
    take: (link, wantedMbit, flow) => {
      if (!link.carries) return 0
      const already = taken.get(link.name) ?? 0
      // What is over its ceiling waits in its own queue, and not in the link's.
      const offeredMbit = Math.min(wantedMbit, ceilingMbps(flow.trafficClass))
      const got = Math.min(offeredMbit, Math.max(0, link.capacityMbps * (1 - link.loss) - already))
      taken.set(link.name, already + got)
      offer(link.name, offeredMbit)
      carry(link.name, flow.trafficClass, bytesOf(got, flow))
      return got
    },
  }
}

/** An activity that needs its share of the link. */
export interface BulkActivity extends Pick<Activity, 'tally'> {
  step(second: Second, budget: Budget): void
}

const CLIPS: Flow = { trafficClass: 'cctv', way: 'sent' }
const PAGES: Flow = { trafficClass: 'passenger', way: 'received' }
const CLIP_EVERY_MS = 300_000
const CLIP_FIRST_AFTER_MS = 10_000
const CLIP_MBIT = 160
const CLIP_LIMIT_MS = 600_000
/** The recorder sends no faster, nor more than this share of a link. */
const CLIP_MBPS = 8
const CLIP_SHARE = 0.5

/** Camera clips of 20 MB, one each five minutes, sent one after the other; ten minutes and a clip is given up. */
export const cctvUploads = (startMs: number): BulkActivity => {
  const tally = makeTally()
  const waiting: { startMs: number; leftMbit: number }[] = []
  let nextMs = startMs + CLIP_FIRST_AFTER_MS
  return {
    tally,
    step: (second, budget) => {
      for (; nextMs < second.toMs; nextMs += CLIP_EVERY_MS) waiting.push({ startMs: nextMs, leftMbit: CLIP_MBIT })
      const clip = waiting[0]
      if (!clip) return
      const path = second.path('cctv')
      const mostMbit = Math.min(CLIP_MBPS, CLIP_SHARE * (path?.capacityMbps ?? 0), clip.leftMbit)
      if (path) clip.leftMbit -= budget.take(path, mostMbit, CLIPS)
      const isOk = clip.leftMbit <= 0
      if (!isOk && second.toMs - clip.startMs < CLIP_LIMIT_MS) return
      waiting.shift()
      count(tally, { isOk, durationMs: second.toMs - clip.startMs })
    },
  }
}

const PASSENGERS = 200
const BROWSING_SHARE = 0.35
const PAGE_EVERY_S = 30
const PAGE_MBIT = 12
const PAGE_LIMIT_MS = 30_000
/** One page comes no faster than this, Mbit/s. */
const PAGE_MBPS = 25

/** Pages begun in one second, taken together: they share the fate of the first of them. */
interface Pages {
  startMs: number
  pages: number
  opening: Exchange | undefined
  leftMbit: number
}

/** 200 passengers who open pages of 1.5 MB: a few round trips, then a fair share of what the link has left; 30 s limit. */
export const browsing = (random: Random): BulkActivity => {
  const tally = makeTally()
  let running: Pages[] = []
  const begin = (second: Second): void => {
    const mean = (PASSENGERS * BROWSING_SHARE * awakeShare(second.utcMs)) / PAGE_EVERY_S
    const pages = poisson(mean, random)
    if (pages === 0) return
    const startMs = second.fromMs
    const opening = startExchange({ startMs, limitMs: PAGE_LIMIT_MS, roundTrips: 4, thinkMs: 80 })
    running.push({ startMs, pages, opening, leftMbit: PAGE_MBIT })
  }
  return {
    tally,
    step: (second, budget) => {
      begin(second)
      const path = second.path('passenger')
      for (const group of running) open(group, { path, untilMs: second.toMs, random })
      const mbps = path ? share(running, path, budget) : 0
      running = running.filter((group) => {
        const durationMs = load(group, mbps, second)
        if (durationMs === undefined && second.toMs - group.startMs < PAGE_LIMIT_MS) return true
        count(tally, { isOk: durationMs !== undefined, durationMs: durationMs ?? PAGE_LIMIT_MS, times: group.pages })
        return false
      })
    },
  }
}

const open = (group: Pages, on: Parameters<typeof runExchange>[1]): void => {
  if (group.opening && runExchange(group.opening, on)?.isOk) group.opening = undefined
}

/** What each page gets in this second, Mbit: the same for all, and what small pages leave over goes to the others. */
const share = (running: readonly Pages[], path: LinkTruth, budget: Budget): number => {
  const loading = running.filter((group) => !group.opening)
  const wanted = (mbps: number): number => sum(loading, (group) => group.pages * Math.min(mbps, group.leftMbit))
  const available = budget.take(path, wanted(PAGE_MBPS), PAGES)
  let mbps = 0
  for (let round = 0; round < 3; round++) {
    const hungry = sum(loading, (group) => (group.leftMbit > mbps ? group.pages : 0))
    if (hungry > 0) mbps = Math.min(PAGE_MBPS, mbps + (available - wanted(mbps)) / hungry)
  }
  return mbps
}

const sum = (groups: readonly Pages[], of: (group: Pages) => number): number =>
  groups.reduce((total, group) => total + of(group), 0)

/** How long the pages took, when they end in this second. */
const load = (group: Pages, mbps: number, second: Second): number | undefined => {
  if (group.opening || mbps === 0) return undefined
  const neededMs = (1000 * group.leftMbit) / mbps
  group.leftMbit -= mbps
  return group.leftMbit <= 0 ? second.fromMs + neededMs - group.startMs : undefined
}
