import { statesText } from './internet.ts'
import type { LanSeen, Seen } from './seen.ts'
import { type EndingId, ends, good, runs, type Step, type Steps } from './steps.ts'

const lans = ({ lans: seen = [] }: Seen): readonly LanSeen[] => seen

/** A test that every network has to pass; the first that does not ends. */
const each = (
  id: Step['id'],
  {
    text,
    isBad,
    end,
  }: { text: (lan: LanSeen) => string; isBad: (lan: LanSeen) => boolean; end: (lan: LanSeen) => EndingId },
): Step => ({
  id,
  needs: [],
  judge: (seen) => {
    const value = lans(seen).map(text).join(', ') || '—'
    const bad = lans(seen).find(isBad)
    return bad ? ends(value, end(bad), valuesOf(bad)) : good(value)
  },
})

const valuesOf = ({ interface: lan, parent, leases }: LanSeen) => ({
  lan,
  port: parent?.name ?? lan,
  held: leases?.held ?? 0,
  most: leases?.most ?? 0,
})

const mark = (name: string, isGood: boolean): string => `${name} ${isGood ? 'ok' : '—'}`

const own: Step = {
  id: 'lans',
  needs: ['lans'],
  judge: (seen) => {
    if (seen.lans === undefined) return ends('—', 'service-silent', { service: 'links' })
    if (seen.lans.length === 0) return ends('—', 'lans-foreign')
    return good(seen.lans.map((lan) => lan.interface).join(', '))
  },
}

const steps: readonly Step[] = [
  each('port', {
    text: (lan) => mark(lan.interface, lan.isThere),
    isBad: (lan) => !lan.isThere,
    end: ({ parent }) => (parent?.isThere === true ? 'vlan-absent' : 'port-absent'),
  }),
  each('carrier', {
    text: (lan) => mark(lan.interface, lan.hasCarrier),
    isBad: (lan) => !lan.hasCarrier,
    end: () => 'lan-cable-out',
  }),
  each('address', {
    text: (lan) => mark(lan.interface, lan.hasAddress),
    isBad: (lan) => !lan.hasAddress,
    end: () => 'no-address',
  }),
  each('dhcp', {
    text: (lan) => mark(lan.interface, lan.isServing !== false),
    isBad: ({ isServing }) => isServing === false,
    end: () => 'dhcp-dead',
  }),
  each('leases', {
    text: ({ interface: name, leases }) => (leases ? `${name} ${leases.held}/${leases.most}` : `${name} —`),
    isBad: ({ leases }) => leases !== undefined && (leases.held === 0 || leases.held >= leases.most),
    end: ({ leases }) => (leases?.held === 0 ? 'nobody-asks' : 'dhcp-full'),
  }),
]

const routed = {
  id: 'routed',
  needs: [],
  judge: (seen: Seen) => {
    const link = seen.links?.routes['passenger']
    return link === undefined ? ends('—', 'no-link', { links: statesText(seen) }) : ends(link, 'coach-own', { link })
  },
} as const satisfies Step

/** One coach has nothing while others do. */
export const coachDead: Steps = [runs('links-run', 'links', 'links'), own, ...steps, routed]
