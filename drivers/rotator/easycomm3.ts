import type { Clock } from '../../hal/clock.ts'
import type { SerialLink } from '../../hal/serial-link.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import type { MonotonicMs } from '../../hal/units.ts'
import { lineFramer } from '../framing/line-framer.ts'
import { AxisModel } from './axis-model.ts'
import {
  decodeLine,
  type EasycommReply,
  encodeSetPoint,
  encodeVelocity,
  faultWords,
  isImpossible,
  motionOf,
  statusQuery,
  stopCommand,
} from './easycomm3-codec.ts'
import {
  distanceDeg,
  isFast,
  isSignWrong,
  isWithinLimits,
  type MountRate,
  planFollow,
  type SignDoubt,
  weighSign,
} from './easycomm3-follow.ts'
import { type EasycommReading, easycommPoll } from './easycomm3-poll.ts'
import type {
  MountPosition,
  MountTravel,
  Rotator,
  RotatorDescriptor,
  RotatorOpening,
  RotatorStatus,
} from './rotator.ts'

/** What differs between EasyComm III controllers. */
export interface Easycomm3Options extends RotatorOpening {
  /** −1 for controllers that turn clockwise on `VL`; found wrong by reading the position, velocities are given up. */
  velocitySign?: 1 | -1
}

// Chosen: two commands at 2 Hz, the slowest that tracking gives, may be lost before the mount is told to stop at its target.
const velocityWatchMs = 1200
// Chosen: two swings of a coach.
const stillFollowsMs = 2000
// A command and an answer of some twenty bytes at 19,200 baud.
const lineMs = 10
// Of the motors; the twin's and the open controllers' as they are set up.
const accelerationDegPerS2 = 8
// An aim looks ahead by this: half a period at 20 Hz and the line.
const aheadMs = 40
// Three times the resolution: backlash and rounding are no reason to command again.
const arrivedWithinDeg = 0.3
const maxLineBytes = 80

/** One EasyComm III controller: it polls for as long as the line is open, and corrects set-points that were lost. */
class Easycomm3 implements Rotator {
  readonly #link: SerialLink
  readonly #clock: Clock
  readonly #everyMs: number
  readonly #travel: MountTravel
  readonly #sign: 1 | -1
  readonly #poll
  readonly #counters = { rxFrames: 0, rxDiscardedBytes: 0, checksumErrors: 0, timeouts: 0 }
  #onStatus: (status: RotatorStatus) => void = () => {}
  #read: { position: MountPosition; atMs: MonotonicMs } | undefined
  #target: { position: MountPosition; askedMs: number; resends: number } | undefined
  #velocity: MountRate | undefined
  /** The way that velocities made since the last reading, degrees. */
  #way = { azimuthDeg: 0, elevationDeg: 0, toMs: 0 }
  #axes: { azimuth: AxisModel; elevation: AxisModel } | undefined
  #fastAtMs = Number.NEGATIVE_INFINITY
  #signDoubt: { azimuth: SignDoubt; elevation: SignDoubt } = { azimuth: 0, elevation: 0 }
  #alarm: string | undefined
  #isSilent = false

  constructor({
    link,
    clock,
    statusEveryMs = easycomm3.timing.statusEveryMs,
    velocitySign = 1,
    travel,
  }: Easycomm3Options) {
    this.#link = link
    this.#clock = clock
    this.#everyMs = statusEveryMs
    this.#sign = velocitySign
    this.#travel = travel ?? easycomm3.limits
    const { replyTimeoutMs, retries } = easycomm3.timing
    this.#poll = easycommPoll({
      clock,
      everyMs: statusEveryMs,
      replyTimeoutMs,
      retries,
      ask: () => this.#send(statusQuery),
      onReading: (reading) => this.#takeReading(reading),
      onTimeout: () => this.#countTimeout(),
    })
    const framer = lineFramer({
      maxBytes: maxLineBytes,
      onLine: (line) => this.#takeLine(line),
      onDiscard: (bytes) => {
        this.#counters.rxDiscardedBytes += bytes
      },
    })
    link.onData((bytes) => framer.push(bytes))
    link.onState((state) => this.#takeState(state))
  }

  async point(position: MountPosition, rate?: MountRate): Promise<void> {
    const limits = this.#travel
    if (!isWithinLimits(position, limits)) throw this.#outsideLimits(position)
    this.#target = { position, askedMs: this.#clock.nowMs(), resends: 0 }
    const usableRate = this.#isSignTrusted() ? rate : undefined
    const nowMs = this.#clock.nowMs()
    if (usableRate && isFast(usableRate)) this.#fastAtMs = nowMs
    const isFollowing = this.#velocity !== undefined && nowMs - this.#fastAtMs <= stillFollowsMs
    const plan = planFollow({ target: position, rate: usableRate, read: this.#presentPosition(), limits, isFollowing })
    if (plan.by === 'set-point') return this.#goTo(position)
    const { azimuthMdegPerS, elevationMdegPerS } = plan
    this.#addWay(nowMs)
    this.#velocity = { azimuthDegPerS: azimuthMdegPerS / 1000, elevationDegPerS: elevationMdegPerS / 1000 }
    this.#axes?.azimuth.run(this.#velocity.azimuthDegPerS, nowMs + lineMs)
    this.#axes?.elevation.run(this.#velocity.elevationDegPerS, nowMs + lineMs)
    return this.#link.write(Buffer.from(encodeVelocity(this.#sign * azimuthMdegPerS, elevationMdegPerS)))
  }

  stop(): Promise<void> {
    this.#target = undefined
    this.#velocity = undefined
    return this.#link.write(Buffer.from(stopCommand))
  }

  onStatus(handler: (status: RotatorStatus) => void): void {
    this.#onStatus = handler
  }

  counters() {
    const { rxBytes, reconnects } = this.#link.counters()
    return { ...this.#counters, rxBytes, reconnects }
  }

  async close(): Promise<void> {
    this.#poll.stop()
    await this.stop().catch(() => {})
    await this.#link.close()
  }

  #goTo(position: MountPosition): Promise<void> {
    this.#velocity = undefined
    return this.#link.write(Buffer.from(encodeSetPoint(position)))
  }

  /** For what the session sends by itself: a refused write shows as a timeout or as the link's own counter. */
  #send(text: string): void {
    this.#link.write(Buffer.from(text)).catch(() => {})
  }

  #takeState(state: 'open' | 'closed'): void {
    this.#velocity = undefined
    if (state === 'open') this.#poll.start()
    else this.#poll.stop()
  }

  #takeLine(line: string): void {
    const { replies, discardedBytes } = decodeLine(line)
    // There is no checksum: a position that the mount cannot have makes the whole line doubtful.
    const isDoubtful = replies.some((reply) => isImpossible(reply, this.#travel))
    this.#counters.rxDiscardedBytes += isDoubtful ? line.length : discardedBytes
    if (isDoubtful || replies.length === 0) return
    this.#counters.rxFrames++
    for (const reply of replies) this.#takeReply(reply)
  }

  #takeReply(reply: EasycommReply): void {
    if (reply.kind === 'alarm') this.#alarm = reply.text
    else this.#poll.take(reply)
  }

  #takeReading({ azimuthDeg, elevationDeg, statusBits, errorBits }: EasycommReading): void {
    const position = { azimuthDeg, elevationDeg }
    this.#weighVelocity(position)
    this.#followAxes(position)
    this.#isSilent = false
    this.#read = { position, atMs: this.#clock.nowMs() }
    const motion = motionOf(statusBits)
    if (motion !== 'error' && errorBits === 0) this.#alarm = undefined
    this.#correct(position, motion)
    this.#onStatus({ ...this.#read, motion, faults: this.#faults(errorBits) })
  }

  #faults(errorBits: number): string[] {
    const faults = faultWords(errorBits)
    if (this.#alarm !== undefined) faults.push(`alarm: ${this.#alarm}`)
    if (this.#isStuck()) faults.push('not-following')
    if (!this.#isSignTrusted()) faults.push('velocity-sign')
    return faults
  }

  #countTimeout(): void {
    this.#counters.timeouts++
    const read = this.#read
    const isOld = read !== undefined && this.#clock.nowMs() - read.atMs > easycomm3.timing.silentAfterMs
    if (!isOld || this.#isSilent) return
    this.#isSilent = true
    this.#onStatus({ ...read, motion: 'error', faults: ['silent'] })
  }

  /** Set-points are not acknowledged, and a velocity runs on: both are put right from what was read. */
  #correct(position: MountPosition, motion: RotatorStatus['motion']): void {
    const target = this.#target
    if (!target) return
    if (this.#velocity) {
      if (this.#clock.nowMs() - target.askedMs > velocityWatchMs) this.#resend(target)
      return
    }
    const hasStopped = motion === 'idle' || motion === 'pointing'
    const isAway = distanceDeg(position, target.position) > arrivedWithinDeg
    if (!isAway) target.resends = 0
    else if (hasStopped && !this.#isStuck() && this.#clock.nowMs() - target.askedMs >= this.#everyMs)
      this.#resend(target)
  }

  #resend(target: { position: MountPosition; resends: number }): void {
    target.resends++
    this.#goTo(target.position).catch(() => {})
  }

  #isStuck(): boolean {
    return (this.#target?.resends ?? 0) > easycomm3.timing.retries
  }

  #addWay(nowMs: number): void {
    const { azimuthDeg, elevationDeg, toMs } = this.#way
    const { azimuthDegPerS, elevationDegPerS } = this.#velocity ?? { azimuthDegPerS: 0, elevationDegPerS: 0 }
    const seconds = (nowMs - toMs) / 1000
    this.#way = {
      azimuthDeg: azimuthDeg + azimuthDegPerS * seconds,
      elevationDeg: elevationDeg + elevationDegPerS * seconds,
      toMs: nowMs,
    }
  }

  #weighVelocity(position: MountPosition): void {
    const nowMs = this.#clock.nowMs()
    this.#addWay(nowMs)
    const { azimuthDeg, elevationDeg } = this.#way
    this.#way = { azimuthDeg: 0, elevationDeg: 0, toMs: nowMs }
    const before = this.#read?.position
    if (!before || !this.#velocity) return
    const { azimuth, elevation } = this.#signDoubt
    this.#signDoubt = {
      azimuth: weighSign(azimuth, azimuthDeg, position.azimuthDeg - before.azimuthDeg),
      elevation: weighSign(elevation, elevationDeg, position.elevationDeg - before.elevationDeg),
    }
    if (!this.#isSignTrusted() && this.#target) this.#resend(this.#target)
  }

  #isSignTrusted(): boolean {
    return !isSignWrong(this.#signDoubt.azimuth) && !isSignWrong(this.#signDoubt.elevation)
  }

  /** Where the mount will be when a command takes effect, by the last reading and the velocities given since; undefined when that is too old. */
  #presentPosition(): MountPosition | undefined {
    if (!this.#read) return undefined
    const ageMs = this.#clock.nowMs() - this.#read.atMs
    if (ageMs > 3 * this.#everyMs) return undefined
    if (!this.#velocity || !this.#axes) return this.#read.position
    const thenMs = this.#clock.nowMs() + aheadMs
    return { azimuthDeg: this.#axes.azimuth.atDeg(thenMs), elevationDeg: this.#axes.elevation.atDeg(thenMs) }
  }

  /** A mount that goes to a set-point has a profile of its own: there it is where it was read. */
  #followAxes({ azimuthDeg, elevationDeg }: MountPosition): void {
    const readAtMs = this.#clock.nowMs() - lineMs
    if (!this.#velocity || !this.#axes) {
      const axis = (deg: number) => new AxisModel(accelerationDegPerS2, deg, readAtMs)
      this.#axes = { azimuth: axis(azimuthDeg), elevation: axis(elevationDeg) }
      return
    }
    this.#axes.azimuth.read(azimuthDeg, readAtMs)
    this.#axes.elevation.read(elevationDeg, readAtMs)
  }

  #outsideLimits({ azimuthDeg, elevationDeg }: MountPosition): TerminalError {
    const message = `azimuth ${azimuthDeg.toFixed(1)}°, elevation ${elevationDeg.toFixed(1)}° is outside the mount's limits`
    return new TerminalError({ code: 'device-refused', device: this.#link.name, retry: 'never', message })
  }
}

/** Opens an EasyComm III controller with what differs between makes. */
export const openEasycomm3 = (options: Easycomm3Options): Rotator => new Easycomm3(options)

/** EasyComm III as the open rotator controllers speak it. */
export const easycomm3: RotatorDescriptor = {
  name: 'easycomm3',
  manual: 'EasyComm standard I, II and III (Hamlib rotators/easycomm/easycomm.txt)',
  maturity: 'twin',
  serial: { baudRate: 19200, dataBits: 8, parity: 'none', stopBits: 1 },
  limits: { azimuthDeg: [0, 450], elevationDeg: [0, 90], resolutionDeg: 0.1 },
  motion: { azimuthDegPerS: 12, elevationDegPerS: 8, azimuthDegPerS2: 8, elevationDegPerS2: 8 },
  sayable: { azimuthDeg: [-360, 720], elevationDeg: [-5, 180] },
  timing: { replyTimeoutMs: 200, statusEveryMs: 200, retries: 3, silentAfterMs: 2000 },
  takesRates: true,
  tellsFaults: true,
  open: openEasycomm3,
}
