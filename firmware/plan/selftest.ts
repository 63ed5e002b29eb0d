/** Everything that a self-test may measure. */
const checkIds = [
  'heard',
  'checksums',
  'fix-age',
  'fix',
  'satellites',
  'agreement',
  'rate',
  'state',
  'answers',
  'carrier',
  'lock',
  'pointer',
  'error',
  'functional',
  'switch-stuck',
  'registered',
  'sim',
  'signal',
  'service',
  'supply-failing',
  'tampered',
  'mute',
  'trust',
  'kept',
  'link',
  'tunnel',
  'word',
] as const

export type CheckId = (typeof checkIds)[number]

/** One figure or word beside what it is to be; without a limit it is only told. */
export interface Check {
  id: CheckId
  value: string
  limit?: string
  isMet: boolean
}

/** Why something could not be tested. */
const skipReasons = [
  'no-measure',
  'moving',
  'speed-unknown',
  'not-agreed',
  'refused',
  'no-kernel',
  'no-tunnel',
  'no-keeper',
] as const

export type SkipReason = (typeof skipReasons)[number]

/** What was tested: a device, a link, a service by its name, or a part of the train. */
export interface Tested {
  subject: string
  checks: readonly Check[]
  skipped?: SkipReason
}

export type TestVerdict = 'ok' | 'bad' | 'skipped'

export const verdictOf = ({ checks, skipped }: Tested): TestVerdict => {
  if (skipped) return 'skipped'
  return checks.every(({ isMet }) => isMet) ? 'ok' : 'bad'
}

export const skip = (subject: string, skipped: SkipReason): Tested => ({ subject, checks: [], skipped })

/** In the place of what nobody tells. */
const UNKNOWN = 'unknown'

/** A yes or no that has to be one of them. */
export const mustBe = (id: CheckId, limit: boolean, is: boolean | undefined): Check => ({
  id,
  value: is === undefined ? UNKNOWN : is ? 'yes' : 'no',
  limit: limit ? 'yes' : 'no',
  isMet: is === limit,
})

/** A word that has to be one of some. */
export const mustSay = (id: CheckId, limits: readonly string[], value: string | undefined): Check => ({
  id,
  value: value ?? UNKNOWN,
  limit: limits.join('/'),
  isMet: value !== undefined && limits.includes(value),
})

interface Scale {
  unit: string
  digits: number
}

const figure = (value: number | undefined, { unit, digits }: Scale): string =>
  value === undefined ? UNKNOWN : `${value.toFixed(digits)}${unit}`

export const atMost = (id: CheckId, limit: number, value: number | undefined, scale: Scale): Check => ({
  id,
  value: figure(value, scale),
  limit: `≤ ${figure(limit, scale)}`,
  isMet: value !== undefined && value <= limit,
})

export const atLeast = (id: CheckId, limit: number, value: number | undefined, scale: Scale): Check => ({
  id,
  value: figure(value, scale),
  limit: `≥ ${figure(limit, scale)}`,
  isMet: value !== undefined && value >= limit,
})

/** A figure that must be within a share of another. */
export const near = (
  id: CheckId,
  { wanted, share }: { wanted: number; share: number },
  value: number | undefined,
  scale: Scale,
): Check => ({
  id,
  value: figure(value, scale),
  limit: `${figure(wanted, scale)} ± ${(100 * share).toFixed(0)} %`,
  isMet: value !== undefined && Math.abs(value - wanted) <= wanted * share,
})

/** A figure without a limit, if there is one. */
export const told = (id: CheckId, value: number | undefined, scale: Scale): Check[] =>
  value === undefined ? [] : [{ id, value: figure(value, scale), isMet: true }]
