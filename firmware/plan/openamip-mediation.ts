import type { MonotonicMs } from '../../hal/units.ts'

/** An antenna as it speaks of itself. */
export interface AntennaStanding {
  isAlive: boolean
  isFunctional: boolean
  /** On the satellite, with nothing before its beam, as it judges it. */
  isOnTarget: boolean
}

/** A modem as it speaks of itself. */
export interface ModemStanding {
  isAlive: boolean
  isLocked: boolean
}

/** All that can be joined, by name, in the order of preference. */
export interface MediationObservation {
  modems: ReadonlyMap<string, ModemStanding>
  antennas: ReadonlyMap<string, AntennaStanding>
  /** Those that the switch in the cable did not get to. */
  unreachable?: readonly string[]
}

/** One of several, how long it has been the one, and since when it does not do what it is for. */
interface Holding {
  name: string
  sinceMs: MonotonicMs
  idleSinceMs?: MonotonicMs
}

/** Which modem has which antenna. */
export interface MediationState {
  modem?: Holding
  antenna?: Holding
}

export interface MediationAction {
  do: 'join'
  modem: string
  antenna: string
}

export const mediationAtStart: MediationState = {}

/** A mast or a footbridge is passed in less; a switch costs the modem its lock. Chosen. */
const ANTENNA_IDLE_MS = 500
/** A modem that finds nothing for this long under an antenna that is on its satellite lets another try. Chosen. */
const MODEM_IDLE_MS = 60_000
/** After a change, so that two that are equally bad do not take turns. Chosen. */
const STAYS_MS = { antenna: 5_000, modem: 60_000 }

interface Rule {
  what: 'antenna' | 'modem'
  /** -1: behind a switch that is stuck; 0: of no use; the higher, the better. */
  worth(name: string): number
  /** What it is worth when it does what it is for. */
  best: number
  idleAfterMs: number
  words(worth: number): string
}

const antennaWorth = ({ isAlive, isFunctional, isOnTarget }: AntennaStanding): number => {
  if (!isAlive) return 0
  if (!isFunctional) return 1
  return isOnTarget ? 3 : 2
}

const antennaWords: readonly string[] = ['silent', 'not working', 'not on the satellite', 'on the satellite']
const modemWords: readonly string[] = ['silent', 'without a carrier', 'locked']
const wordsFrom =
  (words: readonly string[]) =>
  (worth: number): string =>
    worth < 0 ? 'behind a switch that is stuck' : (words[worth] ?? '')

const antennaRule = (seen: MediationObservation): Rule => ({
  what: 'antenna',
  worth: (name) =>
    seen.unreachable?.includes(name)
      ? -1
      : antennaWorth(seen.antennas.get(name) ?? { isAlive: false, isFunctional: false, isOnTarget: false }),
  best: 3,
  idleAfterMs: ANTENNA_IDLE_MS,
  words: wordsFrom(antennaWords),
})

/** A modem's carrier comes through the antenna that it has: one that has none cannot show what it is worth. */
const modemRule = (seen: MediationObservation, isAntennaOn: boolean): Rule => ({
  what: 'modem',
  worth: (name) => {
    const modem = seen.modems.get(name)
    if (seen.unreachable?.includes(name)) return -1
    if (!modem?.isAlive) return 0
    return modem.isLocked ? 2 : 1
  },
  best: isAntennaOn ? 2 : 1,
  idleAfterMs: MODEM_IDLE_MS,
  words: wordsFrom(modemWords),
})

const bestOf = (names: readonly string[], worth: (name: string) => number): string | undefined =>
  names.reduce<string | undefined>(
    (best, name) => (best === undefined || worth(name) > worth(best) ? name : best),
    undefined,
  )

/** Whether another would do better, and why; undefined while the one that holds stays. */
const betterThan = (held: Holding, other: string, rule: Rule, nowMs: MonotonicMs): string | undefined => {
  const [worth, otherWorth] = [rule.worth(held.name), rule.worth(other)]
  const isUseless = worth <= 0 || (rule.what === 'antenna' && worth === 1)
  if (isUseless && otherWorth > worth) {
    const isMade = otherWorth === rule.best && rule.what === 'antenna'
    return `${held.name} is ${rule.words(worth)}, ${other} is ${rule.words(otherWorth)}${isMade ? ' already' : ''}`
  }
  const idleMs = nowMs - (held.idleSinceMs ?? nowMs)
  const mayLeave = idleMs >= rule.idleAfterMs && nowMs - held.sinceMs >= STAYS_MS[rule.what]
  if (!mayLeave) return undefined
  if (rule.what === 'modem') return otherWorth > 0 ? `${held.name} found no carrier for ${idleMs / 1000} s` : undefined
  return otherWorth > worth
    ? `${held.name} is ${rule.words(worth)}, ${other} is ${rule.words(otherWorth)} already`
    : undefined
}

const choose = (
  held: Holding | undefined,
  names: readonly string[],
  rule: Rule,
  nowMs: MonotonicMs,
): { holding: Holding | undefined; reasons: string[] } => {
  const candidate = bestOf(
    names.filter((name) => name !== held?.name),
    rule.worth,
  )
  if (!held) {
    const first = bestOf(names, rule.worth)
    if (first === undefined || rule.worth(first) <= 0) return { holding: undefined, reasons: [] }
    return { holding: { name: first, sinceMs: nowMs }, reasons: [`${first} is ${rule.words(rule.worth(first))}`] }
  }
  const { idleSinceMs: _, ...busy } = held
  const isIdle = rule.worth(held.name) < rule.best
  const kept = isIdle ? { ...busy, idleSinceMs: held.idleSinceMs ?? nowMs } : busy
  const reason = candidate === undefined ? undefined : betterThan(kept, candidate, rule, nowMs)
  if (candidate === undefined || reason === undefined) return { holding: kept, reasons: [] }
  return { holding: { name: candidate, sinceMs: nowMs }, reasons: [reason] }
}

/**
 * Which of several antennas a modem has, and which of several modems an antenna serves. An antenna that is on the satellite keeps
 * its modem; when it is off for 0.5 s, one that is on already takes over, and when it is silent or does not work, the best that is
 * left. A modem that is silent, or finds no carrier for a minute though the antenna is on the satellite, gives way to another.
 */
export const planMediation = (
  state: MediationState,
  seen: MediationObservation,
  nowMs: MonotonicMs,
): { state: MediationState; actions: MediationAction[]; reasons: string[] } => {
  const byAntenna = antennaRule(seen)
  const antenna = choose(state.antenna, [...seen.antennas.keys()], byAntenna, nowMs)
  const isAntennaOn = antenna.holding !== undefined && byAntenna.worth(antenna.holding.name) === byAntenna.best
  const modem = choose(state.modem, [...seen.modems.keys()], modemRule(seen, isAntennaOn), nowMs)
  const next: MediationState = {
    ...(modem.holding && { modem: modem.holding }),
    ...(antenna.holding && { antenna: antenna.holding }),
  }
  const hasChanged = next.modem?.name !== state.modem?.name || next.antenna?.name !== state.antenna?.name
  const actions: MediationAction[] =
    hasChanged && next.modem && next.antenna ? [{ do: 'join', modem: next.modem.name, antenna: next.antenna.name }] : []
  return { state: next, actions, reasons: [...antenna.reasons, ...modem.reasons] }
}
