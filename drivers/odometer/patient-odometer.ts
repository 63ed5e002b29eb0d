import type { Clock } from '../../hal/clock.ts'
import { openPatiently } from '../../hal/patient-opening.ts'
import type { Odometer, OdometerCounters } from './odometer.ts'

const nothing: OdometerCounters = { edges: 0, pulses: 0, bounces: 0, readErrors: 0 }

/**
 * An odometer that opens by itself and keeps on trying, for a position is worth more than its odometer: it gives no reading until then.
 * `opened` is how the first try ended.
 */
export const patientOdometer = (with_: {
  open: () => Promise<Odometer>
  clock: Clock
}): { odometer: Odometer; opened: Promise<void> } => {
  const { present, opened, close } = openPatiently(with_)
  return {
    odometer: { reading: () => present()?.reading(), counters: () => present()?.counters() ?? nothing, close },
    opened,
  }
}
