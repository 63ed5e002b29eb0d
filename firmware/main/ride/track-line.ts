/** A stop on the drawn line. */
export interface DrawnStop {
  chainageKm: number
}

/** The line of a route in one row of `columns` characters: stops, and the train where it is. */
export const drawTrackLine = (
  route: { lengthKm: number; stops: readonly DrawnStop[] },
  chainageKm: number,
  columns: number,
): string => {
  const columnOf = (km: number): number =>
    Math.max(0, Math.min(columns - 1, Math.round((km / route.lengthKm) * (columns - 1))))
  const trainAt = columnOf(chainageKm)
  const cells: string[] = Array.from({ length: columns }, (_, column) => (column < trainAt ? '━' : '─'))
  for (const stop of route.stops) cells[columnOf(stop.chainageKm)] = columnOf(stop.chainageKm) < trainAt ? '●' : '○'
  cells[trainAt] = '▶'
  return cells.join('')
}
