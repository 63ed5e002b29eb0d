import type { Cancel, Clock } from '../../hal/clock.ts'
import type { MotionSample, MotionSensor } from '../../hal/motion-sensor.ts'
import { TerminalError } from '../../hal/terminal-error.ts'

/** How long until a board that could not be opened is tried again. */
const AGAIN_AFTER_MS = 5_000

const nothing: ReturnType<MotionSensor['counters']> = {
  rxBytes: 0,
  txBytes: 0,
  reconnects: 0,
  writeErrors: 0,
  rxFrames: 0,
  rxDiscardedBytes: 0,
  timeouts: 0,
}

/**
 * A motion sensor that opens by itself and keeps on trying, for a train rides without one: it gives no sample until then.
 * What can never be opened is not tried again. `opened` is how the first try ended.
 */
export const patientMotionSensor = <S extends MotionSensor>({
  open,
  clock,
  onOpen = () => undefined,
}: {
  open: () => Promise<S>
  clock: Clock
  /** Called once, with the sensor that was opened. */
  onOpen?: (sensor: S) => void
}): { sensor: MotionSensor; opened: Promise<void> } => {
  let inner: S | undefined
  let isClosed = false
  let cancel: Cancel = () => undefined
  let onSample: (sample: MotionSample) => void = () => undefined
  const attempt = async (): Promise<void> => {
    const made = await open()
    if (isClosed) return made.close()
    inner = made
    onOpen(made)
    made.onSample(onSample)
  }
  const again = (error: unknown): void => {
    if (isClosed || (error instanceof TerminalError && error.retry === 'never')) return
    cancel = clock.after(AGAIN_AFTER_MS, () => void attempt().catch(again))
  }
  const opened = attempt()
  opened.catch(again)
  return {
    sensor: {
      onSample: (handler) => {
        onSample = handler
        inner?.onSample(handler)
      },
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
