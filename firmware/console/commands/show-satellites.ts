import type { CommandReply } from '../../bus/commands.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import { type CommandContext, command, type Outcome } from '../command.ts'
import { noReply } from '../no-reply.ts'
import { type Column, tableLines } from '../screen/columns.ts'
import { degText, utcClockText } from '../screen/figures.ts'
import { anyTerminal, onlyNamed, terminalArgument } from '../screen/names.ts'
import { saidText } from '../screen/said-text.ts'
import { hanging, paragraph, type Sheet, sheetOf, wordOf } from '../screen/sheet.ts'
import { headLines, spanText, type Told, toldOf } from '../screen/told.ts'

type Terminal = CommandReply<'satellites.show'>['terminals'][string]
type Candidate = Terminal['candidates'][number]
type Aimed = TopicMessage<'pointing'>['terminals'][string]

const columns: readonly Column[] = [
  { title: 'column.satellite' },
  { title: 'column.azimuth', isFigure: true },
  { title: 'column.elevation', isFigure: true },
  { title: 'column.capacity', isFigure: true },
  { title: 'column.left', isFigure: true },
  { title: 'column.why' },
]

const standingText = ({ text }: Sheet, { standing, untilUtcMs }: Candidate): string => {
  const words = text(`standing.${standing}`)
  return untilUtcMs === undefined ? words : `${words} ${text('satellites.until', { time: utcClockText(untilUtcMs) })}`
}

const rowOf = (sheet: Sheet, candidate: Candidate) => {
  const { name, azimuthTrueDeg, elevationDeg, capacity, leftS, standing } = candidate
  const why = standingText(sheet, candidate)
  return [
    standing === 'followed' ? { text: `* ${name}`, tone: 'good' as const } : `  ${name}`,
    degText(azimuthTrueDeg, 0),
    degText(elevationDeg, 0),
    capacity.toFixed(1),
    spanText(sheet.text, leftS * 1000),
    why,
  ]
}

const aimedVerdict = ({ text }: Sheet, aimed: Aimed | undefined): Parameters<typeof headLines>[2] => {
  if (!aimed) return { text: text('word.unknown'), tone: 'bad' }
  const { satellite, state, reason, errorDeg, elevationDeg } = aimed
  const off = errorDeg === undefined ? '' : `, ${text('satellites.off', { deg: errorDeg.toFixed(2) })}`
  const at = elevationDeg === undefined ? '' : ` ${elevationDeg.toFixed(0)}°`
  const words = `${satellite ?? text('word.none')}${at}, ${wordOf(text, state)} (${saidText(text, reason)})${off}`
  return { text: words, tone: state === 'holding' || satellite === undefined ? 'bad' : 'good' }
}

const whatLines = (sheet: Sheet, terminal: Terminal): string[] => {
  const { text } = sheet
  if (terminal.kind !== 'constellation') return paragraph(sheet, `satellites.${terminal.kind}`)
  if (terminal.utcMs === undefined) return paragraph(sheet, 'satellites.no-sky')
  const { maskDeg, elements = 0, assignedNoradId } = terminal
  return [
    ...hanging(sheet, '', text('satellites.rules', { mask: maskDeg, elements })),
    ...(assignedNoradId === undefined ? [] : hanging(sheet, '', text('satellites.assigned', { id: assignedNoradId }))),
  ]
}

const terminalLines = (
  sheet: Sheet,
  [name, terminal]: readonly [string, Terminal],
  { pointing, isAll }: { pointing: Told<'pointing'>; isAll: boolean },
): string[] => {
  const useful = terminal.candidates.filter(({ standing }) => isAll || standing !== 'below-mask')
  return [
    ...headLines(sheet, name, aimedVerdict(sheet, pointing.message?.terminals[name]), pointing.ageMs),
    ...whatLines(sheet, terminal),
    ...tableLines(
      sheet,
      columns,
      useful.map((candidate) => rowOf(sheet, candidate)),
    ),
  ]
}

const satellitesScreen = async (
  context: CommandContext,
  name: string | undefined,
  isAll: boolean,
): Promise<Outcome> => {
  const [answer, pointing] = await Promise.all([
    context.bus.request('satellites.show', {}),
    toldOf(context, 'pointing'),
  ])
  if (!answer.ok) return noReply(context, answer, 'tracking')
  const sheet = sheetOf(context)
  const terminals = onlyNamed(answer.reply.terminals, name)
  const aimed = onlyNamed(pointing.message?.terminals ?? {}, name)
  return {
    lines: Object.entries(terminals).flatMap((one) => terminalLines(sheet, one, { pointing, isAll })),
    data: { terminals, aimed },
  }
}

export const showSatellites = command({
  words: ['show', 'satellites'],
  arguments: { terminal: anyTerminal },
  help: 'help.show-satellites',
  role: 'viewer',
  run: (context, { terminal }) => satellitesScreen(context, terminal, false),
})

export const whySatellite = command({
  words: ['why', 'satellite'],
  arguments: { terminal: terminalArgument },
  help: 'help.why-satellite',
  role: 'viewer',
  run: async (context, { terminal }) => {
    const outcome = await satellitesScreen(context, terminal, true)
    return outcome.isBad
      ? outcome
      : { ...outcome, lines: [...outcome.lines, ...paragraph(sheetOf(context), 'satellites.how')] }
  },
})
