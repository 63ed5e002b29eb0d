import type { CommandReply } from '../../bus/commands.ts'
import { type Argument, choiceArgument, optional } from '../argument.ts'
import { askService } from '../ask-service.ts'
import { type CommandContext, type ConsoleCommand, command, type Outcome } from '../command.ts'
import { type AlarmTold, alarmAdvice, alarmText } from '../screen/alarm-words.ts'
import { utcSecondsText } from '../screen/figures.ts'
import { arrow, hanging, paragraph, type Sheet, sheetOf, type Tone, wordOf } from '../screen/sheet.ts'
import { agoText, headLines } from '../screen/told.ts'

type Shown = CommandReply<'alarms.show'>

const toneOf = ({ state }: AlarmTold): Tone => (state === 'cleared' ? 'dim' : 'bad')

/** `2026-05-31 15:01:07 UTC`, or how long ago where no UTC was trusted then. */
const whenText = ({ text, nowMs }: Sheet, atMs: number, utcMs: number | undefined): string =>
  utcMs === undefined ? agoText(text, nowMs - atMs) : utcSecondsText(utcMs)

const historyText = (sheet: Sheet, alarm: AlarmTold): string => {
  const { text } = sheet
  const first = whenText(sheet, alarm.firstMs, alarm.firstUtcMs)
  const last = whenText(sheet, alarm.lastMs, alarm.lastUtcMs)
  const times = alarm.count > 1 ? text('alarms.times', { count: alarm.count }) : ''
  const by = alarm.acknowledgedBy === undefined ? '' : text('alarms.by', { by: alarm.acknowledgedBy })
  return [text('alarms.since', { first, last }), times, by].filter((part) => part !== '').join(', ')
}

const oneLines = (sheet: Sheet, alarm: AlarmTold): string[] => {
  const { text } = sheet
  const mark = `${String(alarm.id).padStart(3)} ${alarm.severity === 'alarm' ? '!!' : ' !'} `
  const inset = '       '
  const words = `${wordOf(text, alarm.state)}: ${alarmText(text, alarm)}`
  return [
    ...hanging(sheet, mark, words, toneOf(alarm)),
    ...hanging(sheet, inset, historyText(sheet, alarm)).map((line) => sheet.paint('dim', line)),
    ...(alarm.state === 'cleared' ? [] : hanging(sheet, `${inset}${arrow(sheet)} `, alarmAdvice(text, alarm))),
  ]
}

/** What is wrong first, the gravest and newest first of these; then what is over. */
const order = ({ state, severity, lastMs }: AlarmTold): number =>
  (state === 'cleared' ? 2e12 : 0) + (severity === 'alarm' ? 0 : 1e12) - lastMs

/** Alarms with when they were, how often, and what to do. */
export const alarmsLines = (sheet: Sheet, { alarms, isKept }: Omit<Shown, 'atMs'>): string[] => {
  const { text } = sheet
  const open = alarms.filter(({ state }) => state !== 'cleared').length
  const unseen = alarms.filter(({ acknowledgedBy }) => acknowledgedBy === undefined).length
  const verdict =
    open + unseen === 0
      ? { text: text('alarms.none'), tone: 'good' as const }
      : { text: text('alarms.open', { open, unseen }), tone: 'bad' as const }
  return [
    ...headLines(sheet, text('title.alarms'), verdict),
    ...[...alarms].sort((one, other) => order(one) - order(other)).flatMap((alarm) => oneLines(sheet, alarm)),
    ...(isKept ? [] : paragraph(sheet, 'alarms.not-kept')),
    ...(unseen > 0 ? paragraph(sheet, 'alarms.how') : []),
  ]
}

/** As data: with the sentences, and ages in place of times of a clock that nobody else has. */
const alarmsData = ({ text, nowMs }: Sheet, { alarms, isKept }: Shown) => ({
  isKept,
  alarms: alarms.map(({ firstMs, lastMs, ...alarm }) => ({
    ...alarm,
    firstAgoS: (nowMs - firstMs) / 1000,
    lastAgoS: (nowMs - lastMs) / 1000,
    text: alarmText(text, alarm),
    advice: alarmAdvice(text, alarm),
  })),
})

const outcomeOf = (context: CommandContext, shown: Shown): Outcome => {
  const sheet = sheetOf(context)
  return { lines: alarmsLines(sheet, shown), data: alarmsData(sheet, shown) }
}

const showAlarms = command({
  words: ['show', 'alarms'],
  arguments: { all: optional(choiceArgument({ label: 'all', help: 'argument.alarms-all', choices: ['all'] })) },
  help: 'help.show-alarms',
  role: 'viewer',
  run: (context, { all }) =>
    askService(context, 'alarms.show', { isAll: all === 'all' }, (shown) => outcomeOf(context, shown)),
})

/** The number of an alarm, or all of them. */
const alarmMeant: Argument<number | 'all'> = {
  label: 'ID|all',
  help: 'argument.alarm',
  choices: () => ['all'],
  range: '1..999999',
  read: (text) => {
    if (text === 'all') return { value: 'all' }
    if (/^[1-9]\d{0,5}$/.test(text)) return { value: Number(text) }
    return { key: 'argument.not-alarm', values: { text } }
  },
}

const acknowledge = command({
  words: ['acknowledge'],
  arguments: { which: alarmMeant },
  help: 'help.acknowledge',
  role: 'technician',
  run: (context, { which }) => {
    const meant = { ...(which !== 'all' && { id: which }), by: context.user.name }
    return askService(context, 'alarms.acknowledge', meant, (shown) => outcomeOf(context, shown))
  },
})

/** What was wrong with the train, and who has seen it. */
export const alarmCommands: readonly ConsoleCommand[] = [showAlarms, acknowledge]
