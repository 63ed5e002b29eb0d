import type { StepperCommands } from '../../hal/stepper-board.ts'
import type { MountPosition } from './rotator.ts'
import type { HomingMove } from './stepper-homing.ts'
import { leaveDegPerS, type StepperAxis, seekDegPerS, stepperAxes } from './stepper-mount.ts'

/** Farther than any axis goes. */
const FAR_DEG = 1_000

/** What both axes are told as one mount, in bytes. */
export interface MountCommands {
  greet(): Uint8Array
  setUp(): Uint8Array
  homing(axis: StepperAxis, move: HomingMove): Uint8Array
  setPoint(position: MountPosition): Uint8Array
  readonly query: Uint8Array
  readonly stop: Uint8Array
}

const stepsOf = ({ stepsPerDeg, homeDeg }: StepperAxis, deg: number): number =>
  Math.round((deg - homeDeg) * stepsPerDeg)

const eachAxis = (bytesOf: (axis: StepperAxis) => Uint8Array): Uint8Array => Buffer.concat(stepperAxes.map(bytesOf))

const homing = (board: StepperCommands, axis: StepperAxis, move: HomingMove): Uint8Array => {
  const { device, stepsPerDeg, maxDegPerS } = axis
  const run = (degPerS: number, sense: 1 | -1): Uint8Array =>
    Buffer.concat([
      board.zero(device),
      board.setSpeed(device, degPerS * stepsPerDeg),
      board.moveTo(device, sense * FAR_DEG * stepsPerDeg),
    ])
  if (move === 'towards-switch') return run(seekDegPerS, -1)
  if (move === 'away-slowly') return run(leaveDegPerS, 1)
  if (move === 'stop') return board.stop(device)
  return Buffer.concat([board.zero(device), board.setSpeed(device, maxDegPerS * stepsPerDeg)])
}

/** The mount's commands out of its board's. */
export const mountCommands = (board: StepperCommands): MountCommands => ({
  greet: board.greet,
  setUp: () => eachAxis((axis) => board.configure(axis, axis.accelerationDegPerS2 * axis.stepsPerDeg)),
  homing: (axis, move) => homing(board, axis, move),
  setPoint: ({ azimuthDeg, elevationDeg }) =>
    eachAxis((axis) => board.moveTo(axis.device, stepsOf(axis, axis === stepperAxes[0] ? azimuthDeg : elevationDeg))),
  query: eachAxis(({ device }) => board.askPosition(device)),
  stop: eachAxis(({ device }) => board.stop(device)),
})
