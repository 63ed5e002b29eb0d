import type { Cancel, Clock } from '../../hal/clock.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import type { Odometer, OdometerCounters } from './odometer.ts'

/** How long until lines that could not be opened are tried again. */
const AGAIN_AFTER_MS = 5_000

const nothing: OdometerCounters = { edges: 0, pulses: 0, bounces: 0, readErrors: 0 }

/**
 * An odometer that opens by itself and keeps on trying, for a position is worth more than its odometer: it gives no reading until then.
 * What can never be opened, such as a line that the board does not have, is not tried again. `opened` is how the first try ended.
 */
export const patientOdometer = (with_: {
  open: () => Promise<Odometer>
  clock: Clock
}): { odometer: Odometer; opened: Promise<void> } => {
  const { open, clock } = with_
  let inner: Odometer | undefined
  let isClosed = false
  let cancel: Cancel = () => undefined
  const attempt = async (): Promise<void> => {
    const made = await open()
    if (isClosed) await made.close()
    else inner = made
  }
  const again = (error: unknown): void => {
    if (isClosed || (error instanceof TerminalError && error.retry === 'never')) return
    cancel = clock.after(AGAIN_AFTER_MS, () => void attempt().catch(again))
  }
  const opened = attempt()
  opened.catch(again)
  return {
    odometer: {
      reading: () => inner?.reading(),
      counters: () => inner?.counters() ?? nothing,
      close: async () => {
        isClosed = true
        cancel()
        await inner?.close()
      },
    },
    opened,
  }
}
