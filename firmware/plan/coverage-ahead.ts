import { type CoverageCell, outChance } from '../domain/coverage-cell.ts'
import { CELL_KM, cellOf } from '../domain/coverage-chunk.ts'
import type { LinePlace } from '../domain/coverage-map.ts'
import type { LinkOutage } from '../domain/link-outage.ts'
import { HORIZON_MS } from './way-of-links.ts'

/** A train that is slower than this has no time of arrival. */
const MOVING_MPS = 2
/** A cell is told of from this chance on. */
const TOLD_CHANCE = 0.25

interface CellAhead {
  fromMs: number
  toMs: number
  cell: CoverageCell
  chance: number
}

const outageOf = (run: readonly CellAhead[]): LinkOutage => {
  const first = run[0] as CellAhead
  const last = run.at(-1) as CellAhead
  const chance = run.reduce((sum, one) => sum + one.chance, 0) / run.length
  const trips = Math.max(...run.map(({ cell }) => cell.passes))
  return {
    fromMs: first.fromMs,
    toMs: last.toMs,
    chance,
    cause: `no coverage there on ${trips === 1 ? 'the last trip' : `${trips} trips`}`,
  }
}

/** What the coverage map says of one link on the way ahead; nothing of a train that hardly moves. */
export const coverageAhead = (
  known: (cell: number) => CoverageCell | undefined,
  { place, speedMps, nowMs, utcMs }: { place: LinePlace; speedMps: number; nowMs: number; utcMs: number | undefined },
): LinkOutage[] => {
  if (speedMps < MOVING_MPS) return []
  const { chainageKm, direction } = place
  const sign = direction === 'up' ? 1 : -1
  const msPerKm = 1_000_000 / speedMps
  const here = cellOf(chainageKm)
  const outages: LinkOutage[] = []
  let run: CellAhead[] = []
  const end = (): void => {
    if (run.length > 0) outages.push(outageOf(run))
    run = []
  }
  const reachedMs = (km: number): number => nowMs + Math.max(0, sign * (km - chainageKm)) * msPerKm
  for (let at = here; at >= 0; at += sign) {
    const [nearKm, farKm] = sign > 0 ? [at * CELL_KM, (at + 1) * CELL_KM] : [(at + 1) * CELL_KM, at * CELL_KM]
    const fromMs = reachedMs(nearKm)
    if (fromMs > nowMs + HORIZON_MS) break
    const cell = known(at)
    const chance = cell ? outChance(cell, utcMs) : 0
    if (cell && chance >= TOLD_CHANCE) run.push({ fromMs, toMs: reachedMs(farKm), cell, chance })
    else end()
  }
  end()
  return outages
}
