import { M_PER_DEG } from './geodesy.ts'
import { type Leg, nearestOnLegs } from './leg.ts'
import type { Route } from './route.ts'

/** Where a position lies beside one of the known lines. */
export interface NearLine {
  route: Route
  chainageKm: number
  /** From the line, metres, ≥ 0. */
  offsetM: number
  /** Of the line there, in the direction of rising kilometres. */
  bearingDeg: number
}

/** Every known line, cut into cells so that a look-up costs no more with a hundred lines than with one. */
export interface LineIndex {
  routes: readonly Route[]
  /** The lines that pass within their reach, each at its nearest point. */
  near(position: { latDeg: number; lonDeg: number }): readonly NearLine[]
}

interface Cell {
  route: Route
  legs: Leg[]
}

/** Some 25 km: a cell holds few legs. */
const CELLS_PER_DEG = 4

/** Beyond this a train is not on the line: its file's accuracy and as much again for the straight legs between its way points. */
export const reachM = ({ accuracyM }: Pick<Route, 'accuracyM'>): number => accuracyM * 1.6

const keyOf = (lat: number, lon: number): number => lat * 100_000 + lon

/** Cells that a leg may be near, from the box around it. */
const cellsOf = (route: Route, index: number): number[] => {
  const [a, b] = [route.waypoints[index], route.waypoints[index + 1]]
  if (!a || !b) return []
  const latDeg = reachM(route) / M_PER_DEG
  const lonDeg = latDeg / Math.cos((Math.max(Math.abs(a.latDeg), Math.abs(b.latDeg)) * Math.PI) / 180)
  const cells: number[] = []
  const cellAt = (deg: number): number => Math.floor(deg * CELLS_PER_DEG)
  for (
    let lat = cellAt(Math.min(a.latDeg, b.latDeg) - latDeg);
    lat <= cellAt(Math.max(a.latDeg, b.latDeg) + latDeg);
    lat++
  )
    for (
      let lon = cellAt(Math.min(a.lonDeg, b.lonDeg) - lonDeg);
      lon <= cellAt(Math.max(a.lonDeg, b.lonDeg) + lonDeg);
      lon++
    )
      cells.push(keyOf(lat, lon))
  return cells
}

/** Puts lines into cells once. */
export const lineIndex = (routes: readonly Route[]): LineIndex => {
  const cells = new Map<number, Cell[]>()
  for (const route of routes)
    for (const [index, leg] of route.legs.entries())
      for (const key of cellsOf(route, index)) {
        const cell = cells.get(key) ?? []
        cells.set(key, cell)
        const here = cell.find((entry) => entry.route === route)
        if (here) here.legs.push(leg)
        else cell.push({ route, legs: [leg] })
      }
  return {
    routes,
    near: (position) => {
      const key = keyOf(Math.floor(position.latDeg * CELLS_PER_DEG), Math.floor(position.lonDeg * CELLS_PER_DEG))
      const near: NearLine[] = []
      for (const { route, legs } of cells.get(key) ?? []) {
        const found = nearestOnLegs(legs, position)
        if (found.offsetM <= reachM(route)) near.push({ route, ...found })
      }
      return near
    },
  }
}
