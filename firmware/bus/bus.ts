import type { Answer, CommandHandler } from './answer.ts'
import type { CommandName, CommandRequest } from './commands.ts'
import type { TopicMessage, TopicName } from './topics.ts'

export type Unsubscribe = () => void

/** What was lost or refused on its way, by topic; a topic without losses is absent. */
export interface BusCounters {
  /** Messages that a full queue lost, and gaps in what came over sockets. */
  dropped: Readonly<Partial<Record<TopicName, number>>>
  /** Messages that the topic's schema refused. */
  invalid: Readonly<Partial<Record<TopicName, number>>>
  /** Requests and replies that were none. */
  invalidCommands: number
}

/**
 * How services tell each other what is so. One writer a topic; each reader gets the last message at once when
 * there is one, then each new one. A reader that falls behind loses messages, counted: its own queue loses the
 * oldest; the sockets between processes, when they are full, the newest of a burst, which is counted as a gap once
 * the next message arrives. What a service is asked to do is a command, with an answer and a deadline.
 */
export interface Bus {
  /** Throws TypeError for a topic that belongs to a service that this bus was not opened for: our own mistake. */
  publish<N extends TopicName>(topic: N, message: TopicMessage<N>): void
  subscribe<N extends TopicName>(topic: N, handler: (message: TopicMessage<N>) => void): Unsubscribe
  /**
   * Answers a command until unsubscribed. Throws TypeError for a command of a service that this bus was not opened for,
   * or one that has a handler: our own mistakes.
   */
  handle<C extends CommandName>(command: C, handler: CommandHandler<C>): Unsubscribe
  /**
   * Asks the service that owns the command, wherever it runs. Resolves by the deadline at the latest (the command's own
   * unless given), never rejects. A request is carried out once or not at all, never twice.
   */
  request<C extends CommandName>(
    command: C,
    message: CommandRequest<C>,
    options?: { deadlineMs?: number },
  ): Promise<Answer<C>>
  counters(): BusCounters
  close(): Promise<void>
}
