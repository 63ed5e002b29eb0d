import type { Cancel, Clock } from './clock.ts'
import { TerminalError } from './terminal-error.ts'

/** How long until what could not be opened is tried again. */
const AGAIN_AFTER_MS = 5_000

interface PatientOptions<T> {
  open: () => Promise<T>
  clock: Clock
  /** Called once, with what was opened. */
  onOpen?: (opened: T) => void
}

/** Something that a train rides without while it cannot be opened. */
export interface PatientOpening<T> {
  /** What was opened; undefined until then. */
  present(): T | undefined
  /** How the first try ended. */
  opened: Promise<void>
  /** Ends the tries, and closes what was opened, late too. */
  close(): Promise<void>
}

/** Opens something by itself, and again every 5 s until it is there. What can never be opened, such as a line that a board does not have, is not tried again. */
export const openPatiently = <T extends { close(): Promise<void> }>({
  open,
  clock,
  onOpen = () => undefined,
}: PatientOptions<T>): PatientOpening<T> => {
  let present: T | undefined
  let isClosed = false
  let cancel: Cancel = () => undefined
  const attempt = async (): Promise<void> => {
    const made = await open()
    if (isClosed) return made.close()
    present = made
    onOpen(made)
  }
  const again = (error: unknown): void => {
    if (isClosed || (error instanceof TerminalError && error.retry === 'never')) return
    cancel = clock.after(AGAIN_AFTER_MS, () => void attempt().catch(again))
  }
  const opened = attempt()
  opened.catch(again)
  return {
    present: () => present,
    opened,
    close: async () => {
      isClosed = true
      cancel()
      await present?.close()
    },
  }
}
