import type { CommandReply } from '../../bus/commands.ts'
import { ask, replyOf } from '../ask.ts'
import type { StopSignal } from '../stop-signal.ts'

type Shown = CommandReply<'usage.show'>
type Links = Shown['links']

const GB = 1_000_000_000
const HEADINGS = ['link', 'class', 'sent', 'received', 'used', 'budget', 'cost']
/** Columns of words; the others are figures. */
const WORDS = 2

const gb = (bytes: number): string => (bytes / GB).toFixed(3)

const budgetText = ({ budgetGb, usedGb }: Links[string]): string =>
  budgetGb === undefined ? '-' : `${budgetGb} (${((100 * usedGb) / budgetGb).toFixed(0)} %)`

const rowsOf = (links: Links): string[][] =>
  Object.entries(links).flatMap(([name, link]) => [
    [
      name,
      'all',
      gb(link.sentBytes),
      gb(link.receivedBytes),
      link.usedGb.toFixed(3),
      budgetText(link),
      link.cost?.toFixed(2) ?? '-',
    ],
    ...Object.entries(link.classes).map(([trafficClass, { sentBytes, receivedBytes }]) => {
      return ['', trafficClass, gb(sentBytes), gb(receivedBytes), gb(sentBytes + receivedBytes), '', '']
    }),
  ])

const aligned = (rows: readonly (readonly string[])[]): string[] => {
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  const cellOf = (cell: string, column: number): string =>
    column < WORDS ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)
  return rows.map((row) => row.map(cellOf).join('  ').trimEnd())
}

const monthText = ({ month, isTimeTrusted }: Shown): string => {
  if (month === undefined) return 'since counting began; no time is trusted yet'
  return isTimeTrusted ? `${month} (UTC)` : `${month} (UTC), the last month that was trusted`
}

/** A table of GB for each month, the present one first. */
export const usageLines = (shown: Shown): string[] => [
  `${monthText(shown)}, in GB of 10⁹ bytes`,
  ...aligned([HEADINGS, ...rowsOf(shown.links)]),
  ...shown.earlier.toReversed().flatMap(({ month, links }) => ['', month, ...aligned([HEADINGS, ...rowsOf(links)])]),
]

/** `usage show`. */
export const usageShow = async ({ bus, json }: { bus: string; json?: true }, _stop: StopSignal): Promise<number> => {
  const shown = replyOf(await ask(bus, 'usage.show', {}), 'the links service')
  process.stdout.write(`${json ? JSON.stringify(shown) : usageLines(shown).join('\n')}\n`)
  return 0
}
