import type { TopicMessage } from '../../bus/topics.ts'
import { command } from '../command.ts'
import { type Column, tableLines } from '../screen/columns.ts'
import { placeText, speedText, utcSecondsText } from '../screen/figures.ts'
import { type Cell, type Fact, factLines, type Sheet, wordOf } from '../screen/sheet.ts'
import { type Told, toldOf, topicScreen, type Verdict } from '../screen/told.ts'

type Navigation = TopicMessage<'navigation'>
type Receivers = TopicMessage<'receivers'>

/** What is told beside the position, each in its own topic. */
interface Beside {
  fix: Told<'fix'>
  receivers: Told<'receivers'>
  sky: Told<'sky'>
  time: Told<'time'>
}

const verdictOf = ({ text }: Sheet, { mode, position, horizontal95M, sinceFixS = 0 }: Navigation): Verdict => {
  if (!position) return { text: text('word.unknown'), tone: 'bad' }
  const place = `${placeText(position)}${horizontal95M === undefined ? '' : ` ±${Math.ceil(horizontal95M)} m`}`
  if (mode === 'fixed') return { text: place, tone: 'good' }
  return { text: `${place}, ${text('position.reckoned', { s: sinceFixS.toFixed(0) })}`, tone: 'bad' }
}

/** A NMEA sentence counts to twelve: where the same receiver tells of its sky and uses more, that is told. */
const satellitesOf = (count: number | undefined, { message }: Told<'sky'>, receiver?: string): number | undefined => {
  if (count === undefined || !message || message.receiver !== receiver) return count
  return Math.max(count, message.satellites.filter(({ isUsed }) => isUsed).length)
}

const fixCell = ({ text }: Sheet, { fix: { message }, sky, receivers }: Beside): Cell => {
  if (!message) return { text: text('word.unknown'), tone: 'bad' }
  if (message.kind === 'no-fix')
    return { text: text('position.no-fix', { reason: wordOf(text, message.reason) }), tone: 'bad' }
  const { mode, satellitesUsed, hdop } = message
  return text('position.fix', {
    mode,
    count: satellitesOf(satellitesUsed, sky, receivers.message?.chosen) ?? '-',
    hdop: hdop?.toFixed(1) ?? '-',
  })
}

const timeCell = ({ text, nowMs }: Sheet, { message }: Told<'time'>): Cell => {
  if (!message) return { text: text('word.unknown'), tone: 'bad' }
  const { utcMs, atMs, trust, source } = message
  const when = utcMs === undefined ? text('word.unknown') : utcSecondsText(utcMs + nowMs - atMs)
  const words = `${when}, ${wordOf(text, trust)} (${source})`
  return trust === 'trusted' ? words : { text: words, tone: 'bad' }
}

const lineFacts = ({ text }: Sheet, { line }: Navigation): Fact[] => {
  if (!line) return [['label.line', { text: text('word.unknown'), tone: 'dim' }]]
  const { lineId, chainageKm, chainageSigmaKm, offsetM, isOffRoute, direction, nextStation, nextBlockage } = line
  const where = text('position.line', {
    line: lineId,
    km: chainageKm.toFixed(1),
    sigma: chainageSigmaKm.toFixed(1),
    direction: direction === 'unknown' ? text('position.no-direction') : wordOf(text, direction),
  })
  const off = text('position.off-line', { m: offsetM.toFixed(0) })
  return [
    ['label.line', isOffRoute ? { text: `${where}, ${off}`, tone: 'bad' } : where],
    ['label.next-station', nextStation && `${nextStation.name}, ${nextStation.distanceKm.toFixed(1)} km`],
    [
      'label.next-blockage',
      nextBlockage &&
        `${wordOf(text, nextBlockage.kind)} ${nextBlockage.name}, ${nextBlockage.distanceKm.toFixed(1)} km`,
    ],
  ]
}

const receiverColumns: readonly Column[] = [
  { title: 'column.receiver' },
  { title: 'column.state' },
  { title: 'column.satellites', isFigure: true },
  { title: 'column.off-m', isFigure: true },
  { title: 'column.jamming' },
  { title: 'column.spoofing' },
]

const threatCell = ({ text }: Sheet, level: Receivers['jamming']): Cell =>
  level === 'warning' || level === 'critical' ? { text: wordOf(text, level), tone: 'bad' } : wordOf(text, level)

const receiverLines = (sheet: Sheet, { receivers: { message }, sky }: Beside): string[] => {
  if (!message) return []
  const { text } = sheet
  const rows = Object.entries(message.receivers).map(([name, one]) => {
    const state = wordOf(text, one.agreement === 'disagrees' ? 'disagrees' : one.state)
    const isBad = one.state !== 'fix' || one.agreement === 'disagrees'
    return [
      `${name === message.chosen ? '*' : ' '} ${name}`,
      isBad ? { text: state, tone: 'bad' as const } : state,
      String(satellitesOf(one.satellitesUsed, sky, name) ?? '-'),
      one.offsetM?.toFixed(0) ?? '-',
      threatCell(sheet, one.jamming),
      threatCell(sheet, one.spoofing),
    ]
  })
  return ['', ...tableLines(sheet, receiverColumns, rows)]
}

/** Where the train is, how well that is known, and by what. */
export const positionLines = (sheet: Sheet, navigation: Navigation, beside: Beside): string[] => {
  const { speedMps, courseTrueDeg, position, verticalSigmaM } = navigation
  const height =
    position && `${position.heightM.toFixed(0)} m${verticalSigmaM ? ` ±${(2 * verticalSigmaM).toFixed(0)} m` : ''}`
  const course = courseTrueDeg === undefined ? '' : `, ${courseTrueDeg.toFixed(0)}°`
  return [
    ...factLines(sheet, [
      ['label.speed', speedMps === undefined ? undefined : `${speedText(sheet.text, speedMps)}${course}`],
      ['label.height', height],
      ['label.fix', fixCell(sheet, beside)],
      ...lineFacts(sheet, navigation),
      ['label.time', timeCell(sheet, beside.time)],
    ]),
    ...receiverLines(sheet, beside),
  ]
}

export const showPosition = command({
  words: ['show', 'position'],
  arguments: {},
  help: 'help.show-position',
  role: 'viewer',
  run: async (context) => {
    const [fix, receivers, sky, time] = await Promise.all([
      toldOf(context, 'fix'),
      toldOf(context, 'receivers'),
      toldOf(context, 'sky'),
      toldOf(context, 'time'),
    ])
    return topicScreen(context, { topic: 'navigation', title: context.text('title.position') }, (message, sheet) => ({
      verdict: verdictOf(sheet, message),
      lines: positionLines(sheet, message, { fix, receivers, sky, time }),
      data: { navigation: message, fix: fix.message, receivers: receivers.message, time: time.message },
    }))
  },
})
