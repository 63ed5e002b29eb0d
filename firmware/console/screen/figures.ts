import type { Text } from '../messages.ts'

/** `51.10914° N`. */
const coordinateText = (deg: number, [positive, negative]: readonly [string, string]): string =>
  `${Math.abs(deg).toFixed(5)}° ${deg < 0 ? negative : positive}`

export const placeText = ({ latDeg, lonDeg }: { latDeg: number; lonDeg: number }): string =>
  `${coordinateText(latDeg, ['N', 'S'])} ${coordinateText(lonDeg, ['E', 'W'])}`

export const speedText = (text: Text, speedMps: number): string =>
  text('unit.kmh', { kmh: (speedMps * 3.6).toFixed(speedMps < 2.75 ? 1 : 0) })

export const degText = (deg: number, digits = 1): string => `${deg.toFixed(digits)}°`

/** `2026-05-31 15:01:07 UTC`. */
export const utcSecondsText = (utcMs: number): string =>
  `${new Date(utcMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`

/** `15:01:07`, of UTC. */
export const utcClockText = (utcMs: number): string => new Date(utcMs).toISOString().slice(11, 19)

const STEPS = [
  [1e12, 'TB'],
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'kB'],
] as const

/** `1.24 GB`; of 10³. */
export const bytesText = (bytes: number): string => {
  const step = STEPS.find(([size]) => bytes >= size)
  if (!step) return `${bytes} B`
  const count = bytes / step[0]
  return `${count.toFixed(count < 10 ? 2 : count < 100 ? 1 : 0)} ${step[1]}`
}
