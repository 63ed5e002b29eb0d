/**
 * Calls to one server: one request, one answer, both as bytes, which mean something to the caller only. It connects by itself, and again
 * after a loss. Nothing is asked twice by it: who calls decides about retries.
 */
export interface RpcChannel {
  /**
   * Resolves with the answer's body, of 1 MiB at most. Rejects with TerminalError, within `timeoutMs` whatever happens: `device-timeout` when no answer
   * came, `device-refused` when the server said no (`retry` is `never` when it will go on saying so), `port-failed` when there was no
   * connection, so that nothing was sent; `port-closed` when it broke, or was given up, and what was sent may have arrived.
   */
  call(method: string, body: Uint8Array, timeoutMs: number): Promise<Uint8Array>
  /** Ends what is in flight, which rejects; harmless when closed. */
  close(): void
}

/** Why a server refuses, in gRPC's own words. */
export type RpcRefusal = 'PERMISSION_DENIED' | 'UNIMPLEMENTED' | 'UNAVAILABLE' | 'INVALID_ARGUMENT'

/** What a server makes of one request. */
export type RpcAnswer = { body: Uint8Array } | { refusal: RpcRefusal; message: string }

/** Answers requests to one method; `reply` is called once, or never. */
export type RpcHandler = (body: Uint8Array, reply: (answer: RpcAnswer) => void) => void

/** A server that listens until it is closed. */
export interface RpcServer {
  /** Where it is: the port that it took, or its socket's path. */
  readonly where: string
  /** Hangs up on every client. */
  close(): Promise<void>
}

/** Serves one method at `HOST:PORT` (port 0 takes any) or on a Unix socket; rejects with TerminalError `port-busy` or `port-failed`. */
export type ServeRpc = (options: { where: string; method: string; handle: RpcHandler }) => Promise<RpcServer>
