import type { NamedFile } from '../../../hal/file-transfer.ts'
import { CONFIGURATION_LENGTH_AT_MOST, ELEMENTS_LENGTH_AT_MOST } from '../../bus/schemas/configuration-commands.ts'
import type { CommandContext, Outcome } from '../command.ts'
import { candidateLines } from '../commands/configuration.ts'
import { noReply } from '../no-reply.ts'
import { sha256Of } from './file-of.ts'
import { refused } from './over-line.ts'

/** What came over the line, and can be taken. */
export interface Takeable {
  atMostBytes: number
  take(context: CommandContext, text: string): Promise<Outcome>
}

/** Becomes the candidate, and nothing more: what it would change is shown as `diff` does. */
export const configurationTaken: Takeable = {
  atMostBytes: CONFIGURATION_LENGTH_AT_MOST,
  take: async (context, text) => {
    const answer = await context.bus.request('configuration.edit', { do: 'take', by: context.user.name, text })
    if (!answer.ok) return noReply(context, answer, 'configuration')
    const isBad = answer.reply.mistakes.length > 0
    return { lines: candidateLines(context.text, answer.reply), data: answer.reply, ...(isBad && { isBad }) }
  },
}

const textOf = ({ bytes }: NamedFile): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Nobody's control bytes, nor letters that turn writing round. */
const shownName = (name: string): string => name.replaceAll(/[^\p{L}\p{N}._-]/gu, '?').slice(0, 60)

/** Tells what came by its hash, and hands it on where it is the wanted one. */
export const takeFile = async (
  context: CommandContext,
  file: NamedFile,
  { takeable: { take }, wanted }: { takeable: Takeable; wanted: string | undefined },
): Promise<Outcome> => {
  const { text, say } = context
  const sha256 = sha256Of(file.bytes)
  say(text('files.received', { name: shownName(file.name), bytes: file.bytes.length }))
  say(`sha256 ${sha256}`)
  if (wanted !== undefined && !sha256.startsWith(wanted.toLowerCase())) return refused(text('files.other-hash'))
  const taken = textOf(file)
  return taken === undefined ? refused(text('files.not-text')) : take(context, taken)
}

/** A file of elements for a terminal: checked and put in place as `elements import` does, by the process that may. */
export const elementsTaken = (terminal: string): Takeable => ({
  atMostBytes: ELEMENTS_LENGTH_AT_MOST,
  take: async (context, text) => {
    const { bus, user } = context
    const answer = await bus.request('configuration.elements', { by: user.name, terminal, text })
    if (!answer.ok) return noReply(context, answer, 'configuration')
    const reloaded = await bus.request('elements.reload', {})
    if (!reloaded.ok) return noReply(context, reloaded, 'tracking')
    return { lines: answer.reply.lines, data: { ...answer.reply, ...reloaded.reply } }
  },
})
