import type { Planned } from './planned.ts'

export type Slot = 1 | 2

/** What the train's file asks of the SIM in a slot. */
export interface SlotRule {
  /** It may be used in networks other than its own. */
  mayRoam: boolean
  /** Of one calendar month. */
  budgetGb?: number | undefined
}

export type SlotRules = Readonly<Record<Slot, SlotRule>>

/** Why a SIM is not good now. */
type Trouble = 'sim' | 'denied' | 'no network' | 'roaming' | 'weak' | 'budget'

export interface SlotsState {
  slot: Slot | undefined
  /** What is wrong with the SIM in use, and since when. */
  trouble?: { kind: Trouble; sinceMs: number } | undefined
  /** When a slot was chosen last, by us. */
  switchedMs: number
  /** Choices in a row that brought nothing: the next waits twice as long. */
  inVain: number
  /** Gigabytes of this month by slot. */
  usedGb: Readonly<Record<Slot, number>>
  /** Of the link, at the last look. */
  linkUsedGb: number | undefined
}

export const slotsAtStart: SlotsState = {
  slot: undefined,
  switchedMs: Number.NEGATIVE_INFINITY,
  inVain: 0,
  usedGb: { 1: 0, 2: 0 },
  linkUsedGb: undefined,
}

/** What a modem says, and what else bears on it. */
export interface SlotsObservation {
  isAlive: boolean
  slot?: Slot | undefined
  /** How the SIM stands; `ready` unless something is wrong. */
  sim?: string | undefined
  registration: string
  rsrpDbm?: number | undefined
  /** What the modem's link has carried in this month, where it is counted. */
  usedGb?: number | undefined
  /** An emergency is on its way to the shore. */
  isEmergency: boolean
  rules: SlotRules
}

export interface SlotAction {
  do: 'select'
  slot: Slot
}

type Plan = Planned<SlotsState, SlotAction>

/** Below this a cell carries little; it must be this much better before it counts as well again. */
const WEAK_DBM = -118
const HYSTERESIS_DB = 4
/** Chosen: a tunnel, a station's shadow and a search are over by then; what no waiting mends is left sooner. */
const HOLDS_FOR_MS: Readonly<Record<Trouble, number>> = {
  sim: 60_000,
  denied: 60_000,
  'no network': 180_000,
  roaming: 30_000,
  weak: 180_000,
  budget: 0,
}
/** A choice takes the link away for some 20 s; the next one waits at least so long, and twice as long after each in vain. */
const AGAIN_AFTER_MS = 600_000
const AGAIN_AT_MOST_MS = 4 * 3_600_000
/** The first SIM is preferred: from the second back to it after so long, and twice as long after each in vain. */
const BACK_AFTER_MS = 3_600_000
/** In trouble so soon, and still, a choice was in vain. */
const VAIN_WITHIN_MS = 900_000

const words: Readonly<Record<Trouble, string>> = {
  sim: 'cannot be used',
  denied: 'is refused by the network',
  'no network': 'finds no network',
  roaming: 'roams, and may not',
  weak: 'is in a weak cell',
  budget: 'has spent its budget',
}

const other = (slot: Slot): Slot => (slot === 1 ? 2 : 1)

const isSpent = ({ usedGb }: SlotsState, rules: SlotRules, slot: Slot): boolean => {
  const { budgetGb } = rules[slot]
  return budgetGb !== undefined && usedGb[slot] >= budgetGb
}

const isWeak = (rsrpDbm: number | undefined, was: Trouble | undefined): boolean =>
  rsrpDbm !== undefined && rsrpDbm < (was === 'weak' ? WEAK_DBM + HYSTERESIS_DB : WEAK_DBM)

const troubleOf = (state: SlotsState, seen: SlotsObservation, slot: Slot): Trouble | undefined => {
  const { sim = 'ready', registration, rsrpDbm, rules } = seen
  // A SIM that has only been put in, or is being read, is no trouble yet.
  if (sim !== 'ready' && sim !== 'busy') return 'sim'
  if (registration === 'denied') return 'denied'
  if (registration === 'searching' || registration === 'none') return 'no network'
  if (registration === 'roaming' && !rules[slot].mayRoam) return 'roaming'
  if (isSpent(state, rules, slot)) return 'budget'
  return isWeak(rsrpDbm, state.trouble?.kind) ? 'weak' : undefined
}

/** What the link has carried since the last look is the present slot's; a count that fell began a new month. */
const count = (state: SlotsState, slot: Slot, usedGb: number | undefined): SlotsState => {
  if (usedGb === undefined) return state
  const { linkUsedGb } = state
  if (linkUsedGb === undefined) return { ...state, linkUsedGb: usedGb }
  if (usedGb === linkUsedGb) return state
  if (usedGb < linkUsedGb) return { ...state, linkUsedGb: usedGb, usedGb: { 1: 0, 2: 0, [slot]: usedGb } }
  return {
    ...state,
    linkUsedGb: usedGb,
    usedGb: { ...state.usedGb, [slot]: state.usedGb[slot] + usedGb - linkUsedGb },
  }
}

const observe = (state: SlotsState, seen: SlotsObservation, nowMs: number): SlotsState => {
  const { slot } = seen
  if (slot === undefined) return state
  const counted = count(state, slot, seen.usedGb)
  const kind = troubleOf(counted, seen, slot)
  const isSame = slot === state.slot && kind === state.trouble?.kind
  if (isSame) return counted
  return { ...counted, slot, trouble: kind && { kind, sinceMs: nowMs } }
}

/** Whether the SIM in use was in trouble soon after it was chosen, and has been since. */
const isInVain = ({ trouble, switchedMs }: SlotsState): boolean =>
  trouble !== undefined && trouble.sinceMs - switchedMs < VAIN_WITHIN_MS

const select = (state: SlotsState, slot: Slot, nowMs: number): Plan => {
  const { trouble, inVain } = state
  const from = other(slot)
  const why = trouble ? `SIM ${from} ${words[trouble.kind]}` : 'it is tried again after its time'
  const vain = isInVain(state) ? inVain + 1 : 0
  return {
    state: { ...state, slot: undefined, trouble: undefined, switchedMs: nowMs, inVain: trouble ? vain : inVain },
    actions: [{ do: 'select', slot }],
    reasons: [`SIM ${slot} is chosen: ${why}`],
  }
}

const waitsMs = (baseMs: number, inVain: number): number => Math.min(AGAIN_AT_MOST_MS, baseMs * 2 ** inVain)

/** Whether the other SIM may serve at all, as far as is known. */
const mayTry = (state: SlotsState, rules: SlotRules, slot: Slot): boolean => !isSpent(state, rules, slot)

/**
 * Which of two SIMs a modem uses: the first, unless it cannot be used, is refused, finds no network, roams where it may not, is weak, or has
 * spent its budget, for long enough. Another choice waits ten minutes, and twice as long after each that brought nothing; the first is tried
 * again after an hour. Nothing is chosen while an emergency is on its way, or the modem does not say which slot it uses.
 */
export const planSlots = (before: SlotsState, seen: SlotsObservation, nowMs: number): Plan => {
  const { slot, isAlive, isEmergency, rules } = seen
  if (!isAlive || slot === undefined) return { state: before, actions: [], reasons: [] }
  const state = observe(before, seen, nowMs)
  const { trouble, switchedMs, inVain } = state
  const next = other(slot)
  const stays: Plan = { state, actions: [], reasons: [] }
  if (isEmergency || !mayTry(state, rules, next)) return stays
  const sinceMs = nowMs - switchedMs
  const isDue = trouble && nowMs - trouble.sinceMs >= HOLDS_FOR_MS[trouble.kind]
  if (isDue && sinceMs >= waitsMs(AGAIN_AFTER_MS, inVain)) return select(state, next, nowMs)
  const isBackDue = slot === 2 && !trouble && sinceMs >= waitsMs(BACK_AFTER_MS, inVain)
  return isBackDue ? select(state, 1, nowMs) : stays
}
