import { type Answer, type CommandHandler, mistakesIn, noAnswer, refuse } from './answer.ts'
import type { Unsubscribe } from './bus.ts'
import { type CommandName, commands } from './commands.ts'

type AnyHandler = CommandHandler<CommandName>

/** Requests that one process carries out at a time; chosen: people ask, not loops. */
const RUNNING_LIMIT = 16

const sayWhy = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

/** The serving side of commands: checks what is asked and runs the handler. Never rejects. */
export class CommandHandlers {
  readonly #handlers = new Map<CommandName, AnyHandler>()
  #running = 0

  /** Throws TypeError when the command has a handler already: our own mistake. */
  add<C extends CommandName>(command: C, handler: CommandHandler<C>): Unsubscribe {
    if (this.#handlers.has(command)) throw new TypeError(`command ${command} has a handler already`)
    this.#handlers.set(command, handler as AnyHandler)
    return () => {
      if (this.#handlers.get(command) === handler) this.#handlers.delete(command)
    }
  }

  async answer(command: CommandName, message: unknown): Promise<Answer<CommandName>> {
    const handler = this.#handlers.get(command)
    if (!handler) return noAnswer('no-server', `${commands[command].server} does not answer ${command} now`)
    const request = commands[command].request.safeParse(message)
    if (!request.success) return refuse(mistakesIn(request.error))
    if (this.#running >= RUNNING_LIMIT) return noAnswer('busy', `${commands[command].server} has too much to do`)
    this.#running += 1
    try {
      return await handler(request.data)
    } catch (cause) {
      return noAnswer('failed', sayWhy(cause))
    } finally {
      this.#running -= 1
    }
  }
}
