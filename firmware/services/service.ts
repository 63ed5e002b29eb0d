import type { Clock } from '../../hal/clock.ts'
import type { Bus } from '../bus/bus.ts'

/** A part of the firmware that runs until it is closed. `close` ends its timers and its devices, and leaves nothing transmitting. */
export interface Service {
  close(): Promise<void>
}

/** What every service is given. */
export interface ServiceContext {
  clock: Clock
  bus: Bus
}

/** Ends in the reverse order of setting up; one that fails does not keep the others open. */
export const closeAll = async (parts: readonly { close(): Promise<void> | void }[]): Promise<void> => {
  await Promise.allSettled([...parts].reverse().map(async (part) => part.close()))
}
