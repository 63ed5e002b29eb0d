import type { Clock } from '../../hal/clock.ts'
import type { MotionSample, MotionSensor } from '../../hal/motion-sensor.ts'
import { openPatiently } from '../../hal/patient-opening.ts'

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
 * A motion sensor that opens by itself and keeps on trying, for a train rides without one: it gives no sample until then. `opened` is how the first
 * try ended.
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
  let onSample: (sample: MotionSample) => void = () => undefined
  const { present, opened, close } = openPatiently({
    open,
    clock,
    onOpen: (sensor) => {
      onOpen(sensor)
      sensor.onSample(onSample)
    },
  })
  return {
    sensor: {
      onSample: (handler) => {
        onSample = handler
        present()?.onSample(handler)
      },
      counters: () => present()?.counters() ?? nothing,
      close,
    },
    opened,
  }
}
