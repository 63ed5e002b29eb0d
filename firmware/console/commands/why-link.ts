import type { CommandReply } from '../../bus/commands.ts'
import { trafficClasses } from '../../domain/traffic-class.ts'
import { choiceArgument } from '../argument.ts'
import { command } from '../command.ts'
import { noReply } from '../no-reply.ts'
import { saidText, scoreText } from '../screen/said-text.ts'
import { arrow, hanging, type Sheet, sheetOf } from '../screen/sheet.ts'

type Why = CommandReply<'why.show'>
type Candidate = Why['candidates'][number]

const signed = (points: number): string => `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(1)}`

const candidateLines = (sheet: Sheet, { link, isChosen, score, parts, wouldChange }: Candidate): string[] => {
  const { text } = sheet
  const said = (words: string): string => saidText(text, words)
  return [
    ...hanging(sheet, `${isChosen ? arrow(sheet) : ' '} `, text('why-link.points', { link, points: score.toFixed(1) })),
    ...parts.flatMap(({ name, points: part, text: words }) => {
      const begin = ' '.repeat(Math.max(0, 11 - signed(part).length))
      return hanging(sheet, begin, `${signed(part)}  ${scoreText(text, name)}: ${said(words)}`)
    }),
    ...hanging(sheet, '    ', text('why-link.change', { what: said(wouldChange) })),
  ]
}

/** The choice for people: the verdict, then each candidate with the parts of its score and what would change it. */
const whyLinkLines = (sheet: Sheet, { trafficClass, link, verdict, candidates }: Why): string[] => {
  const { text } = sheet
  const head = { class: trafficClass, link: link ?? text('why-link.no-link'), verdict: saidText(text, verdict) }
  return [
    ...hanging(sheet, '', text('why-link.head', head)),
    ...candidates.flatMap((candidate) => candidateLines(sheet, candidate)),
  ]
}

export const whyLink = command({
  words: ['why', 'link'],
  arguments: {
    trafficClass: choiceArgument({ label: 'CLASS', help: 'argument.class', choices: trafficClasses }),
  },
  help: 'help.why-link',
  role: 'viewer',
  run: async (context, { trafficClass }) => {
    const answer = await context.bus.request('why.show', { trafficClass })
    if (!answer.ok) return noReply(context, answer, 'links')
    return { lines: whyLinkLines(sheetOf(context), answer.reply), data: answer.reply }
  },
})
