import type { Look, Seen } from './seen.ts'

/** What was found, as one sentence is made from it: its name, and what stands in it. */
export interface Ending {
  id: EndingId
  values: Readonly<Record<string, string | number>>
}

/** Every sentence that a diagnosis may end with. */
export const endingIds = [
  // of services and the supply
  'service-silent',
  'supply-failing',
  // no internet
  'modem-silent',
  'sim-absent',
  'sim-locked',
  'sim-denied',
  'starlink-silent',
  'starlink-disabled',
  'starlink-starts',
  'starlink-stowed',
  'starlink-shut-down',
  'starlink-out',
  'cable-out',
  'nothing-back',
  'tunnel-down',
  'no-cell',
  'no-sky',
  'satellites-only',
  'shore-silent',
  'planned-outage',
  'budget-used',
  'class-pinned',
  'class-fails',
  'not-routed',
  'provider-silent',
  'internet-works',
  'internet-unasked',
  // slow
  'no-link',
  'starlink-slow-cable',
  'starlink-hot',
  'starlink-obstructed',
  'starlink-stuck',
  'starlink-plan',
  'weak-cell',
  'second-best',
  'lossy',
  'far',
  'queued',
  'budget-over',
  'not-slow',
  // no satellite
  'no-terminals',
  'key-turned',
  'locked-out',
  'ordered-off',
  'special-mode',
  'gnss-silent',
  'gnss-jammed',
  'gnss-spoofed',
  'gnss-no-fix',
  'no-time',
  'elements-old',
  'antenna-silent',
  'mount-stuck',
  'rf-switch',
  'stowed',
  'blocked',
  'satellite-modem-silent',
  'no-lock',
  'network-refuses',
  'condition',
  'satellite-works',
  // one coach dead
  'lans-foreign',
  'port-absent',
  'vlan-absent',
  'lan-cable-out',
  'no-address',
  'dhcp-dead',
  'dhcp-full',
  'coach-silent',
  'coaches-silent',
  'nobody-asks',
  'coach-own',
  // keeps rebooting
  'crashing',
  'supply-cuts',
  'cuts',
  'ended-by-itself',
  'restarted-by-hand',
  'steady',
] as const

export type EndingId = (typeof endingIds)[number]

/** Every test that a diagnosis may make. */
export const stepIds = [
  'links-run',
  'interlock-runs',
  'tracking-runs',
  'power',
  'links-up',
  'cellular',
  'starlink',
  'satellite',
  'routed',
  'budget',
  'measured',
  'reach',
  'beyond',
  'planned',
  'signal',
  'dish',
  'others',
  'terminals',
  'orders',
  'place',
  'time',
  'elements',
  'antenna',
  'modem',
  'mount',
  'sky',
  'lock',
  'permit',
  'lans',
  'port',
  'carrier',
  'address',
  'dhcp',
  'heard',
  'leases',
  'crashes',
  'ends',
] as const

export type StepId = (typeof stepIds)[number]

/** In the place of a value: there was nothing to be tested here. */
export const NOT_MADE = ''

/** What one test came to: what was measured, in figures and names; and the ending, when it ends here. */
export interface Result {
  value: string
  /** The value says why it was not made. */
  isSkipped?: true
  ending?: Ending
}

/** The last of a diagnosis. */
export interface Ended extends Result {
  ending: Ending
}

/** One test; it looks at what it needs, in the order of its list. */
export interface Step {
  id: StepId
  needs: readonly Look[]
  judge(seen: Seen): Result
}

/** What people complain of. */
export const symptoms = ['no-internet', 'slow', 'no-satellite', 'coach-dead', 'keeps-rebooting'] as const

export type Symptom = (typeof symptoms)[number]

/** Tests in order; the last always ends. */
export type Steps = readonly [...Step[], Step & { judge(seen: Seen): Ended }]

export const ending = (id: EndingId, values: Ending['values'] = {}): Ending => ({ id, values })

export const good = (value: string): Result => ({ value })

/** There is nothing to be tested. */
export const notMade: Result = { value: NOT_MADE }

export const ends = (value: string, id: EndingId, values?: Ending['values']): Ended => ({
  value,
  ending: ending(id, values),
})

/** It could not be made: why. */
export const skippedFor = (value: string): Result => ({ value, isSkipped: true })

/** A service must speak before what it says can be judged. */
export const runs = (id: StepId, look: Look, service: string): Step => ({
  id,
  needs: [look],
  judge: (seen) => (seen[look] === undefined ? ends('silent', 'service-silent', { service }) : good('answers')),
})

/** A supply that fails explains all else. */
export const power: Step = {
  id: 'power',
  needs: ['isSupplyFailing'],
  judge: ({ isSupplyFailing }) => {
    if (isSupplyFailing) return ends('failing', 'supply-failing')
    return good(isSupplyFailing === undefined ? 'unknown' : 'good')
  },
}
