import type { TopicMessage } from '../../bus/topics.ts'
import { command } from '../command.ts'
import type { MessageKey } from '../messages.ts'
import { type Cell, factLines, type Sheet } from '../screen/sheet.ts'
import { topicScreen, type Verdict } from '../screen/told.ts'

type Power = TopicMessage<'power'>

const cellOf = ({ text }: Sheet, isBad: boolean, [bad, good]: readonly [MessageKey, MessageKey]): Cell =>
  isBad ? { text: text(bad), tone: 'bad' } : text(good)

const verdictOf = ({ text }: Sheet, power: Power): Verdict => {
  if (power.isSupplyFailing) return { text: text('power.failing'), tone: 'bad' }
  const isCalm = !power.isTampered && !power.isLockedOut && !power.isEmergencyPressed
  return isCalm ? { text: text('power.well'), tone: 'good' } : { text: text('power.not-calm'), tone: 'bad' }
}

/** What the power board's lines say. */
export const powerLines = (sheet: Sheet, power: Power): string[] =>
  factLines(sheet, [
    ['label.supply', cellOf(sheet, power.isSupplyFailing, ['word.failing', 'word.good'])],
    ['label.cabinet', cellOf(sheet, power.isTampered, ['word.open', 'word.closed'])],
    ['label.key-switch', cellOf(sheet, power.isLockedOut, ['word.locked', 'word.off'])],
    ['label.button', cellOf(sheet, power.isEmergencyPressed, ['word.pressed', 'word.released'])],
  ])

export const showPower = command({
  words: ['show', 'power'],
  arguments: {},
  help: 'help.show-power',
  role: 'viewer',
  run: (context) =>
    topicScreen(context, { topic: 'power', title: context.text('title.power') }, (message, sheet) => ({
      verdict: verdictOf(sheet, message),
      lines: powerLines(sheet, message),
    })),
})
