import type { CommandReply } from '../../bus/commands.ts'

/** A letter is about twice as high as wide: so many cells across and down make one. */
const ACROSS = 2
const DOWN = 4
/** From clear to hidden. */
const SHADES = ['·', '░', '▒', '▓', '█'] as const
const CLEAREST = 9

/** A cell's letter as how much is hidden there, 0 to 1; `undefined` where nothing has been seen. */
const hiddenOf = (letter: string): number | undefined => (letter === '?' ? undefined : 1 - Number(letter) / CLEAREST)

/** The most hidden cell counts: a mast is thinner than a letter. */
const shadeOf = (cells: readonly number[]): string => {
  if (cells.length === 0) return ' '
  return SHADES[Math.min(SHADES.length - 1, Math.round(Math.max(...cells) * (SHADES.length - 1)))] ?? ' '
}

const blockAt = (rows: readonly string[], down: number, across: number): number[] =>
  rows
    .slice(down, down + DOWN)
    .flatMap((row) => [...row.slice(across, across + ACROSS)])
    .flatMap((letter) => hiddenOf(letter) ?? [])

const percent = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`

const legend = (rows: readonly string[]): string => {
  const cells = rows.flatMap((row) => [...row])
  const seen = cells.flatMap((letter) => hiddenOf(letter) ?? [])
  const hidden = seen.filter((one) => one > 0.5).length
  return `${percent(seen.length, cells.length)} of its sky seen, ${percent(hidden, seen.length)} of that hidden (· clear, █ hidden, blank not seen); the terminal's front is at the top`
}

/** The obstruction map as a picture for a terminal of 80 columns, and a line that explains it. */
export const obstructionPicture = ({ columns, rows }: CommandReply<'starlink.map'>): string[] => {
  const picture: string[] = []
  for (let down = 0; down < rows.length; down += DOWN) {
    let line = ''
    for (let across = 0; across < columns; across += ACROSS) line += shadeOf(blockAt(rows, down, across))
    picture.push(line.trimEnd())
  }
  return [...picture, legend(rows)]
}
