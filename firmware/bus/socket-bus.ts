import type { Clock } from '../../hal/clock.ts'
import type { MessageReader, MessageTransport, MessageWriter } from '../../hal/message-socket.ts'
import type { Answer, CommandHandler } from './answer.ts'
import type { Bus } from './bus.ts'
import { type CommandName, type CommandRequest, commands } from './commands.ts'
import { Deliveries } from './deliveries.ts'
import { Heard } from './heard.ts'
import { isEventTopic, Repeats } from './repeats.ts'
import type { ServiceName } from './services.ts'
import { SocketCommands } from './socket-commands.ts'
import { type TopicMessage, type TopicName, topics } from './topics.ts'

/** What goes over the socket: `run` tells one life of the writer from the next, `seq` counts a topic's messages within it. */
interface Envelope {
  run: string
  seq: number
  message: unknown
}

const parseEnvelope = (body: string): Envelope | undefined => {
  try {
    const parsed: Partial<Envelope> | null = JSON.parse(body)
    if (typeof parsed?.run !== 'string' || typeof parsed.seq !== 'number') return undefined
    return { run: parsed.run, seq: parsed.seq, message: parsed.message }
  } catch {
    return undefined
  }
}

const isTopic = (channel: string): channel is TopicName => Object.hasOwn(topics, channel)

interface OpenOptions {
  transport: MessageTransport
  /** Those that write and answer here; none for who only reads and asks. */
  services: readonly ServiceName[]
  run: string
  clock: Clock
}

/**
 * The bus between processes: each writer has its own socket, readers connect to it, so there is no broker to lose.
 * `run` differs at each start. Whatever does not fit its topic's schema is counted and goes no further.
 */
export class SocketBus implements Bus {
  readonly #transport: MessageTransport
  readonly #writers: ReadonlyMap<ServiceName, MessageWriter>
  readonly #readers = new Map<ServiceName, MessageReader>()
  readonly #deliveries = new Deliveries(setImmediate)
  readonly #commands: SocketCommands
  readonly #run: string
  readonly #sent = new Map<TopicName, number>()
  readonly #repeats: Repeats
  readonly #heard = new Map<TopicName, Heard>()
  readonly #invalid: Partial<Record<TopicName, number>> = {}

  private constructor(with_: OpenOptions, writers: ReadonlyMap<ServiceName, MessageWriter>, commands: SocketCommands) {
    this.#transport = with_.transport
    this.#run = with_.run
    this.#writers = writers
    this.#commands = commands
    this.#repeats = new Repeats(with_.clock)
    for (const writer of writers.values()) writer.onSubscriber((channel) => this.#repeat(writer, channel))
  }

  /** Rejects with TerminalError `port-busy` when one of `services` already writes from another process. */
  static async open(with_: OpenOptions): Promise<SocketBus> {
    const writers = new Map<ServiceName, MessageWriter>()
    try {
      for (const service of with_.services) writers.set(service, await with_.transport.openWriter(service))
      return new SocketBus(with_, writers, await SocketCommands.open(with_))
    } catch (cause) {
      await Promise.all([...writers.values()].map((writer) => writer.close()))
      throw cause
    }
  }

  publish<N extends TopicName>(topic: N, message: TopicMessage<N>): void {
    const writer = this.#writers.get(topics[topic].writer)
    if (!writer)
      throw new TypeError(`topic ${topic} belongs to ${topics[topic].writer}, which this process does not run`)
    const seq = (this.#sent.get(topic) ?? 0) + 1
    const body = JSON.stringify({ run: this.#run, seq, message } satisfies Envelope)
    this.#sent.set(topic, seq)
    this.#repeats.note(topic, body)
    writer.send(topic, body)
  }

  subscribe<N extends TopicName>(topic: N, handler: (message: TopicMessage<N>) => void): () => void {
    const reader = this.#deliveries.add(topic, handler)
    const last = this.#deliveries.last(topic)
    if (last !== undefined) this.#deliveries.offerTo(topic, reader, last)
    this.#readerOf(topics[topic].writer).subscribe(topic)
    return () => this.#deliveries.remove(topic, reader)
  }

  handle<C extends CommandName>(command: C, handler: CommandHandler<C>): () => void {
    const { server } = commands[command]
    if (!this.#writers.has(server))
      throw new TypeError(`command ${command} belongs to ${server}, which this process does not run`)
    return this.#commands.handlers.add(command, handler)
  }

  request<C extends CommandName>(
    command: C,
    message: CommandRequest<C>,
    { deadlineMs = commands[command].deadlineMs }: { deadlineMs?: number } = {},
  ): Promise<Answer<C>> {
    return this.#commands.request(command, message, deadlineMs) as Promise<Answer<C>>
  }

  counters() {
    return {
      ...this.#deliveries.counters(),
      invalid: { ...this.#invalid },
      invalidCommands: this.#commands.invalid(),
    }
  }

  async close(): Promise<void> {
    this.#deliveries.clear()
    const sockets = [this.#commands, ...this.#readers.values(), ...this.#writers.values()]
    await Promise.all(sockets.map((socket) => socket.close()))
  }

  #readerOf(service: ServiceName): MessageReader {
    const known = this.#readers.get(service)
    if (known) return known
    const reader = this.#transport.openReader(service)
    reader.onMessage((channel, body) => this.#receive(channel, body))
    this.#readers.set(service, reader)
    return reader
  }

  #repeat(writer: MessageWriter, channel: string): void {
    if (isTopic(channel)) for (const body of this.#repeats.of(channel)) writer.send(channel, body)
  }

  #receive(topic: string, body: string): void {
    if (!isTopic(topic)) return
    const envelope = parseEnvelope(body)
    if (envelope && !this.#isNew(topic, envelope)) return
    const parsed = topics[topic].schema.safeParse(envelope?.message)
    if (parsed.success) this.#deliveries.offer(topic, parsed.data)
    else this.#countInvalid(topic)
  }

  /** False for what is repeated to someone else; a gap within one life of the writer counts as dropped. */
  #isNew(topic: TopicName, { run, seq }: Envelope): boolean {
    const heard = this.#heard.get(topic) ?? new Heard(isEventTopic(topic))
    this.#heard.set(topic, heard)
    const { isNew, dropped } = heard.hear(run, seq)
    this.#deliveries.countDropped(topic, dropped)
    return isNew
  }

  #countInvalid(topic: TopicName): void {
    this.#invalid[topic] = (this.#invalid[topic] ?? 0) + 1
  }
}
