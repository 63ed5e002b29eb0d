import { toDeg, toRad } from '../../../hal/units.ts'
import type { Surroundings } from '../truth.ts'

/** What stands beside or above a stretch of the track; `wallDeg` where walls leave part of the sky. */
export interface Obstacle {
  kind: 'tunnel' | 'canopy' | 'cutting'
  name: string
  fromM: number
  toM: number
  wallDeg?: number
}

/** The steppe's own skyline: low ridges, poles, trees along the line. */
const OPEN_HORIZON_DEG = 2

const open: Surroundings = { kind: 'open', horizonDeg: () => OPEN_HORIZON_DEG }

const noSky = (): number => 90

/** What a fault of the surroundings puts about the train, wherever that is; undefined while none holds. A tunnel inside a hall is a tunnel. */
export const surroundingsOfFault = (faultAgeMs: (fault: string) => number | undefined): Surroundings | undefined => {
  if (faultAgeMs('tunnel') !== undefined) return faultTunnel
  return faultAgeMs('depot-hall') === undefined ? undefined : depotHall
}

const faultTunnel: Surroundings = { kind: 'tunnel', name: 'tunnel', isCellless: true, horizonDeg: noSky }
const depotHall: Surroundings = { kind: 'hall', name: 'depot hall', horizonDeg: noSky }

/** Finds what stands about the train; obstacles ascend and do not overlap. */
export const makeSurroundings = (obstacles: readonly Obstacle[]) => {
  const inOrder = obstacles.toSorted((a, b) => a.fromM - b.fromM)
  return (chainageM: number, headingTrueDeg: number): Surroundings => {
    const obstacle = inOrder.find((found) => chainageM < found.toM)
    if (!obstacle || chainageM < obstacle.fromM) return open
    const { kind, name } = obstacle
    return { kind, name, horizonDeg: horizonOf(obstacle, headingTrueDeg) }
  }
}

/** A roof leaves low sky only, where nothing is followed: it counts as no sky. Walls of a cutting run along the track. */
const horizonOf = (obstacle: Obstacle, headingTrueDeg: number): ((azimuthTrueDeg: number) => number) => {
  if (obstacle.kind !== 'cutting') return noSky
  const steepness = Math.tan(toRad(obstacle.wallDeg ?? 30))
  return (azimuthTrueDeg) => {
    const across = Math.abs(Math.sin(toRad(azimuthTrueDeg - headingTrueDeg)))
    return Math.max(OPEN_HORIZON_DEG, toDeg(Math.atan(steepness * across)))
  }
}
