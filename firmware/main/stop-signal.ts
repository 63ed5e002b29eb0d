/** What asks a command to end: Ctrl-C, SIGTERM, a closed terminal, or the end of the process that started it. */
export interface StopSignal {
  readonly stopped: Promise<void>
  isStopping(): boolean
  /** Ends the wait from within. */
  stop(): void
}

/** Listens from now on; no signal of these ends the process any more by itself. */
export const listenForStop = (): StopSignal => {
  const { promise: stopped, resolve } = Promise.withResolvers<void>()
  let isStopping = false
  const stop = (): void => {
    isStopping = true
    resolve()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  if (process.connected) process.on('disconnect', stop)
  return { stopped, isStopping: () => isStopping, stop }
}
