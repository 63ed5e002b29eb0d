import type { Clock } from '../../hal/clock.ts'
import type { MotionPart, MotionSensor, SampledPart } from '../../hal/motion-sensor.ts'
import type { OpenPort, SerialSettings } from '../../hal/port.ts'
import type { Random } from '../../hal/random.ts'

/**
 * A vibration board: a micro-controller with motion parts on I2C. At real-time speed johnny-five reads it
 * (`hal/firmata`); accelerated rides decode the same bytes with the codec of this folder, behind the same contract.
 */
export interface MotionBoardDescriptor {
  name: string
  manual: string
  maturity: 'hardware' | 'emulator' | 'twin'
  serial: SerialSettings
  parts: readonly MotionPart[]
  limits: {
    maxRateHz: number
    rangeG: Readonly<Record<MotionPart, number>>
    /** Of the parts with gyroscopes. */
    rangeDps: Readonly<Partial<Record<MotionPart, number>>>
    /** In which its readings are right, read at its full rate. */
    validBandHz: readonly [min: number, max: number]
    /** Up to where each part's own filter passes: what of it lies above half the rate folds down. Absent where its filter is not known. */
    bandwidthHz: Readonly<Partial<Record<MotionPart, number>>>
  }
  timing: { silentAfterMs: number }
  /** Opens the board by our own codec; rejects with TerminalError when the line cannot be opened at all. */
  open(with_: { openPort: OpenPort; rateHz: number; clock: Clock; random: Random }): Promise<MotionSensor>
}

/** A sensor that the kernel reads and `hal/linux` hands on: it has no line and no codec here. Its range is its device's to tell. */
export interface KernelSensorDescriptor {
  name: string
  manual: string
  maturity: 'hardware' | 'emulator' | 'twin'
  part: SampledPart
  limits: { maxRateHz: number; validBandHz: readonly [min: number, max: number] }
}
