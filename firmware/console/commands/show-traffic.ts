import type { CommandReply } from '../../bus/commands.ts'
import type { TrainConfig } from '../../config/train-config.ts'
import { trafficClasses } from '../../domain/traffic-class.ts'
import { command } from '../command.ts'
import { noReply } from '../no-reply.ts'
import { type Column, tableLines } from '../screen/columns.ts'
import { bytesText } from '../screen/figures.ts'
import { type Cell, paragraph, type Sheet, sheetOf } from '../screen/sheet.ts'
import { headLines, type Told, toldOf } from '../screen/told.ts'

type Usage = CommandReply<'usage.show'>
type Moved = Usage['links'][string]['classes'][string]

const nothing: Moved = { sentBytes: 0, receivedBytes: 0 }

/** `1.2 Mbit/s`, of 10³. */
const rateText = (bytes: number, overS: number): string => {
  const kbps = (bytes * 8) / 1000 / overS
  if (kbps < 1) return '0'
  return kbps < 1000 ? `${kbps.toFixed(0)}k` : `${(kbps / 1000).toFixed(1)}M`
}

const sum = (all: readonly Moved[]): Moved => ({
  sentBytes: all.reduce((bytes, one) => bytes + one.sentBytes, 0),
  receivedBytes: all.reduce((bytes, one) => bytes + one.receivedBytes, 0),
})

const classColumns: readonly Column[] = [
  { title: 'column.class' },
  { title: 'column.link' },
  { title: 'column.up-rate', isFigure: true },
  { title: 'column.down-rate', isFigure: true },
  { title: 'column.sent', isFigure: true },
  { title: 'column.received-bytes', isFigure: true },
  { title: 'column.limits' },
]

const limitsText = ({ text }: Sheet, policy: TrainConfig['traffic']['passenger']): string => {
  if (!policy) return ''
  const { latencyLimitMs, lossLimit, rateFloorKbps, rateCeilingKbps } = policy
  return [
    latencyLimitMs === undefined ? '' : `≤ ${latencyLimitMs} ms`,
    lossLimit === undefined ? '' : `≤ ${100 * lossLimit} %`,
    rateFloorKbps === undefined ? '' : `≥ ${rateFloorKbps}k`,
    rateCeilingKbps === undefined ? '' : text('traffic.ceiling', { kbps: rateCeilingKbps }),
  ]
    .filter((part) => part !== '')
    .join(', ')
}

/** What traffic is shown from. */
export interface TrafficTold {
  usage: Usage
  links: Told<'links'>
  policies: TrainConfig['traffic']
}

const classRows = (sheet: Sheet, { usage, links, policies }: TrafficTold): Cell[][] =>
  trafficClasses
    .filter((name) => policies[name] !== undefined)
    .map((name) => {
      const link = links.message?.routes[name]
      const month = sum(Object.values(usage.links).map(({ classes }) => classes[name] ?? nothing))
      const lately = sum(Object.values(usage.lately?.links ?? {}).map((keys) => keys[name] ?? nothing))
      const rate = (bytes: number): string => (usage.lately ? rateText(bytes, usage.lately.overS) : '-')
      const unknown = { text: sheet.text('word.unknown'), tone: 'bad' as const }
      return [
        name,
        links.message ? (link ?? { text: sheet.text('word.none'), tone: 'bad' }) : unknown,
        rate(lately.sentBytes),
        rate(lately.receivedBytes),
        bytesText(month.sentBytes),
        bytesText(month.receivedBytes),
        limitsText(sheet, policies[name]),
      ]
    })

const linkColumns: readonly Column[] = [
  { title: 'column.link' },
  { title: 'column.up-rate', isFigure: true },
  { title: 'column.down-rate', isFigure: true },
  { title: 'column.used', isFigure: true },
  { title: 'column.budget', isFigure: true },
  { title: 'column.cost', isFigure: true },
]

const linkRows = (usage: Usage): Cell[][] =>
  Object.entries(usage.links).map(([name, { usedGb, budgetGb, cost }]) => {
    const { sentBytes, receivedBytes } = usage.lately?.links[name]?.['all'] ?? nothing
    const rate = (bytes: number): string => (usage.lately ? rateText(bytes, usage.lately.overS) : '-')
    const share = budgetGb === undefined ? '-' : `${budgetGb} GB (${((100 * usedGb) / budgetGb).toFixed(0)} %)`
    const isOver = budgetGb !== undefined && usedGb >= budgetGb
    return [
      name,
      rate(sentBytes),
      rate(receivedBytes),
      `${usedGb.toFixed(2)} GB`,
      isOver ? { text: share, tone: 'bad' } : share,
      cost?.toFixed(2) ?? '-',
    ]
  })

/** Each class with its link, what passes now and passed this month; each link with its budget. */
export const trafficLines = (sheet: Sheet, told: TrafficTold): string[] => {
  const { text } = sheet
  const { usage } = told
  const month = usage.month === undefined ? text('traffic.no-month') : text('traffic.month', { month: usage.month })
  const over = usage.lately ? text('traffic.over', { s: usage.lately.overS.toFixed(0) }) : text('traffic.no-rate')
  return [
    ...headLines(sheet, text('title.traffic'), `${month}; ${over}`),
    ...tableLines(sheet, classColumns, classRows(sheet, told)),
    '',
    ...tableLines(sheet, linkColumns, linkRows(usage)),
    ...(usage.isTimeTrusted ? [] : paragraph(sheet, 'traffic.untrusted')),
  ]
}

export const showTraffic = command({
  words: ['show', 'traffic'],
  arguments: {},
  help: 'help.show-traffic',
  role: 'viewer',
  run: async (context) => {
    const [answer, links] = await Promise.all([context.bus.request('usage.show', {}), toldOf(context, 'links')])
    if (!answer.ok) return noReply(context, answer, 'links')
    const told: TrafficTold = { usage: answer.reply, links, policies: context.config.traffic }
    return {
      lines: trafficLines(sheetOf(context), told),
      data: { ...answer.reply, routes: links.message?.routes, policies: told.policies },
    }
  },
})
