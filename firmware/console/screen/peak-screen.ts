import type { CommandReply } from '../../bus/commands.ts'
import { MOST_LEARNT_DEG } from '../../domain/bias-filter.ts'
import { MOST_SCATTER_DB } from '../../domain/peak-fit.ts'
import { type Column, tableLines } from './columns.ts'
import { degText } from './figures.ts'
import { paragraph, type Sheet } from './sheet.ts'

type Shown = CommandReply<'peak.keep'>
type Pass = Shown['passes'][number]
type Found = NonNullable<Shown['found']>

/** One sigma of a turn beyond this: this satellite does not show it. Chosen. */
const UNSEEN_DEG = 0.25
const WIDEST_BAR = 40
/** Of a line beside its bar. */
const FIGURES_WIDE = 20

const turns = ['yawDeg', 'pitchDeg', 'rollDeg'] as const
const columnOf = { yawDeg: 'column.yaw', pitchDeg: 'column.pitch', rollDeg: 'column.roll' } as const

const signed = (deg: number): string => `${deg < 0 ? '' : '+'}${deg.toFixed(2)}`

/** Looks at one offset, there and back, as one. */
const meansOf = (points: Pass['points']): Pass['points'] => {
  const sorted = points.toSorted((a, b) => a.offsetDeg - b.offsetDeg)
  const groups: Pass['points'][] = []
  for (const point of sorted) {
    const last = groups.at(-1)
    if (last?.[0] && point.offsetDeg - last[0].offsetDeg < 0.1) last.push(point)
    else groups.push([point])
  }
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  return groups.map((group) => ({
    offsetDeg: mean(group.map(({ offsetDeg }) => offsetDeg)),
    db: mean(group.map(({ db }) => db)),
  }))
}

/** A pass as bars of C/N over offset, and the peak of its parabola. */
export const passLines = (sheet: Sheet, { axis, points, lost, fit }: Pass): string[] => {
  const { text, hasUnicode, columns } = sheet
  const means = meansOf(points)
  const dbs = means.map(({ db }) => db)
  const [least, most] = [Math.min(...dbs), Math.max(...dbs)]
  const room = Math.max(1, Math.min(WIDEST_BAR, columns - FIGURES_WIDE))
  const bar = (db: number): string =>
    (hasUnicode ? '█' : '#').repeat(1 + Math.round(((db - least) / Math.max(0.1, most - least)) * (room - 1)))
  const drawn = means.map(
    ({ offsetDeg, db }) => `  ${signed(offsetDeg).padStart(6)}° ${db.toFixed(1).padStart(5)} dB ${bar(db)}`,
  )
  const figures = fit && {
    peak: signed(fit.peakDeg),
    sigma: fit.sigmaDeg.toFixed(2),
    db: fit.peakDb.toFixed(1),
    rms: fit.rmsDb.toFixed(2),
    limit: MOST_SCATTER_DB.toFixed(1),
  }
  return [
    ...paragraph(sheet, axis === 'azimuth' ? 'peak.across' : 'peak.up'),
    ...drawn,
    ...(lost > 0 ? [text('peak.lost', { count: lost })] : []),
    ...(figures ? [text('peak.fit', figures)] : []),
  ]
}

const turnColumns: readonly Column[] = [
  { title: 'column.turn' },
  { title: 'column.before', isFigure: true },
  { title: 'column.after', isFigure: true },
  { title: 'column.sigma', isFigure: true },
  { title: 'column.limit', isFigure: true },
]

/** Turns of the mount that this satellite does not show. */
export const unseenOf = ({ turnSigmaDeg }: Found): (typeof turns)[number][] =>
  turns.filter((turn) => turnSigmaDeg[turn] > UNSEEN_DEG)

/** How far the aim was off, and how the mount sits: before, after, its error, and what is learnt at the most. */
export const mountLines = (
  sheet: Sheet,
  { found, pointingLimitDeg, azimuthTrueDeg }: Pick<Shown, 'found' | 'pointingLimitDeg' | 'azimuthTrueDeg'>,
  name: string,
): string[] => {
  if (!found) return []
  const { text } = sheet
  const rows = turns.map((turn) => [
    text(columnOf[turn]),
    degText(found.before[turn], 2),
    degText(found.after[turn], 2),
    degText(found.turnSigmaDeg[turn], 2),
    `±${degText(MOST_LEARNT_DEG[turn], 0)}`,
  ])
  const off = Math.hypot(found.acrossDeg, found.upDeg)
  const unseen = unseenOf(found).map((turn) => text(columnOf[turn]))
  const isUnseen = unseen.length > 0 && !found.isBeyond
  return [
    text('peak.aim-off', {
      name,
      off: off.toFixed(2),
      sigma: found.sigmaDeg.toFixed(2),
      limit: pointingLimitDeg.toFixed(2),
    }),
    '',
    ...tableLines(sheet, turnColumns, rows),
    text('peak.attitude-in-it', {
      heading: found.headingSigmaDeg.toFixed(2),
      tilt: found.tiltSigmaDeg.toFixed(2),
    }),
    ...(found.isMoved ? paragraph(sheet, 'peak.moved') : []),
    ...(found.isBeyond ? [text('peak.beyond', { name })] : []),
    ...(isUnseen ? [text('peak.unseen', { turns: unseen.join(', '), az: (azimuthTrueDeg ?? 0).toFixed(0) })] : []),
  ]
}
