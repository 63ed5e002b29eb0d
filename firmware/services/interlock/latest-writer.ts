/**
 * Writes the newest of what is handed in: one write runs, at most one waits, and who is overtaken while waiting shares the outcome of what overtook it.
 * So a medium that hangs holds one copy, not all that was handed in since.
 */
export const latestWriter = (write: (bytes: Uint8Array) => Promise<void>): ((bytes: Uint8Array) => Promise<void>) => {
  let running: Promise<void> | undefined
  let waiting: { bytes: Uint8Array; written: Promise<void> } | undefined
  const start = (bytes: Uint8Array): Promise<void> => {
    const written = write(bytes)
    running = written.then(end, end)
    return written
  }
  const end = (): void => {
    running = undefined
  }
  const startWaiting = (): Promise<void> => {
    const bytes = waiting?.bytes ?? new Uint8Array()
    waiting = undefined
    return start(bytes)
  }
  return (bytes) => {
    if (waiting) waiting.bytes = bytes
    else if (running) waiting = { bytes, written: running.then(startWaiting) }
    else return start(bytes)
    return waiting.written
  }
}
