import { z } from 'zod'
import type { Clock } from '../../hal/clock.ts'
import type { MessageTransport, RequestClient, RequestServer } from '../../hal/message-socket.ts'
import { type Answer, noAnswerReasons } from './answer.ts'
import { CommandHandlers } from './command-handlers.ts'
import { type CommandName, commands, isCommand } from './commands.ts'
import { Requests } from './requests.ts'
import type { ServiceName } from './services.ts'

const requestEnvelope = z.object({
  id: z.number().int().positive(),
  command: z.string().refine(isCommand),
  /** The caller's deadline on the machine's clock: whoever takes it later drops it. */
  untilMs: z.number(),
  message: z.unknown(),
})

const replyEnvelope = z.object({
  id: z.number().int().positive(),
  answer: z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), reply: z.unknown() }),
    z.object({ ok: z.literal(false), reason: z.enum(noAnswerReasons), text: z.string() }),
  ]),
})

type RequestEnvelope = z.infer<typeof requestEnvelope>
type ReplyEnvelope = z.infer<typeof replyEnvelope>

const parse = <S extends z.ZodType>(schema: S, body: string): z.infer<S> | undefined => {
  try {
    return schema.safeParse(JSON.parse(body)).data
  } catch {
    return undefined
  }
}

const isServing = (service: ServiceName): boolean => Object.values(commands).some(({ server }) => server === service)

/** Commands between processes: a socket for each service that serves here, a connection to each that was asked. */
export class SocketCommands {
  readonly handlers = new CommandHandlers()
  readonly #transport: MessageTransport
  readonly #clock: Clock
  readonly #requests: Requests
  readonly #servers: readonly RequestServer[]
  readonly #clients = new Map<ServiceName, RequestClient>()
  #invalid = 0

  private constructor(transport: MessageTransport, clock: Clock, servers: readonly RequestServer[]) {
    this.#transport = transport
    this.#clock = clock
    this.#requests = new Requests(clock)
    this.#servers = servers
    for (const server of servers) server.onRequest((body, reply) => void this.#serve(body, reply))
  }

  /** Rejects with TerminalError `port-busy` when one of `services` already answers in another process. */
  static async open(with_: {
    transport: MessageTransport
    services: readonly ServiceName[]
    clock: Clock
  }): Promise<SocketCommands> {
    const servers: RequestServer[] = []
    try {
      for (const service of with_.services.filter(isServing)) servers.push(await with_.transport.openServer(service))
    } catch (cause) {
      await Promise.all(servers.map((server) => server.close()))
      throw cause
    }
    return new SocketCommands(with_.transport, with_.clock, servers)
  }

  request(command: CommandName, message: unknown, deadlineMs: number): Promise<Answer<CommandName>> {
    const client = this.#clientOf(commands[command].server)
    return this.#requests.ask(command, deadlineMs, (request) =>
      client.send(JSON.stringify({ ...request, command, message } satisfies RequestEnvelope)),
    )
  }

  /** Envelopes that nobody could read, of requests and of replies. */
  invalid(): number {
    return this.#invalid
  }

  async close(): Promise<void> {
    this.#requests.close()
    await Promise.all([...this.#clients.values(), ...this.#servers].map((socket) => socket.close()))
  }

  #clientOf(service: ServiceName): RequestClient {
    const known = this.#clients.get(service)
    if (known) return known
    const client = this.#transport.openClient(service)
    client.onReply((body) => this.#receive(body))
    this.#clients.set(service, client)
    return client
  }

  async #serve(body: string, reply: (body: string) => void): Promise<void> {
    const request = parse(requestEnvelope, body)
    if (!request) this.#invalid += 1
    if (!request || this.#clock.nowMs() > request.untilMs) return
    const answer = await this.handlers.answer(request.command, request.message)
    reply(JSON.stringify({ id: request.id, answer } satisfies ReplyEnvelope))
  }

  #receive(body: string): void {
    const envelope = parse(replyEnvelope, body)
    if (envelope) this.#requests.settle(envelope.id, envelope.answer)
    else this.#invalid += 1
  }
}
