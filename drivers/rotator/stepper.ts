import type { StepperBoard } from '../../hal/stepper-board.ts'
import { codecStepperBoard } from './codec-stepper-board.ts'
import { HOMING_LIMIT_MS, HomedLink } from './homed-link.ts'
import type { Rotator, RotatorDescriptor, RotatorOpening } from './rotator.ts'
import type { SetPointProtocol } from './set-point-protocol.ts'
import { openSetPointRotator } from './set-point-session.ts'
import { mountCommands } from './stepper-commands.ts'
import { stepperMount } from './stepper-mount.ts'

const openOnBoard = ({ link, clock, board, ...pace }: RotatorOpening & { board: StepperBoard }): Rotator => {
  const commands = mountCommands(board.commands)
  const homed = new HomedLink({ link, clock, board, commands })
  const protocol: SetPointProtocol = {
    ...commands,
    greeting: new Uint8Array(),
    framer: (events) => {
      homed.onReadings(events)
      // The line reads its board itself, before it is home too.
      return { push: () => undefined, reset: () => homed.reset() }
    },
  }
  return openSetPointRotator({ ...pace, link: homed, clock, protocol, descriptor: stepper })
}

/**
 * Two stepper motors on an Arduino with ConfigurableFirmata, homed on a limit switch each; the steps are counted, nothing is measured. It says nothing
 * of itself before it is homed, and refuses set-points until then.
 */
export const stepper: RotatorDescriptor = {
  name: 'stepper',
  manual: 'Firmata protocol, accelStepperFirmata.md; ConfigurableFirmata 3; wiring in stepper-mount.ts',
  maturity: 'twin',
  serial: { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 1 },
  limits: { azimuthDeg: [2, 448], elevationDeg: [2, 89], resolutionDeg: 0.1 },
  motion: {
    azimuthDegPerS: stepperMount.azimuth.maxDegPerS,
    elevationDegPerS: stepperMount.elevation.maxDegPerS,
    azimuthDegPerS2: stepperMount.azimuth.accelerationDegPerS2,
    elevationDegPerS2: stepperMount.elevation.accelerationDegPerS2,
  },
  timing: { replyTimeoutMs: 200, statusEveryMs: 100, retries: 3, silentAfterMs: 2000, homingLimitMs: HOMING_LIMIT_MS },
  takesRates: false,
  tellsFaults: false,
  isOpenLoop: true,
  open: (opening) => openOnBoard({ ...opening, board: codecStepperBoard() }),
}

/** The same mount with its board driven through johnny-five in real time; where that cannot run, by our own codec. */
export const stepperJohnnyFive: RotatorDescriptor = { ...stepper, name: 'stepper-johnny-five', openOnBoard }
