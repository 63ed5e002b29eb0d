import type { Cancel, Clock } from '../../hal/clock.ts'
import type { SerialLink } from '../../hal/serial-link.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { toRad, wrap180Deg } from '../../hal/units.ts'
import type { DeviceCounters } from '../framing/device-counters.ts'
import type {
  BeamController,
  BeamControllerDescriptor,
  BeamLocation,
  BeamNumber,
  BeamStatus,
  BodyDirection,
} from './antenna.ts'
import { type BeamCommand, type BeamReply, beamCommandFrame, decodeBeamReply, SEQUENCES } from './beam-commands.ts'
import { type BraceFrame, type BraceFramer, braceFramer, encodeBraceFrame } from './brace-frame.ts'

/** A question with everyone who waits for its answer; asked again under a new number when no answer comes. */
interface Ask {
  command: BeamCommand
  waiters: readonly PromiseWithResolvers<void>[]
  attempts: number
}

interface Setup {
  link: SerialLink
  clock: Clock
  timing: BeamControllerDescriptor['timing']
}

/** The second beam's aims wait for themselves. */
type Slot = BeamCommand['do'] | 'aim-second'

const SLOTS: readonly Slot[] = ['serve', 'mute', 'aim', 'aim-second', 'status', 'locate']

const slotOf = (command: BeamCommand): Slot => (command.do === 'aim' && command.beam === 1 ? 'aim-second' : command.do)

/** How far from the aim the beam may stand when the controller calls it done: two of its steps. Chosen. */
const AIM_TOLERANCE_DEG = 0.1

const isAt = (beam: BodyDirection, aim: BodyDirection): boolean =>
  Math.abs(beam.elevationDeg - aim.elevationDeg) <= AIM_TOLERANCE_DEG &&
  Math.abs(wrap180Deg(beam.azimuthDeg - aim.azimuthDeg)) * Math.cos(toRad(aim.elevationDeg)) <= AIM_TOLERANCE_DEG

/** One question on the line at a time; of each kind one waits, the newest. */
class BeamSession implements BeamController {
  readonly #setup: Setup
  readonly #framer: BraceFramer
  readonly #cancelPolling: Cancel
  readonly #counts = { rxFrames: 0, rxDiscardedBytes: 0, checksumErrors: 0, timeouts: 0 }
  readonly #waiting: { [S in Slot]?: Ask } = {}
  #current: Ask | undefined
  #cancelTimeout: Cancel | undefined
  #sequence = 0
  #lastSlot: Slot = 'status'
  #lastAim: Slot = 'aim'
  #isOpen = false
  #askedMute: boolean | undefined
  #onStatus: ((status: BeamStatus) => void) | undefined
  #onLocation: ((location: BeamLocation) => void) | undefined
  /** Turned by each status; a controller that does not know the question is not asked again until its line was down. */
  #isLocationDue = false
  #knowsLocation = true

  constructor(setup: Setup) {
    this.#setup = setup
    const { link, clock, timing } = setup
    this.#framer = braceFramer({
      onFrame: (frame) => this.#take(frame),
      onDiscard: (bytes, why) => {
        this.#counts.rxDiscardedBytes += bytes
        if (why === 'checksum') this.#counts.checksumErrors++
      },
    })
    this.#cancelPolling = clock.every(timing.statusEveryMs, () => {
      if (this.#isOpen) this.#poll()
    })
    link.onData((bytes) => this.#framer.push(bytes))
    link.onState((state) => this.#follow(state))
  }

  aim(direction: BodyDirection, beam: BeamNumber = 0): Promise<void> {
    const isDirection =
      Number.isFinite(direction.azimuthDeg) && direction.elevationDeg >= 0 && direction.elevationDeg <= 90
    if (isDirection) return this.#request({ do: 'aim', direction, beam })
    return Promise.reject(this.#error('device-refused', 'aim above the floor plane, 0 to 90° of elevation'))
  }

  serve(beam: BeamNumber): Promise<void> {
    return this.#request({ do: 'serve', beam })
  }

  mute(isMuted: boolean): Promise<void> {
    this.#askedMute = isMuted
    return this.#request({ do: 'mute', isMuted })
  }

  onStatus(handler: (status: BeamStatus) => void): void {
    this.#onStatus = handler
  }

  onLocation(handler: (location: BeamLocation) => void): void {
    this.#onLocation = handler
  }

  counters(): DeviceCounters {
    const { rxBytes, reconnects } = this.#setup.link.counters()
    return { rxBytes, reconnects, ...this.#counts }
  }

  close(): Promise<void> {
    this.#cancelPolling()
    this.#follow('closed')
    return this.#setup.link.close()
  }

  #poll(): void {
    this.#ask({ command: { do: 'status' }, waiters: [], attempts: 0 })
    this.#isLocationDue = !this.#isLocationDue
    const isWanted = this.#isLocationDue && this.#knowsLocation && this.#onLocation !== undefined
    if (isWanted) this.#ask({ command: { do: 'locate' }, waiters: [], attempts: 0 })
  }

  #error(code: TerminalError['code'], message: string): TerminalError {
    const retry = code === 'device-refused' ? 'never' : 'backoff'
    return new TerminalError({ code, device: this.#setup.link.name, retry, message })
  }

  #request(command: BeamCommand): Promise<void> {
    if (!this.#isOpen) return Promise.reject(this.#error('port-closed', 'the line is down; it reopens by itself'))
    const waiter = Promise.withResolvers<void>()
    this.#ask({ command, waiters: [waiter], attempts: 0 })
    return waiter.promise
  }

  /** What waits already is replaced by the newer question, and its callers wait for that one's answer. */
  #ask(ask: Ask): void {
    const slot = slotOf(ask.command)
    const waiting = this.#waiting[slot]
    this.#waiting[slot] = waiting ? { ...ask, waiters: [...waiting.waiters, ...ask.waiters] } : ask
    this.#pump()
  }

  #next(): Ask | undefined {
    const { mute, serve, status, locate, aim: first, 'aim-second': second } = this.#waiting
    const told = status ?? locate
    const aim = this.#lastAim === 'aim' ? (second ?? first) : (first ?? second)
    // What is due goes between two aims, so that neither starves.
    return mute ?? serve ?? (this.#lastSlot === this.#lastAim ? (told ?? aim) : (aim ?? told))
  }

  #pump(): void {
    const ask = this.#current || !this.#isOpen ? undefined : this.#next()
    if (!ask) return
    const { link, clock, timing } = this.#setup
    const slot = slotOf(ask.command)
    delete this.#waiting[slot]
    this.#current = ask
    this.#lastSlot = slot
    if (ask.command.do === 'aim') this.#lastAim = slot
    this.#sequence = (this.#sequence + 1) % SEQUENCES
    this.#cancelTimeout = clock.after(timing.replyTimeoutMs, () => this.#miss(ask))
    link.write(encodeBraceFrame(beamCommandFrame(this.#sequence, ask.command))).catch((error: unknown) => {
      if (this.#current === ask) this.#settle(ask, error)
    })
  }

  #miss(ask: Ask): void {
    this.#counts.timeouts++
    const attempts = ask.attempts + 1
    const isPoll = ask.command.do === 'status' || ask.command.do === 'locate'
    if (isPoll || attempts > this.#setup.timing.retries) {
      this.#settle(ask, this.#error('device-timeout', `no answer to ${ask.command.do} in ${attempts} tries`))
      return
    }
    this.#current = undefined
    const slot = slotOf(ask.command)
    const newer = this.#waiting[slot]
    this.#waiting[slot] = newer
      ? { ...newer, waiters: [...ask.waiters, ...newer.waiters], attempts }
      : { ...ask, attempts }
    this.#pump()
  }

  #settle(ask: Ask, error?: unknown): void {
    this.#cancelTimeout?.()
    this.#current = undefined
    for (const waiter of ask.waiters) error === undefined ? waiter.resolve() : waiter.reject(error)
    this.#pump()
  }

  #take(frame: BraceFrame): void {
    const reply = decodeBeamReply(frame)
    if (!reply) {
      this.#counts.rxDiscardedBytes += encodeBraceFrame(frame).length
      return
    }
    this.#counts.rxFrames++
    const ask = this.#current
    if (!ask || reply.sequence !== this.#sequence) return
    if (reply.to === 'refused') {
      if (ask.command.do === 'locate') this.#knowsLocation = false
      this.#settle(ask, this.#error('device-refused', `refused ${ask.command.do}: ${reply.reason}`))
    } else if (reply.to === ask.command.do) this.#accept(ask, reply)
  }

  #accept(ask: Ask, reply: Exclude<BeamReply, { to: 'refused' }>): void {
    const { command } = ask
    const isElsewhere =
      (reply.to === 'aim' && command.do === 'aim' && !isAt(reply.beam, command.direction)) ||
      (reply.to === 'serve' && command.do === 'serve' && reply.beam !== command.beam)
    this.#settle(ask, isElsewhere ? this.#error('device-garbled', 'the beam stands elsewhere than aimed') : undefined)
    const atMs = this.#setup.clock.nowMs()
    if (reply.to === 'locate' && reply.location) this.#onLocation?.({ atMs, ...reply.location })
    if (reply.to === 'status') this.#report({ atMs, ...reply.status })
  }

  #report(status: BeamStatus): void {
    const isMute = this.#askedMute
    // A controller that restarted has forgotten what it was told, and starts muted.
    if (
      isMute !== undefined &&
      status.isMuted !== isMute &&
      !this.#waiting.mute &&
      this.#current?.command.do !== 'mute'
    ) {
      this.#ask({ command: { do: 'mute', isMuted: isMute }, waiters: [], attempts: 0 })
    }
    this.#onStatus?.(status)
  }

  #follow(state: 'open' | 'closed'): void {
    this.#isOpen = state === 'open'
    if (this.#isOpen) return
    this.#knowsLocation = true
    this.#framer.reset()
    const asks = [this.#current, ...Object.values(this.#waiting)]
    for (const slot of SLOTS) delete this.#waiting[slot]
    const closed = this.#error('port-closed', 'the line went down before an answer')
    for (const ask of asks) if (ask) this.#settle(ask, closed)
  }
}

const timing = { replyTimeoutMs: 60, statusEveryMs: 500, retries: 2, silentAfterMs: 3_000 }

/** The beam controller of the twin's phased array: `{…}C` frames with a command set of our own. */
export const brace: BeamControllerDescriptor = {
  name: 'brace',
  manual: 'docs/beam-controller.md',
  maturity: 'twin',
  serial: { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 1 },
  limits: { elevationDeg: [20, 90], resolutionDeg: 0.01, scanLossExponent: 1.3, beams: 2 },
  timing,
  open: ({ link, clock, statusEveryMs = timing.statusEveryMs }) =>
    new BeamSession({ link, clock, timing: { ...timing, statusEveryMs } }),
}
