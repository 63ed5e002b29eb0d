import { toRad, wrap360Deg } from '../../../hal/units.ts'
import type { BodySector } from '../../domain/no-transmit.ts'

/** A direction of the sky with the sign that stands there; of two in one place the later is seen. */
export interface PlotMark {
  azimuthDeg: number
  elevationDeg: number
  sign: string
}

/** What a plot of the sky shows: north up, the zenith in the middle, the horizon at the rim. */
export interface PolarPlot {
  marks: readonly PlotMark[]
  /** Parts that are of no use, azimuths from true north. */
  sectors: readonly Pick<BodySector, 'azimuthDeg' | 'elevationDeg'>[]
  /** Below it nothing is followed. */
  maskDeg: number
  /** Which way the coach points, true; absent while nobody knows. */
  headingDeg?: number | undefined
  /** Lines of the plot; odd. */
  lines: number
  hasUnicode: boolean
}

const signs = {
  unicode: { ring: '·', mask: '∙', sector: '░', zenith: '+', heading: '▲' },
  ascii: { ring: '.', mask: ',', sector: ':', zenith: '+', heading: '^' },
} as const

/** A letter is about twice as high as it is wide. */
const WIDE = 2

const isWithin = (
  { azimuthDeg: [from, to], elevationDeg: [low, high] }: PolarPlot['sectors'][number],
  azimuthDeg: number,
  elevationDeg: number,
): boolean => {
  if (elevationDeg < low || elevationDeg > high) return false
  const span = Math.abs(to - from) >= 360 ? 360 : wrap360Deg(to - from)
  return wrap360Deg(azimuthDeg - from) <= span
}

/** Columns that a plot of so many lines takes. */
export const plotColumns = (lines: number): number => (lines - 1) * WIDE + 1

/** The sign of an empty place: a ring each 30°, the mask, a sector, or nothing. */
const groundOf = (plot: PolarPlot, azimuthDeg: number, elevationDeg: number): string => {
  const { sector, ring, mask } = plot.hasUnicode ? signs.unicode : signs.ascii
  const halfDeg = 45 / ((plot.lines - 1) / 2)
  if (elevationDeg < -halfDeg) return ' '
  if (elevationDeg >= 0 && plot.sectors.some((one) => isWithin(one, azimuthDeg, elevationDeg))) return sector
  if (Math.abs(elevationDeg) < halfDeg || Math.abs(elevationDeg - 60) < halfDeg) return ring
  return Math.abs(elevationDeg - plot.maskDeg) < halfDeg ? mask : ' '
}

/** A plot of the sky, line by line. */
export const polarPlot = (plot: PolarPlot): string[] => {
  const radius = (plot.lines - 1) / 2
  const grid = Array.from({ length: plot.lines }, (_, row) =>
    Array.from({ length: plotColumns(plot.lines) }, (__, column) => {
      const [east, north] = [column / WIDE - radius, radius - row]
      const elevationDeg = 90 - (90 * Math.hypot(east, north)) / radius
      return groundOf(plot, wrap360Deg((Math.atan2(east, north) * 180) / Math.PI), elevationDeg)
    }),
  )
  const put = (azimuthDeg: number, elevationDeg: number, sign: string): void => {
    const off = (radius * (90 - Math.max(0, elevationDeg))) / 90
    const row = Math.round(radius - off * Math.cos(toRad(azimuthDeg)))
    const column = Math.round(WIDE * (radius + off * Math.sin(toRad(azimuthDeg))))
    const line = grid[row]
    if (line) line[column] = sign
  }
  const { zenith, heading } = plot.hasUnicode ? signs.unicode : signs.ascii
  put(0, 90, zenith)
  for (const [azimuthDeg, letter] of [
    [0, 'N'],
    [90, 'E'],
    [180, 'S'],
    [270, 'W'],
  ] as const)
    put(azimuthDeg, 0, letter)
  if (plot.headingDeg !== undefined) put(plot.headingDeg, 0, heading)
  for (const { azimuthDeg, elevationDeg, sign } of plot.marks) put(azimuthDeg, elevationDeg, sign)
  return grid.map((line) => line.join(''))
}
