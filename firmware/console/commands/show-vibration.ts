import type { TopicMessage } from '../../bus/topics.ts'
import { command } from '../command.ts'
import { type Column, tableLines } from '../screen/columns.ts'
import { type Fact, factLines, type Sheet, wordOf } from '../screen/sheet.ts'
import { topicScreen, type Verdict } from '../screen/told.ts'

type Sensors = TopicMessage<'vibration'>['sensors']
type Sensor = Sensors[string]
type Axes = readonly [number, number, number]

const isWell = ({ state, alarms = [] }: Sensor): boolean => state === 'ok' && alarms.length === 0

const verdictOf = ({ text }: Sheet, sensors: Sensors): Verdict => {
  const all = Object.values(sensors)
  const well = all.filter(isWell).length
  const words = text('vibration.well', { well, all: all.length })
  return { text: words, tone: well === all.length && well > 0 ? 'good' : 'bad' }
}

const columns: readonly Column[] = [
  { title: 'column.sensor' },
  { title: 'column.state' },
  { title: 'column.rms-1s', isFigure: true },
  { title: 'column.rms-5s', isFigure: true },
  { title: 'column.peak', isFigure: true },
  { title: 'column.alarms' },
]

const rowsOf = ({ text }: Sheet, sensors: Sensors) =>
  Object.entries(sensors).map(([name, { state, rms1sG, rms5sG, peakG, alarms = [] }]) => [
    name,
    state === 'ok' ? wordOf(text, state) : { text: wordOf(text, state), tone: 'bad' as const },
    rms1sG.toFixed(3),
    rms5sG.toFixed(3),
    peakG.toFixed(2),
    alarms.length === 0 ? text('word.none') : { text: alarms.join(', '), tone: 'bad' as const },
  ])

const axesText = (axes: Axes, draw: (value: number) => string): string =>
  `x ${draw(axes[0])}, y ${draw(axes[1])}, z ${draw(axes[2])}`

const hz = ([from, to]: readonly [number, number]): string => `${from}–${to} Hz`

const factsOf = ({ text }: Sheet, { axes, validBandHz, foldsHz, en61373Share }: Sensor): Fact[] => [
  ['label.rms-axes', axes && `${axesText(axes.rms5sG, (value) => value.toFixed(3))} g`],
  ['label.crest', axes && axesText(axes.crest, (value) => value.toFixed(1))],
  ['label.en61373', en61373Share && axesText(en61373Share, (share) => `${(100 * share).toFixed(0)} %`)],
  [
    'label.band',
    validBandHz && `${hz(validBandHz)}${foldsHz ? `, ${text('vibration.folds', { band: hz(foldsHz) })}` : ''}`,
  ],
]

/** Each motion part: is it well, how much it feels, which axis, and in which band that is right. */
export const vibrationLines = (sheet: Sheet, sensors: Sensors): string[] => [
  ...tableLines(sheet, columns, rowsOf(sheet, sensors)),
  ...Object.entries(sensors).flatMap(([name, sensor]) => {
    const facts = factLines(sheet, factsOf(sheet, sensor))
    return facts.length === 0 ? [] : ['', `${name}:`, ...facts]
  }),
]

export const showVibration = command({
  words: ['show', 'vibration'],
  arguments: {},
  help: 'help.show-vibration',
  role: 'viewer',
  run: (context) =>
    topicScreen(context, { topic: 'vibration', title: context.text('title.vibration') }, (message, sheet) => ({
      verdict: verdictOf(sheet, message.sensors),
      lines: vibrationLines(sheet, message.sensors),
    })),
})
