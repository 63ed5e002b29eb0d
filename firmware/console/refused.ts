import type { NoAnswer } from '../bus/answer.ts'
import type { CommandContext, Outcome } from './command.ts'

/** What is told when a service brought no reply: that it does not run, or what it said. */
export const refused = ({ text }: Pick<CommandContext, 'text'>, service: string, answer: NoAnswer): Outcome => {
  const line =
    answer.reason === 'no-server' || answer.reason === 'timeout'
      ? text(`act.${answer.reason}`, { service })
      : text('act.refused', { service, why: answer.text })
  return { lines: [line], data: { reason: answer.reason, text: answer.text }, isBad: true }
}
