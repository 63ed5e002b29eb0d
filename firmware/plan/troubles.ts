import { isTrafficClass } from '../domain/traffic-class.ts'
import { conditionOf } from './permit-conditions.ts'
import type { TrainTold } from './train-told.ts'
import { type Trouble, type TroubleCode, troubleKinds } from './trouble-kinds.ts'

/** What a train has, as far as something can be wrong with it. */
export interface TrainParts {
  /** Classes of traffic that have links. */
  trafficClasses: readonly string[]
  /** GNSS receivers; terminals that tell of their place now and then are no such. */
  receivers: readonly string[]
  /** By terminal the device that is its modem, where it has one of its own. */
  modems: Readonly<Record<string, string | undefined>>
}

type Messages = { [K in keyof TrainTold]-?: NonNullable<TrainTold[K]>['message'] }
type Found = readonly [code: TroubleCode, subject: string, values?: Trouble['values']]
type Judges = { [K in keyof Messages]: (message: Messages[K], parts: TrainParts) => readonly Found[] }

/** One trouble of each in which one is found. */
const each = <T>(all: Readonly<Record<string, T>>, find: (one: T, name: string) => Found | undefined): Found[] =>
  Object.entries(all).flatMap(([name, one]) => {
    const found = find(one, name)
    return found ? [found] : []
  })

const when = (isSo: boolean, ...found: Found): Found[] => (isSo ? [found] : [])

const isThreat = (level: string): boolean => level === 'warning' || level === 'critical'

const LACKING_SIM = ['pin', 'puk', 'absent', 'failed']
const LACKING_NETWORK = ['none', 'denied', 'searching']
const WORDS_AT_MOST = 3

/** What people may have ordered mutes the rest with it: a stowed mount is on no target. Of what is unknown nobody knows whether it is a cause. */
const causesFirst = <T extends { name: string; value: string }>(unmet: readonly T[]): T[] => {
  const isCause = ({ name, value }: T): boolean => value !== 'unknown' && conditionOf(name)?.isOrdered !== undefined
  return [...unmet.filter(isCause), ...unmet.filter((one) => !isCause(one))]
}

/** The first conditions that are not met, by number, for the words of other languages: `condition1`, `value1`. */
const conditionsIn = (unmet: readonly { name: string; value: string }[]): Trouble['values'] =>
  Object.fromEntries(
    unmet.slice(0, WORDS_AT_MOST).flatMap(({ name, value }, index) => [
      [`condition${index + 1}`, name],
      [`value${index + 1}`, value],
    ]),
  )

const judges: Judges = {
  power: ({ isSupplyFailing, isEmergencyPressed, isTampered }) => [
    ...when(isSupplyFailing, 'supply-failing', 'supply'),
    ...when(isEmergencyPressed, 'emergency-pressed', 'emergency button'),
    ...when(isTampered, 'tampered', 'cabinet'),
  ],
  links: ({ links, routes }, { trafficClasses }) => {
    const all = Object.values(links)
    const isOff = all.length > 0 && all.every(({ state }) => state === 'down')
    const off = trafficClasses.filter((name) => isTrafficClass(name) && routes[name] === undefined)
    return [
      ...when(isOff, 'no-link', 'links'),
      // Without any link all are off: one says it.
      ...(isOff ? [] : off.map((name): Found => ['class-off', name])),
      ...each(links, ({ state, reason, why }, name) =>
        state === 'down'
          ? ['link-down', name, { ...why?.values, reason, ...(why && { because: why.code }) }]
          : undefined,
      ),
    ]
  },
  transmit: ({ isLockedOut, mode, terminals }) => {
    const isOrdered = isLockedOut || mode !== 'normal'
    const muted = each(terminals, ({ isPermitted, conditions }, name) => {
      const unmet = causesFirst(conditions.filter(({ isMet }) => !isMet))
      const why = unmet.slice(0, WORDS_AT_MOST).map(({ name: condition, value }) => `${condition} (${value})`)
      if (isPermitted) return undefined
      return ['muted', name, { why: why.join(', ') || '-', count: unmet.length, ...conditionsIn(unmet) }]
    })
    return [
      ...when(isLockedOut, 'locked-out', 'roof'),
      ...when(mode !== 'normal', 'mode', mode, { mode }),
      // Whoever ordered it knows why.
      ...(isOrdered ? [] : muted),
    ]
  },
  modems: ({ terminals }, { modems }) =>
    each(terminals, ({ isAlive }, name) => (isAlive ? undefined : ['modem-silent', modems[name] ?? name])),
  pointing: ({ terminals }) => each(terminals, ({ stow }, name) => (stow?.isLate ? ['stow-late', name] : undefined)),
  antennas: ({ terminals }) =>
    Object.entries(terminals).flatMap(([terminal, { antennas, rfSwitch }]) => [
      ...each(antennas, ({ isAlive, isFunctional }, name) => {
        if (!isAlive) return ['antenna-silent', name]
        return isFunctional ? undefined : ['antenna-faulty', name]
      }),
      ...when(rfSwitch?.isStuck === true, 'switch-stuck', terminal),
    ]),
  cellular: ({ modems }) =>
    each(modems, ({ isAlive, sim, registration }, name) => {
      if (!isAlive) return ['cellular-silent', name]
      if (sim !== undefined && LACKING_SIM.includes(sim)) return ['sim', name, { sim }]
      return LACKING_NETWORK.includes(registration) ? ['no-network', name, { registration }] : undefined
    }),
  starlink: ({ dishes }) =>
    each(dishes, ({ isAlive, disabled }, name) => {
      if (!isAlive) return ['dish-silent', name]
      return disabled === undefined ? undefined : ['dish-disabled', name, { why: disabled }]
    }),
  fix: ({ kind, reason = '-' }) => when(kind === 'no-fix', 'no-fix', 'position', { reason }),
  time: ({ trust }) => when(trust !== 'trusted', 'time-untrusted', 'time'),
  receivers: ({ receivers, jamming, spoofing }, parts) => [
    ...when(isThreat(spoofing), 'spoofing', 'receivers', { level: spoofing }),
    ...when(isThreat(jamming), 'jamming', 'receivers', { level: jamming }),
    ...each(receivers, ({ state, agreement, offsetM = 0 }, name) => {
      if (!parts.receivers.includes(name)) return undefined
      if (state === 'silent') return ['receiver-silent', name]
      return agreement === 'disagrees' ? ['receiver-disagrees', name, { offsetM: Math.round(offsetM) }] : undefined
    }),
  ],
  vibration: ({ sensors }) =>
    each(sensors, ({ state, alarms = [] }, name) => {
      if (state !== 'ok') return ['vibration-part', name, { state }]
      return alarms.length > 0 ? ['vibration', name, { alarms: alarms.join(', ') }] : undefined
    }),
}

/** How old the word of each service is, ms; absent: it never spoke. */
export type ServicesTold = Readonly<Record<string, number | undefined>>

/** Chosen: three words missed, and a start of the process. */
const SILENT_AFTER_MS = 10_000

const silentOf = (services: ServicesTold): Trouble[] =>
  Object.entries(services).flatMap(([subject, ageMs]) =>
    ageMs === undefined || ageMs > SILENT_AFTER_MS ? [{ code: 'service-silent' as const, subject, values: {} }] : [],
  )

const codes = Object.keys(troubleKinds)

/** What is wrong with a train now, by what its services say: the gravest first. What is stale says nothing. */
export const troublesOf = (told: TrainTold, parts: TrainParts, services: ServicesTold): Trouble[] => {
  const judge = <K extends keyof Messages>(topic: K): Trouble[] => {
    const said = told[topic]
    if (!said || said.isStale) return []
    const found = judges[topic](said.message as Messages[K], parts)
    return found.map(([code, subject, values = {}]) => ({ code, subject, values }))
  }
  const topics = Object.keys(judges) as (keyof Messages)[]
  const all = [...silentOf(services), ...topics.flatMap((topic) => judge(topic))]
  const rank = ({ code }: Trouble): number => codes.indexOf(code)
  return all.sort((one, other) => rank(one) - rank(other))
}
