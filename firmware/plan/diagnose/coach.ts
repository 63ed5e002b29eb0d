import { carrierOf } from './beyond.ts'
import { statesText } from './internet.ts'
import type { LanSeen, Seen } from './seen.ts'
import { type EndingId, ends, good, runs, type Step, type Steps } from './steps.ts'

const lans = ({ lans: seen = [] }: Seen): readonly LanSeen[] => seen

/** What stands in a sentence on networks that have the same fault; they often share a port. */
const valuesOf = (bad: readonly LanSeen[]) => ({
  lan: bad.map((lan) => lan.interface).join(', '),
  port: [...new Set(bad.map(({ interface: name, parent }) => parent?.name ?? name))].join(', '),
  held: bad[0]?.leases?.held ?? 0,
  most: bad[0]?.leases?.most ?? 0,
})

interface Test {
  text: (lan: LanSeen) => string
  isBad: (lan: LanSeen) => boolean
  /** The first of those that fail says which. */
  end: (lan: LanSeen) => EndingId
}

/** A test that every network has to pass; those that fail as the first of them does are named together. */
const each = (id: Step['id'], { text, isBad, end }: Test): Step => ({
  id,
  needs: [],
  judge: (seen) => {
    const value = lans(seen).map(text).join(', ') || '—'
    const bad = lans(seen).filter(isBad)
    const [first] = bad
    if (!first) return good(value)
    const ending = end(first)
    return ends(value, ending, valuesOf(bad.filter((lan) => end(lan) === ending)))
  },
})

const mark = (name: string, isGood: boolean): string => `${name} ${isGood ? 'ok' : '—'}`

const own: Step = {
  id: 'lans',
  needs: ['lans'],
  judge: (seen) => {
    if (seen.lans === undefined) return ends('silent', 'service-silent', { service: 'links' })
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
]

/** Frames that came in between two looks. */
const heardOf = ({ lansLater = [] }: Seen, { interface: name, rxFrames = 0 }: LanSeen): number =>
  Math.max(0, (lansLater.find((lan) => lan.interface === name)?.rxFrames ?? rxFrames) - rxFrames)

/** A coach with people in it is never silent, whoever has addresses there: those that are have no power, or nobody passes them on. */
const heard: Step = {
  id: 'heard',
  needs: ['lansLater'],
  judge: (seen) => {
    const value = lans(seen)
      .map((lan) => `${lan.interface} ${heardOf(seen, lan)}`)
      .join(', ')
    const silent = lans(seen).filter(
      (lan) => lan.isOftenEmpty !== true && lan.rxFrames !== undefined && heardOf(seen, lan) === 0,
    )
    if (silent.length === 0) return good(value)
    return ends(value, silent.length === 1 ? 'coach-silent' : 'coaches-silent', valuesOf(silent))
  },
}

const leases = each('leases', {
  text: ({ interface: name, leases: given }) => (given ? `${name} ${given.held}/${given.most}` : `${name} —`),
  isBad: ({ leases: given, isOftenEmpty }) =>
    given !== undefined && ((given.held === 0 && isOftenEmpty !== true) || given.held >= given.most),
  end: ({ leases: given }) => (given?.held === 0 ? 'nobody-asks' : 'dhcp-full'),
})

const routed = {
  id: 'routed',
  needs: [],
  judge: (seen: Seen) => {
    const link = carrierOf(seen)
    return link === undefined ? ends('—', 'no-link', { links: statesText(seen) }) : ends(link, 'coach-own', { link })
  },
} as const satisfies Step

/** One coach or several have nothing, while the train has its links. */
export const coachDead: Steps = [runs('links-run', 'links', 'links'), own, ...steps, heard, leases, routed]
