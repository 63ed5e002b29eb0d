import type { StepperBoard, StepperEvents, StepperMessage } from '../../hal/stepper-board.ts'
import {
  encodeAcceleration,
  encodePositionRequest,
  encodeSpeed,
  encodeStepperConfig,
  encodeStop,
  encodeSwitch,
  encodeTo,
  encodeVersionRequest,
  encodeZero,
  type StepperMessage as FirmataMessage,
  stepperFramer,
} from './stepper-codec.ts'

const PINS_OF_PORT = 8

/** A port tells all its pins at once: those with a switch are of interest. */
const messagesOf = (message: FirmataMessage, switches: ReadonlySet<number>): StepperMessage[] => {
  if (message.kind === 'position') return [message]
  if (message.kind === 'version') return [{ kind: 'started' }]
  const { port, bits } = message
  return Array.from(switches)
    .filter((pin) => Math.floor(pin / PINS_OF_PORT) === port)
    .map((pin) => ({ kind: 'switch', pin, isHigh: (bits & (1 << (pin % PINS_OF_PORT))) !== 0 }))
}

/** A board of steppers by our own codec, which has no clock: it runs in accelerated rides too. */
export const codecStepperBoard = (): StepperBoard => {
  let events: StepperEvents = { onMessage: () => undefined, onDiscard: () => undefined }
  const switches = new Set<number>()
  const framer = stepperFramer({
    onMessage: (message) => {
      for (const said of messagesOf(message, switches)) events.onMessage(said)
    },
    onDiscard: (bytes) => events.onDiscard(bytes),
  })
  return {
    commands: {
      greet: encodeVersionRequest,
      configure: ({ device, pins }, accelerationStepsPerS2) => {
        switches.add(pins.limit)
        return Buffer.concat([
          encodeStepperConfig(device, pins),
          encodeAcceleration(device, accelerationStepsPerS2),
          encodeSwitch(pins.limit),
        ])
      },
      setSpeed: encodeSpeed,
      moveTo: encodeTo,
      stop: encodeStop,
      zero: encodeZero,
      askPosition: encodePositionRequest,
    },
    attach: (handler) => {
      events = handler
    },
    receive: framer.push,
    reset: framer.reset,
    close: framer.reset,
  }
}
