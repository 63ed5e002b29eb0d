import type { CommandReply, CommandRequest } from '../bus/commands.ts'
import type { CommandContext, Outcome } from './command.ts'
import { refused } from './files/over-line.ts'
import { noReply } from './no-reply.ts'
import { pause } from './pause.ts'

const LOOK_EVERY_MS = 500

type Begun = CommandReply<'links.test'>

/** What a test of a link came to. */
export interface LinkJob extends Begun {
  lines: string[]
  measured: CommandReply<'links.job'>['measured']
}

/** Runs a test of a link to its end, telling what its program says; what was refused is an outcome. */
export const runLinkJob = async (
  context: CommandContext,
  request: CommandRequest<'links.test'>,
  onLine: (line: string) => void = context.say,
): Promise<LinkJob | Outcome> => {
  const { bus, ended, text } = context
  if (ended.aborted) return refused(text('line.interrupted'))
  const begun = await bus.request('links.test', request)
  if (!begun.ok) return noReply(context, begun, 'links')
  const { job } = begun.reply
  const lines: string[] = []
  for (;;) {
    const isWaiting = await pause(context, LOOK_EVERY_MS)
    if (!isWaiting) await bus.request('links.stop', { job })
    const shown = await bus.request('links.job', { job, fromLine: lines.length })
    if (!shown.ok) {
      // Nobody would look for its end.
      if (isWaiting) await bus.request('links.stop', { job })
      return noReply(context, shown, 'links')
    }
    for (const line of shown.reply.lines) onLine(line)
    lines.push(...shown.reply.lines)
    if (shown.reply.isDone || !isWaiting) return { ...begun.reply, lines, measured: shown.reply.measured }
  }
}
