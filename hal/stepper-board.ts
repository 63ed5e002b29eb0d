/** One stepper and its limit switch as they are wired to a board. */
export interface StepperWiring {
  /** Number of the stepper on the board, from 0. */
  device: number
  pins: { step: number; direction: number; limit: number }
}

/** What a board says of itself. */
export type StepperMessage =
  /** It has started, or was greeted: it must be set up. */
  | { kind: 'started' }
  /** Steps from zero. */
  | { kind: 'position'; device: number; steps: number }
  /** Told with each change of its port of eight pins, and once when it is set up. */
  | { kind: 'switch'; pin: number; isHigh: boolean }

/** Where what a board says goes. */
export interface StepperEvents {
  onMessage(message: StepperMessage): void
  /** Bytes that belong to no message. */
  onDiscard(bytes: number): void
}

/** What a board is told: each gives the bytes, for whoever keeps the line to pace and to know when they have left. */
export interface StepperCommands {
  /** Asks it to say that it is there; a board that is still in its boot loader hears nothing. */
  greet(): Uint8Array
  /** A driver of step and direction, its acceleration in whole steps/s², and its switch: an input with the board's own pull-up. */
  configure(wiring: StepperWiring, accelerationStepsPerS2: number): Uint8Array
  /** Highest speed, whole steps/s. */
  setSpeed(device: number, stepsPerS: number): Uint8Array
  /** Runs to a position, steps from zero, up to ±2³¹. */
  moveTo(device: number, steps: number): Uint8Array
  /** Comes to rest as fast as the acceleration allows. */
  stop(device: number): Uint8Array
  /** The present position becomes 0; a motor that runs stops at once. */
  zero(device: number): Uint8Array
  askPosition(device: number): Uint8Array
}

/** An Arduino with steppers and limit switches, on a line that somebody else keeps open. One for all reconnects of the line. */
export interface StepperBoard {
  readonly commands: StepperCommands
  /** One handler. */
  attach(events: StepperEvents): void
  /** Takes the board's bytes in any fragmentation. */
  receive(bytes: Uint8Array): void
  /** Forgets half a message, as when the line closed. */
  reset(): void
  close(): void
}
