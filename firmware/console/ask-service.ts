import { type CommandName, type CommandReply, type CommandRequest, commands } from '../bus/commands.ts'
import type { CommandContext, Outcome } from './command.ts'
import { noReply } from './no-reply.ts'

/** Asks the service that answers a command of the bus, and tells its reply, or why there is none. */
export const askService = async <C extends CommandName>(
  context: CommandContext,
  name: C,
  request: CommandRequest<C>,
  tell: (reply: CommandReply<C>) => Outcome | Promise<Outcome>,
): Promise<Outcome> => {
  const answer = await context.bus.request(name, request)
  return answer.ok ? tell(answer.reply) : noReply(context, answer, commands[name].server)
}
