import type { StepperBoard, StepperCommands, StepperEvents, StepperWiring } from '../stepper-board.ts'
import { fiveBoard } from './five-board.ts'
import { type FirmataFrames, firmataFrames } from './frames.ts'

// Firmata protocol 2.x: report version, report firmware (sysex 0x79). firmata-io would keep a listener for each answer that never comes.
const GREETING = Uint8Array.of(0xf9, 0xf0, 0x79, 0xf7)

/** An Arduino Mega's. What each pin can do is not asked: the wiring says so, and a reply of 250 bytes seldom comes whole over a noisy line. */
const PIN_COUNT = 70

type Five = Awaited<ReturnType<typeof fiveBoard>>

/** What of firmata-io says the commands, and tells what comes of them. */
class FiveSteppers {
  readonly #five: Five
  readonly #onMessage: StepperEvents['onMessage']
  readonly #devices = new Set<number>()
  readonly #switches = new Set<number>()

  constructor(five: Five, onMessage: StepperEvents['onMessage']) {
    this.#five = five
    this.#onMessage = onMessage
    const { board, io } = five
    board.once('ready', () => {
      onMessage({ kind: 'started' })
      io.on('reportversion', () => onMessage({ kind: 'started' }))
    })
  }

  configure({ device, pins }: StepperWiring, accelerationStepsPerS2: number): void {
    const { io } = this.#five
    const { TYPE, STEP_SIZE } = io.STEPPER
    io.accelStepperConfig({
      deviceNum: device,
      type: TYPE.DRIVER,
      stepSize: STEP_SIZE.WHOLE,
      stepPin: pins.step,
      directionPin: pins.direction,
    })
    io.accelStepperAcceleration(device, accelerationStepsPerS2)
    this.#listen(device)
    this.#watch(pins.limit)
  }

  #listen(device: number): void {
    if (this.#devices.has(device)) return
    this.#devices.add(device)
    for (const event of [`stepper-position-${device}`, `stepper-done-${device}`])
      this.#five.io.on(event, (steps: number) => this.#onMessage({ kind: 'position', device, steps }))
  }

  /** `digitalRead` adds a listener each time: a board that is set up anew is only asked to report. */
  #watch(pin: number): void {
    const { board, io } = this.#five
    board.pinMode(pin, io.MODES.PULLUP)
    if (this.#switches.has(pin)) io.reportDigitalPin(pin, 1)
    else board.digitalRead(pin, (value) => this.#onMessage({ kind: 'switch', pin, isHigh: value === 1 }))
    this.#switches.add(pin)
  }
}

const commandsOf = (
  { io }: Five,
  steppers: FiveSteppers,
  written: (act: () => void) => Uint8Array,
): StepperCommands => ({
  greet: () => GREETING,
  configure: (wiring, stepsPerS2) => written(() => steppers.configure(wiring, stepsPerS2)),
  setSpeed: (device, stepsPerS) => written(() => io.accelStepperSpeed(device, stepsPerS)),
  moveTo: (device, steps) => written(() => io.accelStepperTo(device, steps)),
  stop: (device) => written(() => io.accelStepperStop(device)),
  zero: (device) => written(() => io.accelStepperZero(device)),
  askPosition: (device) => written(() => io.accelStepperReportPosition(device)),
})

/**
 * A board of steppers through johnny-five, which is loaded now. What johnny-five writes is handed to the caller instead of its own transport, so that
 * the line is paced and its end is known; what it emits are the messages. Its timers are real: it has none here after it is ready.
 */
export const johnnyFiveSteppers = async (): Promise<StepperBoard> => {
  let events: StepperEvents = { onMessage: () => undefined, onDiscard: () => undefined }
  let frames: FirmataFrames = firmataFrames()
  let captured: Uint8Array[] = []
  let frameBytes = 0
  const five = await fiveBoard({
    firmata: { skipCapabilities: true, pinCount: PIN_COUNT },
    write: (bytes) => void captured.push(bytes),
    failed: () => events.onDiscard(frameBytes),
  })
  const steppers = new FiveSteppers(five, (message) => events.onMessage(message))
  const written = (act: () => void): Uint8Array => {
    captured = []
    act()
    return Buffer.concat(captured)
  }
  const framesIn = (bytes: Uint8Array): readonly Uint8Array[] => {
    const before = frames.discardedBytes()
    const whole = frames.push(bytes)
    if (frames.discardedBytes() > before) events.onDiscard(frames.discardedBytes() - before)
    return whole
  }
  return {
    commands: commandsOf(five, steppers, written),
    attach: (handler) => {
      events = handler
      five.opened()
    },
    receive: (bytes) => {
      for (const frame of framesIn(bytes)) {
        frameBytes = frame.length
        five.receive(frame)
      }
    },
    reset: () => {
      frames = firmataFrames()
    },
    close: five.close,
  }
}
