import type { MonotonicMs } from '../../hal/units.ts'
import type { Planned } from './planned.ts'

/** *unknown* is not *ok*: nobody said anything of it. */
export type InterferenceLevel = 'unknown' | 'ok' | 'warning' | 'critical'
export type Threat = 'jamming' | 'spoofing'

/** What there is to judge by, about once a second; what is not known is absent. */
export interface InterferenceObservation {
  receivers: readonly {
    name: string
    /** As it says itself, lately. */
    jamming: InterferenceLevel
    spoofing: InterferenceLevel
    /** How far its satellites have dropped together, dB. */
    dropDb?: number
    /** The vote holds against it, and how far off it is. */
    disagreesByM?: number
    /** By the word of one alone that nobody vouches for: a warning, and no more. */
    isUnvouched?: boolean
    /** It is voted out, and another is listened to: what befalls it need not befall the train. */
    isOut?: boolean
  }[]
  /** How far its fixes pull speed and heading off what inertia makes of them, in sigmas; absent: inertia cannot tell now. */
  pulledSigmas?: { speed: number; heading: number }
}

/** A level, and how long another has been claimed. */
interface Held {
  level: InterferenceLevel
  claim?: { level: InterferenceLevel; sinceMs: MonotonicMs }
}

type HeldThreats = Readonly<Record<Threat, Held>>

/** What is remembered. */
export interface InterferenceState {
  receivers: Readonly<Record<string, HeldThreats>>
  train: HeldThreats
  /** What speaks for the present levels where they are a warning or worse. */
  reasons: readonly string[]
}

export type InterferenceAction = { do: 'tell'; threat: Threat; level: InterferenceLevel }

const nothingHeld: HeldThreats = { jamming: { level: 'unknown' }, spoofing: { level: 'unknown' } }

/** The state to start from. */
export const interferenceAtStart: InterferenceState = { receivers: {}, train: nothingHeld, reasons: [] }

/** A worse level is believed after this, a better one after that. Chosen: one bad epoch alarms nobody, a pause does not reassure. */
const RAISED_AFTER_MS = 3_000
const LOWERED_AFTER_MS = 15_000

/** From here on, fixes do not go with inertia. */
export const PULLED_SIGMAS = 4

/** From and above which each sign is a warning, and critical. Chosen; a jammer of 10 dB halves a receiver's satellites. */
const LIMITS = {
  dropDb: [6, 12],
  disagreesByM: [0, 100],
  // In sigmas of what inertia can have drifted: a night asks some thousands of times, which four sigmas leave in peace.
  pulledSigmas: [PULLED_SIGMAS, 2 * PULLED_SIGMAS],
} as const

const RANKS: Readonly<Record<InterferenceLevel, number>> = { unknown: 0, ok: 1, warning: 2, critical: 3 }

interface Sign {
  threat: Threat
  receiver?: string
  level: InterferenceLevel
  /** Said only when somebody asks: most signs are nothing. */
  reason: () => string
}

/** A sign that is only ever evidence against: small, it says nothing. */
const levelOf = (value: number | undefined, [warning, critical]: readonly [number, number]): InterferenceLevel => {
  if (value === undefined || value < warning) return 'unknown'
  return value < critical ? 'warning' : 'critical'
}

const atMostWarning = (level: InterferenceLevel): InterferenceLevel => (level === 'critical' ? 'warning' : level)

const signsOf = (receiver: InterferenceObservation['receivers'][number]): Sign[] => {
  const { name, jamming, spoofing, dropDb, disagreesByM, isUnvouched } = receiver
  const disagrees = levelOf(disagreesByM, LIMITS.disagreesByM)
  return [
    { threat: 'jamming', receiver: name, level: jamming, reason: () => `${name} says jamming ${jamming}` },
    { threat: 'spoofing', receiver: name, level: spoofing, reason: () => `${name} says spoofing ${spoofing}` },
    {
      threat: 'jamming',
      receiver: name,
      level: levelOf(dropDb, LIMITS.dropDb),
      reason: () => `all satellites of ${name} dropped by ${dropDb?.toFixed(0)} dB`,
    },
    {
      threat: 'spoofing',
      receiver: name,
      level: isUnvouched ? atMostWarning(disagrees) : disagrees,
      reason: () => `${name} disagrees by ${disagreesByM?.toFixed(0)} m`,
    },
  ]
}

const signsOfTrain = ({ pulledSigmas }: InterferenceObservation): Sign[] =>
  (['speed', 'heading'] as const).map((what) => ({
    threat: 'spoofing',
    level: levelOf(pulledSigmas?.[what], LIMITS.pulledSigmas),
    reason: () => `fixes pull the ${what} ${pulledSigmas?.[what].toFixed(0)} sigma off inertia`,
  }))

const worst = (signs: readonly Sign[]): InterferenceLevel =>
  signs.reduce<InterferenceLevel>((level, sign) => (RANKS[sign.level] > RANKS[level] ? sign.level : level), 'unknown')

const held = ({ level: was, claim }: Held, level: InterferenceLevel, nowMs: MonotonicMs): Held => {
  if (level === was) return { level }
  const isWorse = RANKS[level] > RANKS[was]
  // One claim that gets worse while it waits has waited all the time.
  const isSame = claim !== undefined && (isWorse ? RANKS[claim.level] > RANKS[was] : RANKS[claim.level] < RANKS[was])
  const sinceMs = isSame ? claim.sinceMs : nowMs
  const patienceMs = level === 'ok' && was === 'unknown' ? 0 : isWorse ? RAISED_AFTER_MS : LOWERED_AFTER_MS
  return nowMs - sinceMs >= patienceMs ? { level } : { level: was, claim: { level, sinceMs } }
}

const heldThreats = (before: HeldThreats | undefined, signs: readonly Sign[], nowMs: MonotonicMs): HeldThreats => {
  const of = (threat: Threat): Held =>
    held((before ?? nothingHeld)[threat], worst(signs.filter((sign) => sign.threat === threat)), nowMs)
  return { jamming: of('jamming'), spoofing: of('spoofing') }
}

const THREATS = ['jamming', 'spoofing'] as const

/**
 * Judges whether somebody jams or spoofs: by what receivers say, by satellites that drop together, by receivers that
 * disagree, and by what does not go with inertia. One receiver that is voted out warns the train, no more. A worse level takes 3 s to be believed, a better one 15 s.
 */
export const planInterference = (
  state: InterferenceState,
  seen: InterferenceObservation,
  nowMs: MonotonicMs,
): Planned<InterferenceState, InterferenceAction> => {
  const signs = [...seen.receivers.flatMap(signsOf), ...signsOfTrain(seen)]
  const receivers = Object.fromEntries(
    seen.receivers.map(({ name }) => {
      const own = signs.filter(({ receiver }) => receiver === name)
      return [name, heldThreats(state.receivers[name], own, nowMs)] as const
    }),
  )
  const out = new Set(seen.receivers.filter(({ isOut }) => isOut).map(({ name }) => name))
  const ofTrain = signs.map((sign) =>
    out.has(sign.receiver ?? '') ? { ...sign, level: atMostWarning(sign.level) } : sign,
  )
  const train = heldThreats(state.train, ofTrain, nowMs)
  const changed = THREATS.filter((threat) => train[threat].level !== state.train[threat].level)
  const against = ofTrain.filter(
    ({ threat, level }) => RANKS[level] >= RANKS.warning && RANKS[train[threat].level] >= RANKS.warning,
  )
  return {
    state: { receivers, train, reasons: against.map(({ reason }) => reason()) },
    actions: changed.map((threat) => ({ do: 'tell', threat, level: train[threat].level })),
    reasons: against.filter(({ threat }) => changed.includes(threat)).map(({ reason }) => reason()),
  }
}
