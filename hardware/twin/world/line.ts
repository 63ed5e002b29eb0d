/** A stretch of one line speed; kilometres along the straight legs between way points. */
export interface LineSpeed {
  fromKm: number
  toKm: number
  speedKmh: number
}

/** A line as the map has it (`hardware/routes`): what the twin makes a track of. */
export interface LineOnMap {
  wayPoints: readonly { latDeg: number; lonDeg: number }[]
  lineSpeeds: readonly LineSpeed[]
}

/** The line speed at a kilometre of the map, km/h; that of the nearest stretch outside them all. */
export const lineSpeedKmh = (speeds: readonly LineSpeed[], km: number): number => {
  const found = speeds.find((stretch) => km < stretch.toKm) ?? speeds.at(-1)
  return found?.speedKmh ?? 60
}
