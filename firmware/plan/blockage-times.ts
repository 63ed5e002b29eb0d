import type { LinkOutage } from '../domain/link-outage.ts'

/** The next stretch that hides the sky, as navigation tells it. */
export interface BlockageAhead {
  kind: string
  name: string
  distanceKm: number
  lengthKm: number
  /** Of the train along its line, one sigma. */
  chainageSigmaKm: number
  speedMps: number
}

/** A train that is slower than this has no time of arrival. */
const MOVING_MPS = 2
/** A train keeps its speed to a tenth, as a guess. */
const SPEED_DOUBT = 0.1
/** Nobody knows whether a tunnel has an antenna of the operator's before it was ridden through. Chosen. */
const CELLLESS_CHANCE = 0.5

/** When the train is in it, with a sigma more at either end; undefined while that cannot be told. */
const timesOf = (
  { distanceKm, lengthKm, chainageSigmaKm, speedMps }: BlockageAhead,
  nowMs: number,
): { fromMs: number; toMs: number } | undefined => {
  if (speedMps < MOVING_MPS || distanceKm <= 0) return undefined
  const doubtKm = Math.min(lengthKm, Math.hypot(chainageSigmaKm, SPEED_DOUBT * distanceKm))
  const msPerKm = 1_000_000 / speedMps
  return {
    fromMs: nowMs + Math.max(0, distanceKm - doubtKm) * msPerKm,
    toMs: nowMs + (distanceKm + lengthKm + doubtKm) * msPerKm,
  }
}

/** Forecasts come in steps of 10 s, three a minute: the times of the next stretch are known better from where the train is now. */
export const withBlockageTimes = (
  outages: readonly LinkOutage[],
  blockage: BlockageAhead | undefined,
  nowMs: number,
): readonly LinkOutage[] => {
  const times = blockage && timesOf(blockage, nowMs)
  if (!times) return outages
  const cause = `${blockage.kind} ${blockage.name}`
  return outages.map((outage) => (outage.cause === cause ? { ...outage, ...times } : outage))
}

/** What the next tunnel does to a link on the ground, unless that is known better. */
export const tunnelForCells = (blockage: BlockageAhead | undefined, nowMs: number): LinkOutage[] => {
  const times = blockage?.kind === 'tunnel' ? timesOf(blockage, nowMs) : undefined
  return times && blockage ? [{ ...times, chance: CELLLESS_CHANCE, cause: `tunnel ${blockage.name}` }] : []
}
