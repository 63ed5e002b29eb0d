import type { Clock } from '../../../hal/clock.ts'
import type { Random } from '../../../hal/random.ts'

/** The temperature inside a roof box that warms up while it works. */
export interface ControllerTemperature {
  load(isTransmitting: boolean): void
  readC(): number
}

const IDLE_RISE_C = 12
const TRANSMIT_RISE_C = 22
/** Metal and air of a box of 20 kg. */
const TIME_CONSTANT_MS = 15 * 60_000
const NOISE_C = 0.15

/** A body of one time constant, read by a sensor of 0.15 °C noise. */
export const controllerTemperature = (with_: {
  clock: Clock
  ambientC: number
  chance: Random
}): ControllerTemperature => {
  const { clock, ambientC, chance } = with_
  let bodyC = ambientC + 4 * chance.next()
  let riseC = IDLE_RISE_C
  let atMs: number = clock.nowMs()
  const settle = (): void => {
    const passedMs = clock.nowMs() - atMs
    atMs += passedMs
    bodyC += (ambientC + riseC - bodyC) * (1 - Math.exp(-passedMs / TIME_CONSTANT_MS))
  }
  return {
    load: (isTransmitting) => {
      settle()
      riseC = isTransmitting ? TRANSMIT_RISE_C : IDLE_RISE_C
    },
    readC: () => {
      settle()
      return bodyC + NOISE_C * chance.normal()
    },
  }
}
