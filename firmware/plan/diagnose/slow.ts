import { carrierOf, planned } from './beyond.ts'
import { budgetOver } from './budget.ts'
import { statesText } from './internet.ts'
import type { LinkSeen, Seen } from './seen.ts'
import { judgeSlowStarlink } from './starlink.ts'
import { ends, good, notMade, type Result, runs, type Step, type Steps } from './steps.ts'

/** Below it a cell carries little: its far edge. */
export const WEAK_RSRP_DBM = -110
/** People notice so much. */
const LOSSY = 0.03
/** Speech and pages drag above it; a geostationary satellite is at twice that. */
const FAR_MS = 300

const carrying = (all: Seen): { link: string; seen: LinkSeen } | undefined => {
  const link = carrierOf(all)
  const seen = link === undefined ? undefined : all.links?.links[link]
  return link !== undefined && seen ? { link, seen } : undefined
}

const routed: Step = {
  id: 'routed',
  needs: [],
  judge: (seen) => {
    const found = carrying(seen)
    return found ? good(found.link) : ends('—', 'no-link', { links: statesText(seen) })
  },
}

/** Of a link of one kind that carries passengers. */
const ofCarrying = (
  seen: Seen,
  kind: 'cellular' | 'starlink',
  judge: (device: string, link: string) => Result,
): Result => {
  const link = carrying(seen)?.link
  const means = link === undefined ? undefined : seen.means[link]
  return link !== undefined && means?.kind === kind ? judge(means.device, link) : notMade
}

const dish: Step = {
  id: 'dish',
  needs: ['starlink'],
  judge: (seen) => ofCarrying(seen, 'starlink', (device) => judgeSlowStarlink(device, seen.starlink?.[device])),
}

const signal: Step = {
  id: 'signal',
  needs: ['cellular'],
  judge: (seen) =>
    ofCarrying(seen, 'cellular', (device) => {
      const { rsrpDbm } = seen.cellular?.[device] ?? {}
      if (rsrpDbm === undefined) return good('unknown')
      const text = `${rsrpDbm.toFixed(0)} dBm`
      return rsrpDbm < WEAK_RSRP_DBM
        ? ends(text, 'weak-cell', { device, dbm: rsrpDbm.toFixed(0), limit: WEAK_RSRP_DBM })
        : good(text)
    }),
}

const isBad = ({ state, latencyMs = 0, loss = 0 }: LinkSeen): boolean =>
  state === 'degraded' || latencyMs >= FAR_MS || loss >= LOSSY

const others: Step = {
  id: 'others',
  needs: [],
  judge: (seen) => {
    const found = carrying(seen)
    const down = Object.entries(seen.links?.links ?? {}).filter(
      ([name, { state }]) => name !== found?.link && state !== 'up',
    )
    const text = down.map(([name, { reason }]) => `${name}: ${reason}`).join(', ') || 'good'
    const [first] = down
    if (!found || !first || !isBad(found.seen)) return good(text)
    const [other, { reason }] = first
    return ends(text, 'second-best', { link: found.link, other, why: reason })
  },
}

const measured = {
  id: 'measured',
  needs: [],
  judge: (seen: Seen) => {
    const { link, seen: one } = carrying(seen) ?? { link: '—', seen: { latencyMs: undefined, loss: undefined } }
    const ms = one.latencyMs?.toFixed(0) ?? '?'
    const percent = (100 * (one.loss ?? 0)).toFixed(0)
    const text = `${ms} ms, ${percent} %`
    if ((one.loss ?? 0) >= LOSSY) return ends(text, 'lossy', { link, percent, limit: 100 * LOSSY })
    if ((one.latencyMs ?? 0) >= FAR_MS)
      return ends(text, seen.means[link]?.isFar ? 'far' : 'queued', { link, ms, limit: FAR_MS })
    return ends(text, 'not-slow', { link, ms, percent })
  },
} as const satisfies Step

/** Passengers have Internet that crawls. */
export const slow: Steps = [
  runs('links-run', 'links', 'links'),
  routed,
  dish,
  signal,
  planned,
  budgetOver,
  others,
  measured,
]
