import type { CommandReply } from '../../bus/commands.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import { command } from '../command.ts'
import { type Column, tableLines } from '../screen/columns.ts'
import { utcClockText } from '../screen/figures.ts'
import { utcNow } from '../screen/heard-utc.ts'
import { logEntryLines } from '../screen/log-lines.ts'
import { anyTerminal, onlyNamed } from '../screen/names.ts'
import { saidText } from '../screen/said-text.ts'
import { paragraph, type Sheet } from '../screen/sheet.ts'
import { spanText, topicScreen } from '../screen/told.ts'

type Forecast = TopicMessage<'forecast'>['terminals']
type Entry = CommandReply<'log.show'>['entries'][number]

const plannedColumns: readonly Column[] = [
  { title: 'column.terminal' },
  { title: 'column.satellite' },
  { title: 'column.from' },
  { title: 'column.to' },
  { title: 'column.in', isFigure: true },
  { title: 'column.capacity', isFigure: true },
]

const plannedRows = ({ text }: Sheet, terminals: Forecast, utcMs: number) =>
  Object.entries(terminals).flatMap(([name, { planned }]) =>
    planned
      .filter(({ toUtcMs }) => toUtcMs > utcMs)
      .map(({ satellite, fromUtcMs, toUtcMs, capacity }) => [
        name,
        satellite,
        utcClockText(fromUtcMs),
        utcClockText(toUtcMs),
        fromUtcMs <= utcMs ? text('word.now') : spanText(text, fromUtcMs - utcMs),
        capacity?.toFixed(1) ?? '-',
      ]),
  )

const outageColumns: readonly Column[] = [
  { title: 'column.terminal' },
  { title: 'column.from' },
  { title: 'column.to' },
  { title: 'column.chance', isFigure: true },
  { title: 'column.why' },
]

const outageRows = ({ text }: Sheet, terminals: Forecast, utcMs: number) =>
  Object.entries(terminals).flatMap(([name, { outages }]) =>
    outages
      .filter(({ toUtcMs }) => toUtcMs > utcMs)
      .map(({ fromUtcMs, toUtcMs, reason, chance }) => [
        name,
        utcClockText(fromUtcMs),
        utcClockText(toUtcMs),
        `${(100 * chance).toFixed(0)} %`,
        saidText(text, reason),
      ]),
  )

/** What each terminal will follow, and when it will see nothing. */
export const forecastLines = (sheet: Sheet, terminals: Forecast, utcMs: number): string[] => {
  const outages = outageRows(sheet, terminals, utcMs)
  return [
    ...tableLines(sheet, plannedColumns, plannedRows(sheet, terminals, utcMs)),
    ...(outages.length > 0
      ? ['', ...paragraph(sheet, 'handovers.outages'), ...tableLines(sheet, outageColumns, outages)]
      : paragraph(sheet, 'handovers.no-outage')),
  ]
}

const PAST_AT_MOST = 8

/** Changes of a satellite as tracking told them. */
const pastOf = (entries: readonly Entry[], terminal: string | undefined): Entry[] =>
  entries
    .filter(
      ({ text, subject }) => /^(follows|finds no) /.test(text) && (terminal === undefined || subject === terminal),
    )
    .slice(-PAST_AT_MOST)

export const showHandovers = command({
  words: ['show', 'handovers'],
  arguments: { terminal: anyTerminal },
  help: 'help.show-handovers',
  role: 'viewer',
  run: async (context, { terminal }) => {
    const utcMs = await utcNow(context)
    const answer = await context.bus.request('log.show', { count: 200, source: 'tracking' })
    const past = answer.ok ? pastOf(answer.reply.entries, terminal) : []
    return topicScreen(context, { topic: 'forecast', title: context.text('title.handovers') }, (message, sheet) => {
      const terminals = onlyNamed(message.terminals, terminal)
      const isKnown = utcMs !== undefined && Object.keys(terminals).length > 0
      const ahead = isKnown ? forecastLines(sheet, terminals, utcMs) : paragraph(sheet, 'handovers.no-time')
      const before =
        past.length > 0 ? past.flatMap((entry) => logEntryLines(sheet, entry)) : paragraph(sheet, 'handovers.no-past')
      return {
        verdict: sheet.text(isKnown ? 'handovers.planned' : 'word.unknown'),
        lines: [...ahead, '', ...paragraph(sheet, 'handovers.past'), ...before],
        data: { terminals, past },
      }
    })
  },
})
