import type { NoAnswer } from '../bus/answer.ts'
import type { ServiceName } from '../bus/services.ts'
import type { CommandContext, Outcome } from './command.ts'
import { saidText } from './screen/said-text.ts'

/** Why a service gave no reply, for the person who asked: in its words, or that it does not run. */
export const noReply = (
  { text }: Pick<CommandContext, 'text'>,
  { reason, text: said }: NoAnswer,
  service: ServiceName,
): Outcome => {
  const line =
    reason === 'no-server'
      ? text('service.not-running', { service })
      : reason === 'timeout'
        ? text('service.timeout', { service })
        : saidText(text, said)
  return { lines: [line], data: { refused: line }, isBad: true }
}
