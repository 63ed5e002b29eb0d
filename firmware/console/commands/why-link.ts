import { trafficClasses } from '../../domain/traffic-class.ts'
import { whyLines } from '../../plan/class-text.ts'
import { choiceArgument } from '../argument.ts'
import { command } from '../command.ts'
import { noReply } from '../no-reply.ts'
import { hanging, sheetOf } from '../screen/sheet.ts'

const indentOf = (line: string): string => /^ */.exec(line)?.[0] ?? ''

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
    const sheet = sheetOf(context)
    return {
      lines: whyLines(answer.reply).flatMap((line) => hanging(sheet, indentOf(line), line.trimStart())),
      data: answer.reply,
    }
  },
})
