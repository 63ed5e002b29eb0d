import type { MonotonicMs } from '../../hal/units.ts'
import type { Planned } from './planned.ts'
import { distancesApart, type TrainPlace, type VoterFix } from './voter-places.ts'

/** One that says where the train is: a receiver, or a terminal with one of its own. */
export interface Voter {
  name: string
  /** 0 comes first; no two alike. */
  priority: number
  state: 'silent' | 'no-fix' | 'fix'
  /** Votes like any other, and is chosen only when the receivers have been without a fix for a while. */
  isReserve?: boolean
  /** Its last, while its state is `fix`. */
  fix?: VoterFix
}

/** What there is to vote on. */
export interface VoteObservation {
  voters: readonly Voter[]
  /** Where the fusion expects the train. It follows the receiver that is listened to, unless it has refused it. */
  expected?: TrainPlace
  /** Whether that receiver pulls the fusion off what inertia says; absent: inertia cannot tell now. */
  isPulled?: boolean
}

export type Agreement = 'alone' | 'agrees' | 'disagrees' | 'unknown'

interface Standing {
  agreement: Agreement
  /** From the chosen one, metres. */
  offsetM?: number
  /** Since when it says otherwise than its agreement does, and what. */
  doubt?: { agreement: Agreement; sinceMs: MonotonicMs }
  /** Since when it could be chosen. */
  fitSinceMs?: MonotonicMs
}

/** What the vote remembers. */
export interface VoteState {
  chosen?: string
  /** Since when the chosen one has been without a fix, or outvoted. */
  unfitSinceMs?: MonotonicMs
  standings: Readonly<Record<string, Standing>>
}

export type VoteAction = { do: 'choose'; name: string }

/** The state to start from. */
export const voteAtStart: VoteState = { standings: {} }

/** How long a disagreement must last, and an agreement after it. Chosen: longer than a receiver takes to mend one bad epoch. */
const DISAGREES_AFTER_MS = 3_000
const AGREES_AFTER_MS = 10_000
/** A better receiver that comes back is not trusted at once. */
const RETURNS_AFTER_MS = 10_000
/** At a tunnel's mouth a terminal's last word outlives the receivers' by a second or three. */
const RESERVE_AFTER_MS = 5_000

type Verdicts = ReadonlyMap<string, Agreement>

const groupAround = (voter: Voter, present: readonly Voter[], apart: ReturnType<typeof distancesApart>): Voter[] =>
  present.filter((other) => other === voter || apart.areTogether(voter.name, other.name))

/** The largest group of voters that are together; of two as large, the one that inertia expects, then the preferred one. */
const largestGroup = (present: readonly Voter[], apart: ReturnType<typeof distancesApart>): Voter[] => {
  let best: Voter[] = []
  let isBestExpected = false
  for (const voter of present) {
    const group = groupAround(voter, present, apart)
    const isExpected = apart.isExpected(voter.name) === true
    if (group.length > best.length || (group.length === best.length && isExpected && !isBestExpected)) {
      best = group
      isBestExpected = isExpected
    }
  }
  return best
}

/** What each voter that is there would be told now, without patience. */
const verdictsOn = (
  present: readonly Voter[],
  apart: ReturnType<typeof distancesApart>,
  inertia: Inertia,
): Verdicts => {
  if (present.length === 1) {
    const [only] = present as [Voter]
    return new Map([[only.name, 'alone']])
  }
  const largest = largestGroup(present, apart)
  // When each stands alone, only inertia can say who is right.
  const group = largest.length > 1 ? largest : expectedAlone(present, apart, inertia)
  return new Map(present.map((voter) => [voter.name, group.includes(voter) ? 'agrees' : 'disagrees'] as const))
}

/** Who is listened to, and what inertia says of it. */
interface Inertia {
  listened: string | undefined
  isPulled: boolean | undefined
  /** Inertia has borne it out against all others before, and they still stand against it. */
  wasBorneOut: boolean
}

/** The one whom inertia bears out. That the fusion follows whom it listens to says nothing for that one. */
const expectedAlone = (
  present: readonly Voter[],
  apart: ReturnType<typeof distancesApart>,
  { listened, isPulled, wasBorneOut }: Inertia,
): Voter[] => {
  const others = present.filter(({ name }) => name !== listened)
  if (isPulled && others.length === 1) return others
  const expected = present.filter(({ name }) => apart.isExpected(name) === true)
  const isKnownOfAll = present.every(({ name }) => apart.isExpected(name) !== undefined)
  if (expected.length !== 1 || !isKnownOfAll) return []
  const isFollowed = expected[0]?.name === listened && isPulled !== false && !wasBorneOut
  return isFollowed ? [] : expected
}

const patienceMs = (from: Agreement, to: Agreement): number => {
  if (to === 'disagrees') return DISAGREES_AFTER_MS
  return from === 'disagrees' ? AGREES_AFTER_MS : 0
}

/** Takes a verdict over once it has lasted. */
const judged = (before: Standing | undefined, verdict: Agreement | undefined, nowMs: MonotonicMs): Standing => {
  if (verdict === undefined) return { agreement: 'unknown' }
  const was = before?.agreement ?? 'unknown'
  const fitSinceMs = before?.fitSinceMs ?? nowMs
  if (verdict === was) return { agreement: was, fitSinceMs }
  const sinceMs = before?.doubt?.agreement === verdict ? before.doubt.sinceMs : nowMs
  if (nowMs - sinceMs >= patienceMs(was, verdict)) {
    const isFitAnew = was === 'disagrees' || verdict === 'disagrees'
    return { agreement: verdict, fitSinceMs: isFitAnew ? nowMs : fitSinceMs }
  }
  return { agreement: was, doubt: { agreement: verdict, sinceMs }, fitSinceMs }
}

const fitOf = (present: readonly Voter[], standings: VoteState['standings']): readonly Voter[] => {
  const agreementOf = ({ name }: Voter): Agreement | undefined => standings[name]?.agreement
  const isDisputed = present.length > 0 && present.every((voter) => agreementOf(voter) === 'disagrees')
  // When nobody can say who is right, the preferred one is as good as any.
  return present.filter((voter) => isDisputed || agreementOf(voter) !== 'disagrees')
}

const choose = (
  { chosen, unfitSinceMs }: Pick<VoteState, 'chosen' | 'unfitSinceMs'>,
  [best]: readonly Voter[],
  standings: VoteState['standings'],
  nowMs: MonotonicMs,
): string | undefined => {
  if (!best || best.name === chosen) return chosen
  if (unfitSinceMs !== undefined) return best.isReserve && nowMs - unfitSinceMs < RESERVE_AFTER_MS ? chosen : best.name
  const sinceMs = standings[best.name]?.fitSinceMs ?? nowMs
  return nowMs - sinceMs >= RETURNS_AFTER_MS ? best.name : chosen
}

const whyLeft = (chosen: string | undefined, voters: readonly Voter[], standings: VoteState['standings']): string => {
  const left = voters.find(({ name }) => name === chosen)
  if (!left) return 'it is the first to have a fix'
  if (left.state === 'silent') return `${left.name} is silent`
  if (left.state === 'no-fix') return `${left.name} has no fix`
  return standings[left.name]?.agreement === 'disagrees'
    ? `${left.name} contradicts the others or inertia`
    : `it comes before ${left.name} and has been well for ${RETURNS_AFTER_MS / 1_000} s`
}

const reasonsOf = (before: VoteState, standings: VoteState['standings']): string[] =>
  Object.entries(standings).flatMap(([name, { agreement, offsetM }]) => {
    const was = before.standings[name]?.agreement
    if (was === agreement || (was !== 'disagrees' && agreement !== 'disagrees')) return []
    const far = offsetM === undefined ? '' : `, ${Math.round(offsetM)} m off`
    return [agreement === 'disagrees' ? `${name} disagrees${far}` : `${name} no longer disagrees`]
  })

/**
 * Chooses the receiver that the fusion listens to. Of three or more the odd one is out; of two that contradict each
 * other the one that inertia expects is in, else the preferred one, both said to disagree. Called about once a second.
 */
export const planVote = (
  state: VoteState,
  { voters, expected, isPulled }: VoteObservation,
  nowMs: MonotonicMs,
): Planned<VoteState, VoteAction> => {
  const inOrder = [...voters].sort((a, b) => a.priority - b.priority)
  const present = inOrder.filter(({ state: is, fix }) => is === 'fix' && fix !== undefined)
  const apart = distancesApart(present, expected, nowMs)
  const listened = state.chosen ?? inOrder[0]?.name
  const wasBorneOut = present.every(({ name }) => {
    const agreement = state.standings[name]?.agreement
    return name === listened ? agreement === 'agrees' : agreement === 'disagrees'
  })
  const verdicts = verdictsOn(present, apart, { listened, isPulled, wasBorneOut })
  const judgedOf = ({ name }: Voter): Standing => judged(state.standings[name], verdicts.get(name), nowMs)
  const judgements = Object.fromEntries(inOrder.map((voter) => [voter.name, judgedOf(voter)]))
  const fit = fitOf(present, judgements)
  const isFit = fit.some(({ name }) => name === listened)
  const standing = {
    ...(listened !== undefined && { chosen: listened }),
    ...(!isFit && { unfitSinceMs: state.unfitSinceMs ?? nowMs }),
  }
  const chosen = choose(standing, fit, judgements, nowMs)
  const standings = Object.fromEntries(
    Object.entries(judgements).map(([name, standing]) => {
      const offsetM = chosen === undefined ? undefined : apart.betweenM(name, chosen)
      return [name, { ...standing, ...(offsetM !== undefined && { offsetM }) }]
    }),
  )
  const isNew = chosen !== undefined && chosen !== state.chosen
  const isSwitch = isNew && state.chosen !== undefined
  return {
    state: { ...(isNew ? {} : standing), standings, ...(chosen !== undefined && { chosen }) },
    actions: isNew ? [{ do: 'choose', name: chosen }] : [],
    reasons: [
      ...reasonsOf(state, standings),
      ...(isSwitch ? [`listens to ${chosen}: ${whyLeft(state.chosen, voters, standings)}`] : []),
    ],
  }
}
