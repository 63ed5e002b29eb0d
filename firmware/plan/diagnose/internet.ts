import { anyUp, beyond, CLASS, carrierOf, planned, reach } from './beyond.ts'
import { budgetUsed } from './budget.ts'
import type { CellularSeen, LinkMeans, PolicySeen, Seen } from './seen.ts'
import { whyStarlinkIsOut } from './starlink.ts'
import {
  type Ending,
  ending,
  ends,
  good,
  NOT_MADE,
  notMade,
  power,
  type Result,
  runs,
  type Step,
  type Steps,
} from './steps.ts'

const ofKind = ({ means }: Seen, kind: LinkMeans['kind']): (readonly [link: string, device: string])[] =>
  Object.entries(means).flatMap(([link, one]) => (one.kind === kind ? [[link, one.device] as const] : []))

export const statesText = (seen: Seen): string =>
  Object.entries(seen.links?.links ?? {})
    .map(([name, { state, reason }]) => `${name} ${state}${state === 'up' ? '' : ` (${reason})`}`)
    .join(', ') || '—'

const linksUp: Step = { id: 'links-up', needs: [], judge: (seen) => good(statesText(seen)) }

const cellularEnding = (link: string, device: string, modem: CellularSeen | undefined): Ending | undefined => {
  if (!modem?.isAlive) return ending('modem-silent', { link, device })
  if (modem.sim === 'absent' || modem.sim === 'failed') return ending('sim-absent', { device })
  if (modem.sim === 'pin' || modem.sim === 'puk') return ending('sim-locked', { device, sim: modem.sim.toUpperCase() })
  return modem.registration === 'denied' ? ending('sim-denied', { device }) : undefined
}

/** Looked into only while nothing carries: what is whole is passed, the first that people can mend ends. */
const whileDown =
  (judge: (seen: Seen) => Result) =>
  (seen: Seen): Result =>
    anyUp(seen) ? notMade : judge(seen)

const cellular: Step = {
  id: 'cellular',
  needs: ['cellular'],
  judge: whileDown((seen) => {
    const found = ofKind(seen, 'cellular').map(([link, device]) => ({
      text: `${device} ${seen.cellular?.[device]?.registration ?? '?'}`,
      end: cellularEnding(link, device, seen.cellular?.[device]),
    }))
    const end = found.find((one) => one.end)?.end
    return { value: found.map(({ text }) => text).join(', '), ...(end && { ending: end }) }
  }),
}

const starlink: Step = {
  id: 'starlink',
  needs: ['starlink'],
  judge: whileDown((seen) => {
    const ends = ofKind(seen, 'starlink').map(([link, device]) =>
      whyStarlinkIsOut({ link, device }, seen.starlink?.[device]),
    )
    const end = ends.find((one) => one !== undefined)
    return { value: end ? String(end.values['why'] ?? '—') : NOT_MADE, ...(end && { ending: end }) }
  }),
}

const isBlocked = (seen: Seen, terminal: string): boolean =>
  seen.transmit?.[terminal]?.conditions.some(
    ({ name, isMet, value }) => !isMet && name.startsWith('nothing stands') && value === 'blocked',
  ) === true

const isDeaf = (seen: Seen, terminal: string): boolean => {
  const modem = seen.modems?.[terminal]
  return isBlocked(seen, terminal) || (modem?.isAlive === true && !modem.isLocked)
}

const nothingAllowed: PolicySeen = { links: [], isFailing: false }

/** Something carries, but the file keeps passengers off it. */
const keptOff = (seen: Seen): Ending => {
  const { pin, isFailing, links } = seen.policy ?? nothingAllowed
  const why = seen.links?.links[pin ?? '']?.reason ?? '—'
  if (isFailing && pin !== undefined) return ending('class-pinned', { link: pin, why })
  const allowed = links.filter((name) => seen.links?.links[name]?.state === 'up')
  if (isFailing && allowed.length > 0) return ending('class-fails', { links: allowed.join(', ') })
  return ending('not-routed', { allowed: links.join(', ') || '—', links: statesText(seen) })
}

/** No ground station, no satellite and no port: either nothing reaches the train where it is, or its antennas have more to say. */
const nothingUp = (seen: Seen): Ending => {
  const port = ofKind(seen, 'ethernet').find(([link]) => seen.links?.links[link]?.isRadioUp === false)
  if (port) return ending('cable-out', { link: port[0], port: port[1] })
  const satellites = ofKind(seen, 'satellite').map(([, terminal]) => terminal)
  const cells = ofKind(seen, 'cellular').length
  if (satellites.length === 0) return cells > 0 ? ending('no-cell') : keptOff(seen)
  if (cells > 0 && satellites.every((terminal) => isDeaf(seen, terminal))) return ending('no-sky')
  return ending('satellites-only')
}

const satellite: Step = {
  id: 'satellite',
  needs: ['transmit', 'modems'],
  judge: whileDown((seen) => ({ value: statesText(seen), ending: nothingUp(seen) })),
}

const routed: Step = {
  id: 'routed',
  needs: [],
  judge: (seen) => {
    const link = carrierOf(seen)
    if (link !== undefined) return good(link)
    return { value: '—', ending: keptOff(seen) }
  },
}

/** Who loses so much has no Internet, whatever carries them. */
const LOSSY = 0.5

const measured = {
  id: 'measured',
  needs: [],
  judge: (seen: Seen) => {
    const link = seen.links?.routes[CLASS] ?? '—'
    const { latencyMs, loss = 0 } = seen.links?.links[link] ?? {}
    const ms = latencyMs?.toFixed(0) ?? '?'
    const percent = (100 * loss).toFixed(0)
    if (loss >= LOSSY) return ends(`${ms} ms, ${percent} %`, 'lossy', { link, percent, limit: 100 * LOSSY })
    const isAsked = seen.reach !== undefined && !('skipped' in seen.reach)
    return ends(`${ms} ms, ${percent} %`, isAsked ? 'internet-works' : 'internet-unasked', { link, ms, percent })
  },
} as const satisfies Step

/** Passengers have no Internet. */
export const noInternet: Steps = [
  power,
  runs('links-run', 'links', 'links'),
  linksUp,
  planned,
  cellular,
  starlink,
  beyond,
  satellite,
  budgetUsed,
  routed,
  reach,
  measured,
]
