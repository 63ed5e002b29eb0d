import type { TopicMessage } from '../../bus/topics.ts'
import { trafficClasses } from '../../domain/traffic-class.ts'
import { command } from '../command.ts'
import { becauseText } from '../screen/because-text.ts'
import { type Column, tableLines } from '../screen/columns.ts'
import { hanging, paragraph, type Sheet, wordOf } from '../screen/sheet.ts'
import { spanText, type Told, toldOf, topicScreen, type Verdict } from '../screen/told.ts'

type Links = TopicMessage<'links'>
type Outlook = TopicMessage<'outlook'>

const toneOf = { up: 'good', degraded: 'bad', acquiring: 'bad', down: 'bad' } as const

const verdictOf = ({ text }: Sheet, { links }: Links): Verdict => {
  const all = Object.values(links)
  const up = all.filter(({ state }) => state === 'up').length
  const words = text('links.up', { up, all: all.length })
  return { text: words, tone: up === all.length && up > 0 ? 'good' : 'bad' }
}

const columns: readonly Column[] = [
  { title: 'column.link' },
  { title: 'column.state' },
  { title: 'column.latency', isFigure: true },
  { title: 'column.loss', isFigure: true },
  { title: 'column.why' },
]

const rowsOf = ({ text }: Sheet, { links }: Links) =>
  Object.entries(links).map(([name, { state, latencyMs, loss, reason, why }]) => [
    name,
    { text: wordOf(text, state), tone: toneOf[state] },
    latencyMs === undefined ? '-' : `${latencyMs.toFixed(0)} ms`,
    loss === undefined ? '-' : `${(100 * loss).toFixed(1)} %`,
    becauseText(text, reason, why),
  ])

const carriedLines = (sheet: Sheet, { links, routes }: Links): string[] => {
  const carried = Object.keys(links).flatMap((link) => {
    const classes = trafficClasses.filter((name) => routes[name] === link)
    return classes.length === 0 ? [] : hanging(sheet, `  ${link}: `, classes.join(', '))
  })
  return [
    '',
    ...paragraph(sheet, 'links.carries'),
    ...(carried.length > 0 ? carried : [`  ${sheet.text('word.none')}`]),
  ]
}

type Ahead = Outlook['links'][string][number]

const aheadText = ({ text, nowMs }: Sheet, { fromMs, toMs, chance, cause }: Ahead): string => {
  const values = {
    span: spanText(text, toMs - Math.max(fromMs, nowMs)),
    chance: (100 * chance).toFixed(0),
    cause,
  }
  return fromMs <= nowMs
    ? text('links.outage-now', values)
    : text('links.outage', { ...values, in: spanText(text, fromMs - nowMs) })
}

const AHEAD_AT_MOST = 3

const outlookLines = (sheet: Sheet, { message }: Told<'outlook'>): string[] => {
  if (!message) return paragraph(sheet, 'links.no-outlook')
  const ahead = Object.entries(message.links).flatMap(([link, outages]) =>
    outages
      .filter(({ toMs }) => toMs > sheet.nowMs)
      .slice(0, AHEAD_AT_MOST)
      .flatMap((outage) => hanging(sheet, `  ${link}: `, aheadText(sheet, outage))),
  )
  return [
    '',
    ...paragraph(sheet, 'links.ahead'),
    ...(ahead.length > 0 ? ahead : hanging(sheet, '  ', sheet.text('links.nothing-ahead'))),
  ]
}

/** Each link with its state and why, what it carries, and what is expected of it. */
export const linksLines = (sheet: Sheet, links: Links, outlook: Told<'outlook'>): string[] => [
  ...tableLines(sheet, columns, rowsOf(sheet, links)),
  ...carriedLines(sheet, links),
  ...outlookLines(sheet, outlook),
]

export const showLinks = command({
  words: ['show', 'links'],
  arguments: {},
  help: 'help.show-links',
  role: 'viewer',
  run: async (context) => {
    const outlook = await toldOf(context, 'outlook')
    return topicScreen(context, { topic: 'links', title: context.text('title.links') }, (message, sheet) => ({
      verdict: verdictOf(sheet, message),
      lines: linksLines(sheet, message, outlook),
      data: { ...message, outlook: outlook.message?.links },
    }))
  },
})
