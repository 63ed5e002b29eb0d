/** The sending end of one writer: every reader that is connected gets each message of the channels it asked for. */
export interface MessageWriter {
  /** Never waits: a reader that does not keep up loses messages, never the writer its time. */
  send(channel: string, body: string): void
  /** Called each time a reader begins to ask for a channel. */
  onSubscriber(handler: (channel: string) => void): void
  close(): Promise<void>
}

/** The receiving end: it connects, and connects again for as long as it is not closed. */
export interface MessageReader {
  subscribe(channel: string): void
  onMessage(handler: (channel: string, body: string) => void): void
  close(): Promise<void>
}

/** Messages between the processes of one machine. Endpoints are names of writers. */
export interface MessageTransport {
  /** Rejects with TerminalError `port-busy` when another process writes at this endpoint. */
  openWriter(endpoint: string): Promise<MessageWriter>
  openReader(endpoint: string): MessageReader
}
