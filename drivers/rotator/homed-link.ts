import type { Cancel, Clock } from '../../hal/clock.ts'
import type { SerialLink } from '../../hal/serial-link.ts'
import type { StepperBoard, StepperMessage } from '../../hal/stepper-board.ts'
import type { SetPointEvents } from './set-point-protocol.ts'
import type { MountCommands } from './stepper-commands.ts'
import { type HomingState, nextHoming } from './stepper-homing.ts'
import { stepperAxes } from './stepper-mount.ts'
import { stepperReadings } from './stepper-readings.ts'

const ASK_EVERY_MS = 500
const LOOK_EVERY_MS = 50
/** 450° at seeking speed, with room. Then it is tried again, this much later, and in the end left alone until the line is opened anew: a motor that runs against a broken switch breaks more. */
export const HOMING_LIMIT_MS = 200_000
const RETRY_MS = 10_000
const MOST_TRIES = 3
/** A position that was asked for before its axis was home may still be on the way; one of an axis at home reads so little. */
const HOME_WITHIN_DEG = 0.1

/** What a homed line is made of; all are taken over. */
export interface HomedLinkParts {
  link: SerialLink
  clock: Clock
  board: StepperBoard
  commands: MountCommands
}

/**
 * A line that is open to its user only while the mount knows where it is. It sets the board up when that has started, homes both axes on
 * their switches, and closes again when a switch is pressed, the board starts anew or the line goes.
 */
export class HomedLink implements SerialLink {
  readonly name: string
  readonly #link: SerialLink
  readonly #clock: Clock
  readonly #board: StepperBoard
  readonly #commands: MountCommands
  readonly #readings = stepperReadings()
  #user: Pick<SetPointEvents, 'onPosition' | 'onDiscard'> | undefined
  #onState: (state: 'open' | 'closed') => void = () => undefined
  #homing: [HomingState, HomingState] | undefined
  #pressed: [boolean | undefined, boolean | undefined] = [undefined, undefined]
  #isHomed = false
  /** Axes that have read as being at home; while both are home, and nobody has been told. */
  #confirmed: Set<number> | undefined
  #sinceMs = 0
  /** Homings begun since the line opened or the last that ended well. */
  #tries = 0
  readonly #timers = new Set<Cancel>()

  constructor({ link, clock, board, commands }: HomedLinkParts) {
    this.name = link.name
    this.#link = link
    this.#clock = clock
    this.#board = board
    this.#commands = commands
    board.attach({
      onMessage: (message) => this.#take(message),
      onDiscard: (bytes) => this.#user?.onDiscard(bytes),
    })
    link.onData((bytes) => board.receive(bytes))
    link.onState((state) => (state === 'open' ? this.#begin() : this.#end()))
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#link.write(bytes)
  }

  /** No bytes are left for its user, who is told what they come to. */
  onData(): void {}

  /** Where readings go, while the mount knows where it is. */
  onReadings(user: Pick<SetPointEvents, 'onPosition' | 'onDiscard'>): void {
    this.#user = user
  }

  /** Forgets half a reading. */
  reset(): void {
    this.#board.reset()
    this.#readings.reset()
  }

  onState(handler: (state: 'open' | 'closed') => void): void {
    this.#onState = handler
    handler(this.#isHomed ? 'open' : 'closed')
  }

  counters() {
    return this.#link.counters()
  }

  async close(): Promise<void> {
    this.#end()
    this.#board.close()
    await this.#link.close()
  }

  /** A board that is still in its boot loader hears nothing: it is asked again. */
  #begin(): void {
    this.#end()
    this.#tries = 0
    this.#send(this.#commands.greet())
    this.#timers.add(
      this.#clock.every(ASK_EVERY_MS, () => {
        if (this.#isHomed) return
        // A board that homes is asked too: a line on which nothing comes is taken for a dead one.
        this.#send(this.#tries === 0 ? this.#commands.greet() : this.#commands.query)
      }),
    )
    this.#timers.add(this.#clock.every(LOOK_EVERY_MS, () => this.#look()))
  }

  #end(): void {
    for (const cancel of this.#timers) cancel()
    this.#timers.clear()
    this.reset()
    this.#homing = undefined
    this.#confirmed = undefined
    this.#tell(false)
  }

  #take(message: StepperMessage): void {
    if (message.kind === 'started') this.#home()
    if (message.kind === 'switch') this.#takeSwitch(message)
    if (message.kind !== 'position') return
    if (this.#confirmed) this.#confirm(message, this.#confirmed)
    if (!this.#isHomed) return
    const position = this.#readings.take(message)
    if (position) this.#user?.onPosition(position)
  }

  /** Answers come in order: after these there are only true ones. */
  #confirm({ device, steps }: { device: number; steps: number }, confirmed: Set<number>): void {
    const axis = stepperAxes.find((each) => each.device === device)
    if (axis && Math.abs(steps) <= HOME_WITHIN_DEG * axis.stepsPerDeg) confirmed.add(device)
    if (confirmed.size < stepperAxes.length) return
    this.#confirmed = undefined
    this.#tries = 0
    this.#tell(true)
  }

  #takeSwitch({ pin, isHigh }: { pin: number; isHigh: boolean }): void {
    for (const [at, { pins }] of stepperAxes.entries()) if (pins.limit === pin) this.#pressed[at] = isHigh
    // A switch that is met while riding: steps were lost. What is still commanded ends first.
    if ((this.#isHomed || this.#confirmed) && this.#pressed.includes(true)) {
      this.#send(this.#commands.stop)
      this.#home()
    } else this.#look()
  }

  #home(): void {
    if (this.#tries >= MOST_TRIES) return
    this.#tries++
    const nowMs = this.#clock.nowMs()
    this.#tell(false)
    this.#pressed = [undefined, undefined]
    this.#confirmed = undefined
    this.#sinceMs = nowMs
    this.#homing = [
      { phase: 'seek', sinceMs: nowMs },
      { phase: 'seek', sinceMs: nowMs },
    ]
    this.#send(this.#commands.setUp())
    for (const axis of stepperAxes) this.#send(this.#commands.homing(axis, 'towards-switch'))
  }

  #look(): void {
    const nowMs = this.#clock.nowMs()
    if ((this.#homing || this.#confirmed) && nowMs - this.#sinceMs > HOMING_LIMIT_MS) this.#giveUp()
    if (!this.#homing) return
    for (const [at, axis] of stepperAxes.entries()) {
      const isPressed = this.#pressed[at]
      const state = this.#homing[at]
      if (isPressed === undefined || !state) continue
      const next = nextHoming(state, isPressed, nowMs)
      this.#homing[at] = next.state
      if (next.move) this.#send(this.#commands.homing(axis, next.move))
    }
    if (this.#homing.every(({ phase }) => phase === 'homed')) {
      this.#homing = undefined
      this.#confirmed = new Set()
      this.#send(this.#commands.query)
    }
  }

  #giveUp(): void {
    this.#homing = undefined
    this.#confirmed = undefined
    this.#send(this.#commands.stop)
    this.#timers.add(this.#clock.after(RETRY_MS, () => this.#home()))
  }

  #send(bytes: Uint8Array): void {
    this.#link.write(bytes).catch(() => undefined)
  }

  #tell(isHomed: boolean): void {
    if (isHomed === this.#isHomed) return
    this.#isHomed = isHomed
    this.#onState(isHomed ? 'open' : 'closed')
  }
}
