import type { TopicMessage } from '../../bus/topics.ts'
import { command } from '../command.ts'
import { type Column, tableLines } from '../screen/columns.ts'
import { saidText } from '../screen/said-text.ts'
import { paragraph, type Sheet } from '../screen/sheet.ts'
import { spanText, topicScreen } from '../screen/told.ts'

type Outlook = TopicMessage<'outlook'>['links']

const columns: readonly Column[] = [
  { title: 'column.link' },
  { title: 'column.in', isFigure: true },
  { title: 'column.for', isFigure: true },
  { title: 'column.chance', isFigure: true },
  { title: 'column.why' },
]

/** Outages ahead, the next first. */
const aheadOf = (outlook: Outlook, nowMs: number) =>
  Object.entries(outlook)
    .flatMap(([link, all]) => all.map((outage) => ({ link, ...outage })))
    .filter(({ toMs }) => toMs > nowMs)
    .sort((one, other) => one.fromMs - other.fromMs)

/** What is expected of each link: tunnels, satellites that set, restarts that are announced, holes of coverage. */
export const outagesLines = (sheet: Sheet, outlook: Outlook): string[] => {
  const { text, nowMs } = sheet
  const rows = aheadOf(outlook, nowMs).map(({ link, fromMs, toMs, chance, cause }) => [
    link,
    fromMs <= nowMs ? text('word.now') : spanText(text, fromMs - nowMs),
    spanText(text, toMs - Math.max(fromMs, nowMs)),
    `${(100 * chance).toFixed(0)} %`,
    saidText(text, cause),
  ])
  return rows.length === 0 ? paragraph(sheet, 'outages.how') : tableLines(sheet, columns, rows)
}

export const showOutages = command({
  words: ['show', 'outages'],
  arguments: {},
  help: 'help.show-outages',
  role: 'viewer',
  run: (context) =>
    topicScreen(context, { topic: 'outlook', title: context.text('title.outages') }, (message, sheet) => {
      const outages = aheadOf(message.links, sheet.nowMs)
      const verdict =
        outages.length === 0
          ? { text: sheet.text('outages.none'), tone: 'good' as const }
          : { text: sheet.text('outages.ahead', { count: outages.length }), tone: 'bad' as const }
      return { verdict, lines: outagesLines(sheet, message.links), data: { outages } }
    }),
})
