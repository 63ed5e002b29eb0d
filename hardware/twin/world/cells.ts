import type { Random } from '../../../hal/random.ts'
import type { CellTruth, Surroundings } from '../truth.ts'

/** A base station beside the line. */
interface Cell {
  chainageM: number
  asideM: number
  /** RSRP at 1 km, dBm. */
  atKilometreDbm: number
  operator: string
  plmn: string
  peakMbps: number
}

// Kazakhstan's operators (ITU-T E.212, MCC 401).
const OPERATORS = [
  { operator: 'Beeline KZ', plmn: '40101' },
  { operator: 'Kcell', plmn: '40102' },
  { operator: 'Tele2 Altel', plmn: '40177' },
] as const

// Chosen: open country, low band, high masts: usable to some 30 km of a town and half that of a cell on the steppe.
const DB_PER_DECADE = 32
const TOWN_DBM = -70
const STEPPE_DBM = -80
const WEAKEST_DBM = -118
const REACH_M = 40_000
const FADE_DB = 4
// Building entry loss of a steel hall, ITU-R P.2109 (thermally efficient, median at 800 MHz): about 20 dB.
const LOSS_DB = { open: 0, canopy: 6, cutting: 5, tunnel: 45, hall: 20 } as const

/** The strongest cell at a chainage, undefined where none is usable: towns are covered, the steppe only here and there. */
export const makeCells = (line: { townsM: readonly number[]; lengthM: number }, random: Random) => {
  const cells = [...townCells(line.townsM, random.fork('towns')), ...steppeCells(line, random.fork('steppe'))].sort(
    (a, b) => a.chainageM - b.chainageM,
  )
  const fade = makeFade(random.fork('fade'))
  return (chainageM: number, surroundings: Surroundings, antennaLossDb = 0): CellTruth | undefined => {
    const best = strongest(cells, chainageM)
    if (!best || surroundings.isCellless) return undefined
    const rsrpDbm = best.rsrpDbm + fade(chainageM) - LOSS_DB[surroundings.kind] - antennaLossDb
    if (rsrpDbm < WEAKEST_DBM) return undefined
    const { operator, plmn, peakMbps } = best.cell
    return { rsrpDbm, operator, plmn, capacityMbps: peakMbps * shareOfPeak(rsrpDbm) }
  }
}

const strongest = (cells: readonly Cell[], chainageM: number): { cell: Cell; rsrpDbm: number } | undefined => {
  let best: { cell: Cell; rsrpDbm: number } | undefined
  for (let at = firstFrom(cells, chainageM - REACH_M); at < cells.length; at++) {
    const cell = cells[at] as Cell
    if (cell.chainageM > chainageM + REACH_M) break
    const rsrpDbm = received(cell, chainageM)
    if (!best || rsrpDbm > best.rsrpDbm) best = { cell, rsrpDbm }
  }
  return best
}

const firstFrom = (cells: readonly Cell[], chainageM: number): number => {
  let low = 0
  let high = cells.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((cells[middle] as Cell).chainageM < chainageM) low = middle + 1
    else high = middle
  }
  return low
}

const received = (cell: Cell, chainageM: number): number => {
  const distanceKm = Math.max(0.2, Math.hypot(chainageM - cell.chainageM, cell.asideM) / 1000)
  return cell.atKilometreDbm - DB_PER_DECADE * Math.log10(distanceKm)
}

/** All of it at −85 dBm, next to nothing at the edge. */
const shareOfPeak = (rsrpDbm: number): number =>
  Math.max(0.02, Math.min(1, (rsrpDbm - WEAKEST_DBM) / (-85 - WEAKEST_DBM)) ** 1.5)

const townCells = (townsM: readonly number[], random: Random): Cell[] =>
  townsM.flatMap((townM) =>
    [-1, 0, 1].map((side) => ({
      chainageM: townM + side * (2500 + 2000 * random.next()),
      asideM: 300 + 1500 * random.next(),
      atKilometreDbm: TOWN_DBM + 2 * random.normal(),
      peakMbps: 40 + 40 * random.next(),
      ...anyOperator(random),
    })),
  )

const steppeCells = (line: { lengthM: number }, random: Random): Cell[] => {
  const cells: Cell[] = []
  for (let alongM = 15_000; alongM < line.lengthM; alongM += 40_000 + 70_000 * random.next()) {
    cells.push({
      chainageM: alongM,
      asideM: 200 + 3000 * random.next(),
      atKilometreDbm: STEPPE_DBM + 3 * random.normal(),
      peakMbps: 15 + 20 * random.next(),
      ...anyOperator(random),
    })
  }
  return cells
}

const anyOperator = (random: Random): (typeof OPERATORS)[number] =>
  OPERATORS[Math.floor(random.next() * OPERATORS.length)] ?? OPERATORS[0]

/** Shadowing: a smooth seeded ripple along the line, dB. */
const makeFade = (random: Random): ((chainageM: number) => number) => {
  const waves = [900, 3100, 9000].map((lengthM) => ({
    perM: (2 * Math.PI) / (lengthM * (0.9 + 0.2 * random.next())),
    phase: 2 * Math.PI * random.next(),
  }))
  return (chainageM) => {
    let fade = 0
    for (const wave of waves) fade += Math.sin(wave.perM * chainageM + wave.phase)
    return (FADE_DB * fade) / Math.sqrt(waves.length)
  }
}
