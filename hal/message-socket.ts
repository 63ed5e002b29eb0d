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

/** The answering end of one server: every client that is connected may ask. */
export interface RequestServer {
  /** `reply` may be called later, once; a client that is gone by then gets nothing. */
  onRequest(handler: (body: string, reply: (body: string) => void) => void): void
  close(): Promise<void>
}

/** The asking end: it connects, and connects again for as long as it is not closed. */
export interface RequestClient {
  /** Whether a connected server took it; never waits for one. What a server has taken dies with it. */
  send(body: string): Promise<boolean>
  onReply(handler: (body: string) => void): void
  close(): Promise<void>
}

/** Messages between the processes of one machine. Endpoints are names of writers and of servers. */
export interface MessageTransport {
  /** Rejects with TerminalError `port-busy` when another process writes at this endpoint. */
  openWriter(endpoint: string): Promise<MessageWriter>
  openReader(endpoint: string): MessageReader
  /** Rejects with TerminalError `port-busy` when another process answers at this endpoint. */
  openServer(endpoint: string): Promise<RequestServer>
  openClient(endpoint: string): RequestClient
}
