/** What asks a command to end: Ctrl-C, SIGTERM, or the end of the process that started it. */
export interface StopSignal {
  readonly stopped: Promise<void>
  isStopping(): boolean
  /** Ends the wait from within. */
  stop(): void
}

/** Listens for SIGINT and SIGTERM from now on; neither ends the process any more by itself. */
export const listenForStop = (): StopSignal => {
  const { promise: stopped, resolve } = Promise.withResolvers<void>()
  let isStopping = false
  const stop = (): void => {
    isStopping = true
    resolve()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return { stopped, isStopping: () => isStopping, stop }
}
