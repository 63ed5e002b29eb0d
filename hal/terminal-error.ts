/** When the same call may be tried again. */
export type Retry = 'now' | 'backoff' | 'never'

/** What went wrong, by family: `port-…` the line, `device-…` the thing at its end, `gpio-…`, `network-…`, `storage-…`. */
export type TerminalErrorCode =
  | 'port-missing'
  | 'port-busy'
  | 'port-denied'
  | 'port-closed'
  | 'port-failed'
  | 'port-write-timeout'
  | 'device-timeout'
  | 'device-refused'
  | 'device-garbled'
  | 'gpio-missing'
  | 'gpio-failed'
  | 'network-failed'
  | 'storage-failed'
  | 'account-failed'

/** A failure of a device or of the line to it, with what to do about it. */
export class TerminalError extends Error {
  readonly code: TerminalErrorCode
  readonly device: string
  readonly retry: Retry

  constructor(what: { code: TerminalErrorCode; device: string; retry: Retry; message: string; cause?: unknown }) {
    super(`${what.device}: ${what.message}`, { cause: what.cause })
    this.name = 'TerminalError'
    this.code = what.code
    this.device = what.device
    this.retry = what.retry
  }
}
