import { systemClock } from '../../hal/linux/clock.ts'
import { isFolder } from '../../hal/linux/make-folder.ts'
import { zmqTransport } from '../../hal/linux/zmq-transport.ts'
import type { Answer } from '../bus/answer.ts'
import type { CommandName, CommandReply, CommandRequest } from '../bus/commands.ts'
import { SocketBus } from '../bus/socket-bus.ts'
import { UsageError } from '../usage-error.ts'

/** Asks a running service over the sockets in `busFolder`, for a program on the command line. Rejects with UsageError when there is no such folder. */
export const ask = async <C extends CommandName>(
  busFolder: string,
  command: C,
  message: CommandRequest<C>,
): Promise<Answer<C>> => {
  if (!(await isFolder(busFolder))) throw new UsageError(`--bus "${busFolder}": no such folder; is the train running?`)
  const transport = await zmqTransport(busFolder)
  const bus = await SocketBus.open({ transport, services: [], run: 'ask', clock: systemClock })
  try {
    return await bus.request(command, message)
  } finally {
    await bus.close()
  }
}

/** The reply in an answer. Throws UsageError with what the service said, or that `server` is not running. */
export const replyOf = <C extends CommandName>(answer: Answer<C>, server: string): CommandReply<C> => {
  if (answer.ok) return answer.reply
  throw new UsageError(answer.reason === 'no-server' ? `${server} is not running: nothing was done` : answer.text)
}
