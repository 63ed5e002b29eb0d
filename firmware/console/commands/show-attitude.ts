import type { TopicMessage } from '../../bus/topics.ts'
import { command } from '../command.ts'
import { type Column, tableLines } from '../screen/columns.ts'
import { degText } from '../screen/figures.ts'
import { factLines, paragraph, type Sheet, wordOf } from '../screen/sheet.ts'
import { type Told, toldOf, topicScreen, type Verdict } from '../screen/told.ts'

type Navigation = TopicMessage<'navigation'>

const verdictOf = ({ text }: Sheet, { attitude }: Navigation): Verdict => {
  if (!attitude) return { text: text('attitude.unknown'), tone: 'bad' }
  const heading = text('attitude.heading', {
    deg: attitude.headingTrueDeg.toFixed(1),
    sigma: attitude.headingSigmaDeg.toFixed(2),
  })
  return { text: heading, tone: attitude.isReversible ? 'bad' : 'good' }
}

const biasColumns: readonly Column[] = [
  { title: 'column.terminal' },
  { title: 'column.yaw', isFigure: true },
  { title: 'column.pitch', isFigure: true },
  { title: 'column.roll', isFigure: true },
  { title: 'column.sigma', isFigure: true },
  { title: 'column.learnt' },
]

/** How each terminal sits against its drawing, as its signal shows. */
const biasLines = (sheet: Sheet, { message }: Told<'pointing'>): string[] => {
  const rows = Object.entries(message?.terminals ?? {}).flatMap(([name, { bias }]) =>
    bias
      ? [
          [
            name,
            ...[bias.yawDeg, bias.pitchDeg, bias.rollDeg, bias.sigmaDeg].map((deg) => degText(deg, 2)),
            sheet.text(bias.isLearnt ? 'word.yes' : 'word.no'),
          ],
        ]
      : [],
  )
  return rows.length === 0 ? [] : ['', ...paragraph(sheet, 'attitude.mounts'), ...tableLines(sheet, biasColumns, rows)]
}

const withSigma = (deg: number, sigmaDeg: number): string => `${degText(deg, 2)} (σ ${degText(sigmaDeg, 2)})`

/** Which way the coach points and leans, how well that is known, and how terminals sit on it. */
export const attitudeLines = (sheet: Sheet, { attitude }: Navigation, pointing: Told<'pointing'>): string[] => {
  const { text } = sheet
  if (!attitude) return paragraph(sheet, 'attitude.wait')
  const { pitchDeg, rollDeg, tiltSigmaDeg, turnRateDegPerS, headingSource, isReversible, turnedBySignalDeg } = attitude
  return [
    ...factLines(sheet, [
      ['label.heading-by', headingSource && wordOf(text, headingSource)],
      ['label.reversible', isReversible ? { text: text('attitude.reversible'), tone: 'bad' } : undefined],
      ['label.turn', `${turnRateDegPerS.toFixed(2)}°/s`],
      ['label.pitch', withSigma(pitchDeg, tiltSigmaDeg)],
      ['label.roll', withSigma(rollDeg, tiltSigmaDeg)],
      ['label.turned-by-signal', turnedBySignalDeg === undefined ? undefined : degText(turnedBySignalDeg, 2)],
    ]),
    ...biasLines(sheet, pointing),
  ]
}

export const showAttitude = command({
  words: ['show', 'attitude'],
  arguments: {},
  help: 'help.show-attitude',
  role: 'viewer',
  run: async (context) => {
    const pointing = await toldOf(context, 'pointing')
    return topicScreen(context, { topic: 'navigation', title: context.text('title.attitude') }, (message, sheet) => ({
      verdict: verdictOf(sheet, message),
      lines: attitudeLines(sheet, message, pointing),
      data: {
        attitude: message.attitude,
        mounts: Object.fromEntries(
          Object.entries(pointing.message?.terminals ?? {}).map(([name, { bias }]) => [name, bias]),
        ),
      },
    }))
  },
})
