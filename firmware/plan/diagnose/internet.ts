import type { CellularSeen, LinkMeans, LinksSeen, Seen } from './seen.ts'
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

/** What people on the train complain of is what this class has. */
const CLASS = 'passenger'

const carries = (seen: LinksSeen, link: string): boolean => {
  const state = seen.links[link]?.state
  return state === 'up' || state === 'degraded'
}

const anyUp = ({ links }: Seen): boolean =>
  links !== undefined && Object.keys(links.links).some((name) => carries(links, name))

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

/** No ground station, no satellite and no port: either nothing reaches the train where it is, or its antennas have more to say. */
const nothingUp = (seen: Seen): Ending => {
  const port = ofKind(seen, 'ethernet').find(([link]) => seen.links?.links[link]?.reason.includes('carrier'))
  if (port) return ending('cable-out', { link: port[0], port: port[1] })
  const satellites = ofKind(seen, 'satellite').map(([, terminal]) => terminal)
  const cells = ofKind(seen, 'cellular').length
  if (satellites.length === 0) return ending('no-cell')
  if (cells > 0 && satellites.every((terminal) => isDeaf(seen, terminal))) return ending('no-sky')
  return ending('satellites-only')
}

const isRadioWell = ({ reason }: LinksSeen['links'][string]): boolean => /comes back|answered/.test(reason)

const satellite: Step = {
  id: 'satellite',
  needs: ['transmit', 'modems'],
  judge: whileDown((seen) => {
    const links = Object.values(seen.links?.links ?? {})
    if (links.length > 1 && links.every(isRadioWell)) return ends('—', 'shore-silent')
    return { value: statesText(seen), ending: nothingUp(seen) }
  }),
}

const budget: Step = {
  id: 'budget',
  needs: ['usage'],
  judge: (seen) => {
    const used = Object.entries(seen.usage ?? {}).flatMap(([link, { usedGb, budgetGb }]) =>
      budgetGb === undefined ? [] : [{ link, usedGb: usedGb.toFixed(1), budgetGb, isUp: usedGb >= budgetGb }],
    )
    const text = used.map(({ link, usedGb, budgetGb }) => `${link} ${usedGb}/${budgetGb} GB`).join(', ')
    const over = used.find(({ isUp }) => isUp)
    if (seen.links?.routes[CLASS] !== undefined || !over) return good(text)
    return ends(text, 'budget-used', { link: over.link, usedGb: over.usedGb, budgetGb: over.budgetGb })
  },
}

const routed: Step = {
  id: 'routed',
  needs: [],
  judge: (seen) => {
    const link = seen.links?.routes[CLASS]
    return link === undefined ? ends('—', 'not-routed', { links: statesText(seen) }) : good(link)
  },
}

/** Half of what is asked may be lost on a bad link. */
const REACHED_SHARE = 0.2

const reach: Step = {
  id: 'reach',
  needs: ['reach'],
  judge: ({ reach: asked }) => {
    if (!asked) return notMade
    if ('skipped' in asked) return good(`skipped (${asked.skipped})`)
    const { link, host, sent, received, medianMs } = asked
    const text = `${host} ${received}/${sent}${medianMs === undefined ? '' : `, ${medianMs.toFixed(0)} ms`}`
    return received <= sent * REACHED_SHARE ? ends(text, 'provider-silent', { link, host }) : good(text)
  },
}

const measured = {
  id: 'measured',
  needs: [],
  judge: (seen: Seen) => {
    const link = seen.links?.routes[CLASS] ?? '—'
    const { latencyMs, loss = 0 } = seen.links?.links[link] ?? {}
    const ms = latencyMs?.toFixed(0) ?? '?'
    const percent = (100 * loss).toFixed(0)
    return ends(`${ms} ms, ${percent} %`, 'internet-works', { link, ms, percent })
  },
} as const satisfies Step

/** Passengers have no Internet. */
export const noInternet: Steps = [
  power,
  runs('links-run', 'links', 'links'),
  linksUp,
  cellular,
  starlink,
  satellite,
  budget,
  routed,
  reach,
  measured,
]
