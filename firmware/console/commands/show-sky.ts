import type { CommandReply } from '../../bus/commands.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import type { TrainConfig } from '../../config/train-config.ts'
import { choiceArgument, optional } from '../argument.ts'
import { type CommandContext, command, type Outcome } from '../command.ts'
import { type PlotMark, plotColumns, polarPlot } from '../screen/polar-plot.ts'
import { type Sheet, sheetOf, shownText, wordOf } from '../screen/sheet.ts'
import { headLines, toldOf, unknownOutcome } from '../screen/told.ts'
import { padTo, wrapTo } from '../screen/width.ts'

type Satellites = CommandReply<'satellites.show'>['terminals']

/** One thing in the sky, with the sign that stands for it. */
interface Seen extends PlotMark {
  words: string
}

/** What a sky is drawn from. */
interface SkyTold {
  title: string
  marks: readonly Seen[]
  sectors: Parameters<typeof polarPlot>[0]['sectors']
  maskDeg: number
  headingDeg?: number | undefined
  verdict: Parameters<typeof headLines>[2]
  ageMs?: number | undefined
}

/** Lines of a plot in a screen of 24: a heading, and one below. */
const LINES = 21
const LEGEND_AT_LEAST = 22
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

const seenLine = ({ azimuthDeg, elevationDeg, sign, words }: Seen): string =>
  `${sign} ${azimuthDeg.toFixed(0).padStart(3)}° ${elevationDeg.toFixed(0).padStart(2)}° ${words}`

const legendLines = (sheet: Sheet, { marks, headingDeg, sectors }: SkyTold, width: number): string[] => {
  const { text } = sheet
  const notes = [
    headingDeg === undefined
      ? text('sky.no-heading')
      : text('sky.heading', { sign: sheet.hasUnicode ? '▲' : '^', deg: headingDeg.toFixed(0) }),
    ...(sectors.length > 0 ? [text('sky.sector', { sign: sheet.hasUnicode ? '░' : ':' })] : []),
    '',
    text('sky.columns'),
    ...marks.map(seenLine),
  ]
  return notes.flatMap((note) => (note === '' ? [''] : wrapTo(shownText(sheet, note), width)))
}

/** Lines side by side in as many columns as there is room for. */
const sideBySide = (lines: readonly string[], width: number, columns: number): string[] => {
  const across = Math.max(1, Math.floor(columns / width))
  const rows = Math.ceil(lines.length / across)
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: across }, (__, column) => padTo(lines[column * rows + row] ?? '', width))
      .join('')
      .trimEnd(),
  )
}

/** A plot with its legend beside it, and below it what has no room there; on a phone the legend alone. */
const skyLines = (sheet: Sheet, told: SkyTold): string[] => {
  const head = headLines(sheet, told.title, told.verdict, told.ageMs)
  const legendWidth = sheet.columns - plotColumns(LINES) - 2
  if (legendWidth < LEGEND_AT_LEAST) return [...head, ...legendLines(sheet, told, sheet.columns)]
  const plot = polarPlot({ ...told, lines: LINES, hasUnicode: sheet.hasUnicode })
  const legend = legendLines(sheet, told, legendWidth)
  const beside = plot.map((line, index) => `${padTo(line, plotColumns(LINES))}  ${legend[index] ?? ''}`.trimEnd())
  return [...head, ...beside, ...sideBySide(legend.slice(LINES), legendWidth, sheet.columns)]
}

type Terminal = TrainConfig['terminals'][string]

/** Sectors of the coach as they lie in the sky now; without a heading nobody knows. */
const sectorsNow = (
  { noTransmitSectors, hiddenSectors }: Terminal,
  headingDeg: number | undefined,
): SkyTold['sectors'] => {
  if (headingDeg === undefined) return []
  return [...noTransmitSectors, ...hiddenSectors].map(({ azimuthDeg: [from, to], elevationDeg }) => ({
    azimuthDeg: [from + headingDeg, to + headingDeg] as const,
    elevationDeg,
  }))
}

const TRACKED = '@'

const marksOf = (
  { text }: Sheet,
  satellites: Satellites[string] | undefined,
  aimed: TopicMessage<'pointing'>['terminals'][string] | undefined,
): Seen[] => {
  const others = (satellites?.candidates ?? []).filter(({ noradId }) => noradId !== aimed?.noradId)
  const letters = others.slice(0, LETTERS.length).map((one, index) => ({
    azimuthDeg: one.azimuthTrueDeg,
    elevationDeg: one.elevationDeg,
    sign: LETTERS[index] ?? '?',
    words: `${one.name} ${text(`standing.${one.standing}`)}`,
  }))
  const { azimuthTrueDeg, elevationDeg, satellite = '?' } = aimed ?? {}
  if (azimuthTrueDeg === undefined || elevationDeg === undefined) return letters
  const tracked = {
    azimuthDeg: azimuthTrueDeg,
    elevationDeg,
    sign: TRACKED,
    words: `${satellite} ${text('sky.tracked')}`,
  }
  return [tracked, ...letters]
}

const terminalSky = async (context: CommandContext, name: string): Promise<Outcome> => {
  const sheet = sheetOf(context)
  const { text } = sheet
  const title = text('sky.of', { name })
  const [pointing, navigation, answer] = await Promise.all([
    toldOf(context, 'pointing'),
    toldOf(context, 'navigation'),
    context.bus.request('satellites.show', {}),
  ])
  if (!pointing.message) return unknownOutcome(sheet, title, 'pointing', pointing.ageMs)
  const terminal = context.config.terminals[name]
  const satellites = answer.ok ? answer.reply.terminals[name] : undefined
  const aimed = pointing.message.terminals[name]
  const headingDeg = navigation.message?.attitude?.headingTrueDeg
  const told: SkyTold = {
    title,
    marks: marksOf(sheet, satellites, aimed),
    sectors: terminal ? sectorsNow(terminal, headingDeg) : [],
    maskDeg: terminal?.elevationMaskDeg ?? 0,
    headingDeg,
    verdict: aimed
      ? {
          text: `${wordOf(text, aimed.state)}: ${aimed.satellite ?? text('word.none')} (${aimed.reason})`,
          tone: aimed.state === 'holding' ? 'bad' : 'good',
        }
      : { text: text('word.unknown'), tone: 'bad' },
    ageMs: pointing.ageMs,
  }
  return { lines: skyLines(sheet, told), data: { terminal: name, aimed, headingDeg, ...satellites } }
}

const gnssVerdict = ({ text }: Sheet, { satellites, hdop }: TopicMessage<'sky'>): string =>
  text('sky.gnss', {
    used: satellites.filter(({ isUsed }) => isUsed).length,
    all: satellites.length,
    hdop: hdop?.toFixed(1) ?? '-',
  })

const gnssMarks = ({ satellites }: TopicMessage<'sky'>): Seen[] =>
  satellites.flatMap(({ system, svid, azimuthDeg, elevationDeg, carrierToNoiseDbHz, isUsed }, index) =>
    azimuthDeg === undefined || elevationDeg === undefined
      ? []
      : [
          {
            azimuthDeg,
            elevationDeg,
            sign: isUsed ? (LETTERS[index] ?? '*').toUpperCase() : (LETTERS[index] ?? '-'),
            words: `${system} ${svid ?? '?'} ${carrierToNoiseDbHz?.toFixed(0) ?? '-'} dBHz`,
          },
        ],
  )

const gnssSky = async (context: CommandContext): Promise<Outcome> => {
  const sheet = sheetOf(context)
  const title = sheet.text('sky.of', { name: 'gnss' })
  const [sky, navigation] = await Promise.all([toldOf(context, 'sky'), toldOf(context, 'navigation')])
  if (!sky.message) return unknownOutcome(sheet, title, 'sky', sky.ageMs)
  const told: SkyTold = {
    title,
    marks: gnssMarks(sky.message),
    sectors: [],
    maskDeg: 0,
    headingDeg: navigation.message?.attitude?.headingTrueDeg,
    verdict: gnssVerdict(sheet, sky.message),
    ageMs: sky.ageMs,
  }
  return { lines: skyLines(sheet, told), data: sky.message }
}

const which = optional(
  choiceArgument({ label: 'TERMINAL', help: 'argument.sky', choices: ({ terminals }) => [...terminals, 'gnss'] }),
)

export const showSky = command({
  words: ['show', 'sky'],
  arguments: { which },
  help: 'help.show-sky',
  role: 'viewer',
  run: (context, { which: name = context.known.terminals[0] ?? 'gnss' }) =>
    name === 'gnss' ? gnssSky(context) : terminalSky(context, name),
})
