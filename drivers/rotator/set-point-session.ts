import type { Cancel, Clock } from '../../hal/clock.ts'
import type { SerialLink } from '../../hal/serial-link.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import type { MonotonicMs } from '../../hal/units.ts'
import { distanceDeg, isWithinLimits } from './easycomm3-follow.ts'
import type { MountPosition, MountTravel, Rotator, RotatorDescriptor, RotatorStatus } from './rotator.ts'
import type { SetPointFramer, SetPointProtocol } from './set-point-protocol.ts'
import { type MountCommand, nextCommand } from './set-point-queue.ts'

/** What a session of such a mount is made of. */
export interface SetPointSetup {
  link: SerialLink
  clock: Clock
  descriptor: Pick<RotatorDescriptor, 'limits' | 'timing' | 'serial'>
  protocol: SetPointProtocol
  statusEveryMs?: number
  travel?: MountTravel
}

interface Target {
  position: MountPosition
  askedMs: MonotonicMs
  resends: number
}

interface Reading {
  position: MountPosition
  atMs: MonotonicMs
}

/**
 * A mount that knows set-points alone. One command is on the line at a time. The position is polled; a set-point that got
 * lost shows by a mount that rests elsewhere, and is sent again.
 */
class SetPointRotator implements Rotator {
  readonly #setup: SetPointSetup
  readonly #everyMs: number
  readonly #travel: MountTravel
  readonly #framer: SetPointFramer
  readonly #counters = { rxFrames: 0, rxDiscardedBytes: 0, checksumErrors: 0, timeouts: 0 }
  #onStatus: (status: RotatorStatus) => void = () => {}
  #isOpen = false
  #isBusy = false
  #isStopWanted = false
  #isSetPointWanted = false
  #last: MountCommand | undefined
  #target: Target | undefined
  #read: Reading | undefined
  #queryDueMs = 0
  /** When what was written has left: a kernel takes bytes at once, and the line takes its time. */
  #lineFreeMs = 0
  #misses = 0
  #isRefused = false
  #isSilent = false
  #cancel: Cancel = () => {}
  /** Resolves who waits for the reply on its way. */
  #answered: (() => void) | undefined

  constructor(setup: SetPointSetup) {
    this.#setup = setup
    this.#everyMs = setup.statusEveryMs ?? setup.descriptor.timing.statusEveryMs
    this.#travel = setup.travel ?? setup.descriptor.limits
    this.#framer = setup.protocol.framer({
      onPosition: (position) => this.#takePosition(position),
      onRefusal: () => {
        this.#isRefused = true
      },
      onDiscard: (bytes) => {
        this.#counters.rxDiscardedBytes += bytes
      },
    })
    setup.link.onData((bytes) => this.#framer.push(bytes))
    setup.link.onState((state) => this.#takeState(state))
  }

  async point(position: MountPosition): Promise<void> {
    const { clock } = this.#setup
    if (!isWithinLimits(position, this.#travel)) throw this.#error('device-refused', outside(position))
    if (!this.#isOpen) throw this.#error('port-closed', 'the line is closed')
    this.#target = { position, askedMs: clock.nowMs(), resends: 0 }
    this.#isRefused = false
    this.#isSetPointWanted = true
    this.#pump()
  }

  async stop(): Promise<void> {
    if (!this.#isOpen) throw this.#error('port-closed', 'the line is closed')
    this.#target = undefined
    this.#isSetPointWanted = false
    this.#isStopWanted = true
    this.#pump()
  }

  onStatus(handler: (status: RotatorStatus) => void): void {
    this.#onStatus = handler
  }

  counters() {
    const { rxBytes, reconnects } = this.#setup.link.counters()
    return { ...this.#counters, rxBytes, reconnects }
  }

  async close(): Promise<void> {
    const { link, protocol } = this.#setup
    this.#rest()
    await link.write(protocol.stop).catch(() => {})
    await link.close()
  }

  #takeState(state: 'open' | 'closed'): void {
    this.#rest()
    if (state === 'closed') return
    this.#isOpen = true
    this.#queryDueMs = this.#setup.clock.nowMs()
    if (this.#setup.protocol.greeting.length > 0) this.#setup.link.write(this.#setup.protocol.greeting).catch(() => {})
    this.#pump()
  }

  #rest(): void {
    this.#isOpen = false
    this.#isBusy = false
    this.#lineFreeMs = 0
    this.#isStopWanted = false
    this.#isSetPointWanted = false
    this.#cancel()
    this.#answered = undefined
    this.#framer.reset()
  }

  /** Puts the next command on the line when it is free, or waits for the next query. */
  #pump(): void {
    if (!this.#isOpen || this.#isBusy) return
    const { clock } = this.#setup
    const isQueryDue = clock.nowMs() >= this.#queryDueMs
    const command = nextCommand({
      isStopWanted: this.#isStopWanted,
      isSetPointWanted: this.#isSetPointWanted,
      isQueryDue,
      last: this.#last,
    })
    this.#cancel()
    if (command) this.#send(command)
    else this.#cancel = clock.after(this.#queryDueMs - clock.nowMs(), () => this.#pump())
  }

  #send(command: MountCommand): void {
    const { link, protocol, clock } = this.#setup
    const isSetPoint = command === 'set-point' && this.#target !== undefined
    if (command === 'stop') this.#isStopWanted = false
    if (command === 'set-point') this.#isSetPointWanted = false
    if (command === 'query') this.#queryDueMs = clock.nowMs() + this.#everyMs
    const bytes = isSetPoint
      ? protocol.setPoint((this.#target as Target).position)
      : command === 'stop'
        ? protocol.stop
        : protocol.query
    this.#last = command
    this.#isBusy = true
    this.#lineFreeMs = Math.max(clock.nowMs(), this.#lineFreeMs) + this.#lineTimeMs(bytes)
    link.write(bytes).then(
      () => this.#written(command),
      () => this.#free(),
    )
  }

  #written(command: MountCommand): void {
    if (!this.#isOpen) return
    const { clock, descriptor } = this.#setup
    const { replyTimeoutMs, settleAfterWriteMs = 0 } = descriptor.timing
    const leavingMs = Math.max(0, this.#lineFreeMs - clock.nowMs())
    if (command !== 'query') {
      this.#cancel = clock.after(leavingMs + settleAfterWriteMs, () => this.#free())
      return
    }
    this.#answered = () => this.#free()
    this.#cancel = clock.after(leavingMs + replyTimeoutMs, () => this.#missed())
  }

  /** Ten bits a byte. */
  #lineTimeMs(bytes: Uint8Array): number {
    return (10_000 * bytes.length) / this.#setup.descriptor.serial.baudRate
  }

  #free(): void {
    this.#cancel()
    this.#answered = undefined
    this.#isBusy = false
    this.#pump()
  }

  #missed(): void {
    const { clock, descriptor } = this.#setup
    const { retries, silentAfterMs } = descriptor.timing
    this.#counters.timeouts++
    this.#framer.reset()
    if (++this.#misses <= retries) this.#queryDueMs = clock.nowMs()
    const read = this.#read
    if (read && !this.#isSilent && clock.nowMs() - read.atMs > silentAfterMs) {
      this.#isSilent = true
      this.#onStatus({ ...read, motion: 'error', faults: ['silent'] })
    }
    this.#free()
  }

  #takePosition(position: MountPosition): void {
    const { clock, descriptor } = this.#setup
    const slackDeg = 2
    const isPossible =
      isNear(position.azimuthDeg, this.#travel.azimuthDeg, slackDeg) &&
      isNear(position.elevationDeg, this.#travel.elevationDeg, slackDeg)
    // Most of these protocols have no checksum: what the mount cannot have is noise.
    if (!isPossible) {
      this.#counters.rxDiscardedBytes++
      return
    }
    this.#counters.rxFrames++
    this.#misses = 0
    this.#isSilent = false
    const before = this.#read
    this.#read = { position, atMs: clock.nowMs() }
    const hasMoved =
      before !== undefined && distanceDeg(before.position, position) > descriptor.limits.resolutionDeg / 2
    this.#correct(position, hasMoved)
    this.#onStatus({ ...this.#read, motion: this.#motion(position, hasMoved), faults: this.#faults() })
    this.#answered?.()
  }

  #correct(position: MountPosition, hasMoved: boolean): void {
    const target = this.#target
    if (!target) return
    if (this.#hasArrived(position, target)) target.resends = 0
    else if (!hasMoved && !this.#isStuck() && this.#setup.clock.nowMs() - target.askedMs >= 2 * this.#everyMs) {
      target.resends++
      this.#isSetPointWanted = true
    }
  }

  /** Rounding and play: one and a half steps of the mount are arrival. */
  #hasArrived(position: MountPosition, target: Target): boolean {
    return distanceDeg(position, target.position) <= 1.5 * this.#setup.descriptor.limits.resolutionDeg
  }

  #isStuck(): boolean {
    return (this.#target?.resends ?? 0) > this.#setup.descriptor.timing.retries
  }

  #motion(position: MountPosition, hasMoved: boolean): RotatorStatus['motion'] {
    if (this.#isStuck() || this.#isRefused) return 'error'
    if (hasMoved) return 'moving'
    const target = this.#target
    if (!target) return 'idle'
    return this.#hasArrived(position, target) ? 'pointing' : 'moving'
  }

  #faults(): string[] {
    return [...(this.#isStuck() ? ['not-following'] : []), ...(this.#isRefused ? ['refused'] : [])]
  }

  #error(code: 'device-refused' | 'port-closed', message: string): TerminalError {
    const retry = code === 'port-closed' ? 'backoff' : 'never'
    return new TerminalError({ code, device: this.#setup.link.name, retry, message })
  }
}

const isNear = (deg: number, [min, max]: readonly [number, number], slackDeg: number): boolean =>
  deg >= min - slackDeg && deg <= max + slackDeg

const outside = ({ azimuthDeg, elevationDeg }: MountPosition): string =>
  `azimuth ${azimuthDeg.toFixed(1)}°, elevation ${elevationDeg.toFixed(1)}° is outside the mount's limits`

/** Takes over a line to a mount of set-points. */
export const openSetPointRotator = (setup: SetPointSetup): Rotator => new SetPointRotator(setup)
