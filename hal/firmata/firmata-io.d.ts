/** The part of firmata-io 2.3 that is used here; it brings no types of its own. */
declare module 'firmata-io' {
  import type { EventEmitter } from 'node:events'

  export interface FirmataTransport extends EventEmitter {
    write(bytes: Uint8Array, done: () => void): void
  }
  export interface FirmataOptions {
    /** How often the board samples, ms, 10 or more; sent once the firmware reported. */
    samplingInterval?: number
    reportVersionTimeout?: number
    /** Ready after version and firmware; takes `pinCount` pins for granted. */
    skipCapabilities?: boolean
    pinCount?: number
  }
  export interface AccelStepperOptions {
    deviceNum: number
    type: number
    stepSize: number
    stepPin: number
    directionPin: number
  }
  export class Firmata extends EventEmitter {
    constructor(transport: FirmataTransport, options: FirmataOptions)
    readonly isReady: boolean
    /** What came and is no whole message yet. */
    readonly buffer: number[]
    readonly reportVersionTimeoutId: NodeJS.Timeout
    readonly MODES: { readonly PULLUP: number }
    readonly STEPPER: { readonly TYPE: { readonly DRIVER: number }; readonly STEP_SIZE: { readonly WHOLE: number } }
    reportDigitalPin(pin: number, value: 0 | 1): void
    /** Steppers of ConfigurableFirmata; positions come as `stepper-position-N`, ends of moves as `stepper-done-N`, both with steps. */
    accelStepperConfig(options: AccelStepperOptions): void
    accelStepperAcceleration(device: number, stepsPerS2: number): void
    accelStepperSpeed(device: number, stepsPerS: number): void
    accelStepperTo(device: number, steps: number): void
    accelStepperStop(device: number): void
    accelStepperZero(device: number): void
    accelStepperReportPosition(device: number): void
  }
  const bindTransport: { readonly Firmata: typeof Firmata }
  // biome-ignore lint/style/noDefaultExport: the package is CommonJS, and this is how it is imported.
  export default bindTransport
}
