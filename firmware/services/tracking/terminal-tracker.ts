import type { Storage } from '../../../hal/storage.ts'
import type { MonotonicMs } from '../../../hal/units.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import type { Across } from '../../domain/bias-filter.ts'
import { type Attitude, type Direction, type Mounting, skyDirection } from '../../domain/frames.ts'
import { sectorOf } from '../../domain/no-transmit.ts'
import {
  type AimAction,
  type AimObservation,
  type AimState,
  aimAtStart,
  isNearTarget,
  planAim,
  type SatelliteAhead,
} from '../../plan/aim.ts'
import type { DishWay } from '../../plan/dish-command.ts'
import { type Forecast, forecastOf } from '../../plan/forecast.ts'
import type { Tell } from '../tell.ts'
import { BiasLearner } from './bias-learner.ts'
import type { BiasStore } from './bias-store.ts'
import { STEP_MS } from './constellation-choice.ts'
import { Following, type SatellitesTold } from './following.ts'
import type { HandAims } from './hand-aims.ts'
import { handSight, reaches } from './hand-sight.ts'
import type { LineSight } from './line-sight.ts'
import { MountWay } from './mount-way.ts'
import type { PeakDesk } from './peak-desk.ts'
import { satelliteAhead } from './satellite-ahead.ts'
import { StowKeeper } from './stow-keeper.ts'
import type { StowWatch } from './stow-watch.ts'
import { openSky, steadySteps, type TerminalSky } from './terminal-sky.ts'
import type { RenewedElements, TrackedTerminal } from './tracked-terminal.ts'
import type { TrainClockwork, TrainNow } from './train-now.ts'
import type { TrainOrders } from './train-orders.ts'

type ModemSeen = TopicMessage<'modems'>['terminals'][string]
type Pointing = TopicMessage<'pointing'>['terminals'][string]
type Carrier = TopicMessage<'carriers'>['terminals'][string]
type Permission = TopicMessage<'permission'>['terminals'][string]

const UNKNOWN_DEG = 180
const HOLD_AGAIN_AFTER_MS = 1_000

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** What trackers share. */
export interface TrackerSurroundings {
  train: TrainClockwork
  sight: LineSight
  orders: TrainOrders
  stowing: StowWatch
  hands: HandAims
  peaks: PeakDesk
  tell: Tell
  /** Satellites that may be looked at in one step for the sky ahead: a step must stay short. */
  looksPerStep: number
  storage?: Storage | undefined
  aimHz: number
  /** Keeps what is learnt of how terminals sit; without it a restart learns anew. */
  biases?: BiasStore | undefined
}

/** Follows a satellite with one terminal: chooses it, aims at it, and says how well that goes. */
export class TerminalTracker {
  readonly #terminal: TrackedTerminal
  readonly #sky: TerminalSky
  readonly #train: TrainClockwork
  readonly #sight: LineSight
  readonly #tell: Tell
  readonly #following: Following
  readonly #learner: BiasLearner
  /** Half an aim period: a direction holds until the next. */
  readonly #halfPeriodMs: number
  readonly #orders: TrainOrders
  readonly #stow: StowKeeper | undefined
  readonly #way: MountWay | undefined
  #modem: ModemSeen | undefined
  #aim: AimState = aimAtStart
  #ahead: SatelliteAhead | undefined
  #isPositionKnown = false
  #steppedAtMs = 0
  #isAimRefused = false
  #holdAgainAtMs: number | undefined
  #holdFailures = 0
  #hasNews = true
  #isClosing = false
  readonly #hands: HandAims
  readonly #peaks: PeakDesk
  /** Who aims it by hand, as of the last step. */
  #handBy: string | undefined
  /** By hand it stays with its satellite, to be peaked on it. */
  #isPeaked = false

  constructor(
    terminal: TrackedTerminal,
    { train, sight, orders, stowing, hands, peaks, tell, looksPerStep, storage, aimHz, biases }: TrackerSurroundings,
  ) {
    this.#terminal = terminal
    this.#sky = terminal.sky ?? openSky
    this.#train = train
    this.#sight = sight
    this.#orders = orders
    this.#hands = hands
    this.#peaks = peaks
    this.#tell = tell
    this.#halfPeriodMs = 500 / aimHz
    this.#learner = new BiasLearner({ terminal, aimHz, store: biases, storage, say: (text) => this.#say(text, []) })
    const { pointer, pointingLimitDeg } = terminal
    const { limits } = pointer
    const mount = pointer.stow
    this.#stow = mount && new StowKeeper({ name: terminal.name, mount, watch: stowing, tell })
    if (limits.kind === 'dish') this.#way = new MountWay({ limits, pointingLimitDeg, sight, say: this.#say.bind(this) })
    this.#following = new Following({
      terminal,
      sight,
      looksPerStep,
      storage,
      say: (text, reasons) => this.#say(text, reasons),
      onOther: () => {
        this.#hasNews = true
      },
    })
  }

  onModem(modem: ModemSeen): void {
    this.#following.onModem(modem)
    this.#modem = modem
  }

  onCarrier(carrier: Carrier): void {
    this.#learner.onCarrier(carrier)
  }

  /** Newer elements, without a break in what it does. */
  renew(elements: RenewedElements): void {
    this.#following.renew(elements)
  }

  /** The key switch and a lockout by name alike; in washing and depot what cannot be stowed. */
  #mustHold(): boolean | undefined {
    return !this.#stow && this.#orders.mode() ? true : this.#orders.isLockedOut()
  }

  /** Whether the mount lies, or is on its way there. */
  #stowNow(isHeld: boolean, reading: Direction | undefined, nowMs: MonotonicMs): boolean {
    const isOnTarget = this.#handBy === undefined && isNearTarget(this.#aim, this.#terminal.pointingLimitDeg)
    const { isStowing, isNews } = this.#stow?.step({ isHeld, reading, isOnTarget }, nowMs) ?? {}
    if (isNews) this.#hasNews = true
    return isStowing === true
  }

  /** One step at the aim rate. */
  step(nowMs: MonotonicMs): void {
    this.#steppedAtMs = nowMs
    const now = this.#train.at(nowMs)
    this.#isPositionKnown = now.position !== undefined && now.utcMs !== undefined
    // Aimed by hand it says nothing of its satellite.
    this.#following.step(now, this.#handBy === undefined ? this.#aim : aimAtStart, nowMs)
    const satellite = this.#following.satellite()
    const leadMs = this.#terminal.pointer.latencyMs() + this.#halfPeriodMs
    const hasRates = this.#terminal.pointer.limits.kind === 'dish'
    this.#ahead = satelliteAhead(now, satellite, { leadMs, aheadMs: this.#learner.aheadMs(), hasRates })
    const isAiming = this.#handBy === undefined && this.#aim.holding === undefined && this.#aim.sigmaDeg !== undefined
    const followed = { isLocked: this.#modem?.isLocked === true, satellite: satellite?.name, ahead: this.#ahead }
    this.#learner.step({ ...now, ...followed, isAiming }, nowMs)
    const mustHold = this.#mustHold()
    const readBack = this.#terminal.pointer.readBack()
    const isStowing = this.#stowNow(mustHold !== false, readBack, nowMs)
    const hand = this.#byHand(now, { isLockedOut: mustHold, isStowing }, nowMs)
    const { dither: learning, ...sits } = this.#learner.forAim()
    const dither = this.#isPeaked ? this.#peakStep(now, nowMs) : learning
    const common: Omit<AimObservation, 'satellite' | 'readBack'> = {
      pointer: this.#terminal.pointer.limits,
      isPositionKnown: this.#isPositionKnown,
      ...(now.position !== undefined && now.utcMs === undefined && { isUtcMissing: true }),
      maskDeg: this.#terminal.maskDeg,
      ...(mustHold !== undefined && { isLockedOut: mustHold }),
      ...(isStowing && { isStowing }),
      ...(now.attitude && { attitude: now.attitude }),
      ...this.#train.attitudesAhead(nowMs, { leadMs, hasRates }),
      ...sits,
    }
    const mayAim = mustHold === false && !isStowing && !hand && this.#canFollow(now)
    const way = this.#planWay(now, { bias: sits.bias, mayAim }, nowMs)
    const aimed: Partial<AimObservation> = hand
      ? handSight(hand, { leadMs, hasRates })
      : { ...(way && { way }), ...(dither && { dither }), ...(this.#ahead && { satellite: this.#ahead }) }
    const { state, actions, reasons } = planAim(
      this.#aim,
      { ...common, ...aimed, ...(readBack && { readBack }) },
      nowMs,
    )
    if (hand && state.holding) this.#hands.end(this.#terminal.name, 'its mount does not reach there')
    if (state.isSlewing !== this.#aim.isSlewing) this.#hasNews = true
    this.#aim = state
    // How far a satellite is ahead of its elements was learnt of the served one only.
    this.#following.aimOther(common, (one) => satelliteAhead(now, one, { leadMs, aheadMs: 0 }))
    if (reasons.length > 0) this.#say(reasons[0] ?? '', reasons.slice(1))
    for (const action of actions) this.#execute[action.do](action as never)
    const isHoldOwed = this.#holdAgainAtMs !== undefined && nowMs >= this.#holdAgainAtMs
    if (isHoldOwed && state.holding !== undefined && state.holding !== 'stow') this.#hold()
  }

  /** Where somebody aims it by hand; at each change the aim begins anew. */
  #byHand(
    { attitude }: TrainNow,
    held: { isLockedOut: boolean | undefined; isStowing: boolean },
    nowMs: MonotonicMs,
  ): Direction | undefined {
    const standing = {
      ...held,
      isHeadingKnown: attitude !== undefined,
      headingSigmaDeg: attitude?.isReversible === true ? undefined : attitude?.headingSigmaDeg,
      canReach: (to: Direction) => attitude !== undefined && reaches(this.#terminal.pointer.limits, to, attitude),
      at: () => attitude && this.#looksAt(attitude),
    }
    const hand = this.#hands.at(this.#terminal.name, standing, nowMs)
    if (hand?.by !== this.#handBy) {
      const { azimuthDeg, isFlipped } = this.#aim
      this.#aim = { ...(azimuthDeg !== undefined && { azimuthDeg }), ...(isFlipped !== undefined && { isFlipped }) }
      this.#handBy = hand?.by
      this.#hasNews = true
    }
    this.#isPeaked = hand !== undefined && hand.to === undefined
    return hand?.to
  }

  /** Where it looks beside its satellite while somebody peaks it. */
  #peakStep({ attitude }: TrainNow, nowMs: MonotonicMs): Across {
    const readBack = this.#terminal.pointer.readBack()
    const satellite = this.#following.satellite()?.name
    const standing = {
      ...this.#learner.forPeak({ ahead: this.#ahead, attitude, satellite, readBack }),
      holding: this.#aim.holding?.replaceAll('-', ' '),
      isBlocked: this.#isBlocked(readBack && this.#learner.inBody(readBack)),
      isLocked: this.#modem?.isLocked === true,
    }
    return this.#peaks.step(this.#terminal.name, standing, nowMs)
  }

  #looksAt(attitude: Attitude): Direction | undefined {
    const readBack = this.#terminal.pointer.readBack()
    return readBack && skyDirection(this.#learner.inBody(readBack), attitude)
  }

  #canFollow({ attitude }: TrainNow): boolean {
    const isUp = this.#ahead !== undefined && this.#ahead.lead.elevationDeg >= this.#terminal.maskDeg
    return this.#isPositionKnown && attitude !== undefined && isUp
  }

  #planWay(
    now: TrainNow,
    sits: { bias: Mounting | undefined; mayAim: boolean },
    nowMs: MonotonicMs,
  ): DishWay | undefined {
    const readBack = this.#terminal.pointer.readBack()
    const isBlocked = (): boolean => this.#isBlocked(readBack && this.#learner.inBody(readBack))
    const seen = {
      satellite: this.#following.satellite(),
      ahead: this.#ahead,
      planned: () => this.#following.planned(),
      ...sits,
      aim: this.#aim,
      readBack,
      isBlocked,
    }
    return this.#way?.step({ ...now, ...seen }, nowMs)
  }

  /** What the signal says of the heading, once each time that it says something new. */
  readonly takeHeading = (): ReturnType<BiasLearner['takeHeading']> => this.#learner.takeHeading()

  /** True once after something worth publishing at once. */
  takeNews(): boolean {
    const hadNews = this.#hasNews
    this.#hasNews = false
    return hadNews
  }

  /** From now on lines that go down are no news. */
  close(): void {
    this.#isClosing = true
  }

  pointing(): Pointing {
    const { holding, errorDeg, sigmaDeg, isSlewing } = this.#aim
    const look = this.#ahead?.now
    const satellite = this.#following.satellite()
    const isAiming = this.#handBy === undefined && holding === undefined && sigmaDeg !== undefined
    return {
      state: isAiming ? 'aiming' : 'holding',
      pointing: 'ours',
      reason: isAiming ? 'following' : this.#whyHolding(),
      ...(this.#stow && { stow: this.#stow.said() }),
      ...(satellite && { satellite: satellite.name }),
      ...(satellite?.noradId !== undefined && { noradId: satellite.noradId }),
      ...(look && { azimuthTrueDeg: look.azimuthDeg, elevationDeg: look.elevationDeg }),
      ...(errorDeg !== undefined && { errorDeg }),
      ...(sigmaDeg !== undefined && { sigmaDeg }),
      ...(isSlewing && { isSlewing }),
      ...this.#learner.said(),
    }
  }

  #whyHolding(): string {
    const { holding = 'starting' } = this.#aim
    if (this.#handBy !== undefined) return `${this.#isPeaked ? 'peaked' : 'aimed by hand'} by ${this.#handBy}`
    return holding === 'stow' && this.#stow ? this.#stow.reason() : holding.replaceAll('-', ' ')
  }

  /** What it could follow now, and why it does or does not. */
  satellites(nowMs: MonotonicMs): SatellitesTold {
    const { utcMs, position } = this.#train.at(nowMs)
    return this.#following.satellites(position && utcMs)
  }

  /** Not aimed by hand; or peaked, the scan over and kept, with the interlock's word that it may transmit for that. */
  #isFollowing(): boolean {
    const { name } = this.#terminal
    return this.#handBy === undefined || (this.#isPeaked && this.#peaks.isKept(name) && this.#hands.isLifted(name))
  }

  permission(): Permission {
    const standing = this.#following.standing(this.#aim)
    const { errorDeg, sigmaDeg } = standing
    const { pointer, pointingLimitDeg } = this.#terminal
    const readBack = pointer.readBack()
    const beam = readBack && this.#learner.inBody(readBack)
    const stow = this.#stow?.said()
    return {
      isOnTarget: this.#isFollowing() && isNearTarget(standing, pointingLimitDeg) && !this.#isAimRefused,
      errorDeg: errorDeg ?? UNKNOWN_DEG,
      sigmaDeg: sigmaDeg ?? UNKNOWN_DEG,
      ...(beam && { beam }),
      isBlocked: this.#isBlocked(beam),
      isStowed: stow?.state === 'stowed',
      ...(stow && { stow }),
      isPointerWell: readBack !== undefined && !this.#isAimRefused,
    }
  }

  /** What it is going to do; undefined while time or position are unknown. */
  forecast(nowMs: MonotonicMs): Forecast | undefined {
    const { utcMs, position } = this.#train.at(nowMs)
    if (utcMs === undefined || !position) return undefined
    const satellite = this.#following.satellite()
    const look = satellite?.lookAt(utcMs, position)
    const steady = { name: satellite?.name ?? '', look, maskDeg: this.#terminal.maskDeg, utcMs }
    const steps = this.#following.chosenAhead() ?? steadySteps(steady)
    const stowed = this.#stow?.ahead(nowMs)
    return forecastOf(steps, { stepMs: STEP_MS, utcMs, line: this.#sight.along(), stowed })
  }

  readonly #execute: { [K in AimAction['do']]: (action: Extract<AimAction, { do: K }>) => void } = {
    aim: (action) => {
      this.#holdAgainAtMs = undefined
      const { pointer } = this.#terminal
      pointer.aim(action).then(
        () => {
          // A set-point that was only written says nothing of a mount that is not read.
          if (pointer.readBack()) this.#isAimRefused = false
        },
        (error: unknown) => this.#aimFailed(error),
      )
    },
    hold: ({ because }) => {
      this.#holdFailures = 0
      if (because !== 'stow') this.#hold()
    },
  }

  /** Until the pointer took it: a mount that was not told to stop runs on. */
  #hold(): void {
    this.#holdAgainAtMs = undefined
    this.#terminal.pointer.hold().catch((error: unknown) => {
      this.#holdAgainAtMs = this.#steppedAtMs + HOLD_AGAIN_AFTER_MS
      // The first may come before the line is open.
      if (++this.#holdFailures === 2 && !this.#isClosing) this.#say('the pointer does not hold', [wordsOf(error)])
    })
  }

  #aimFailed(error: unknown): void {
    if (this.#isClosing) return
    if (!this.#isAimRefused) this.#say('the pointer does not take its aim', [wordsOf(error)])
    this.#isAimRefused = true
  }

  /** By something on the roof, or by what the line is known for. */
  #isBlocked(beam: Direction | undefined): boolean {
    if (beam && sectorOf(this.#sky.hiddenSectors, beam, 0)) return true
    const isLocked = this.#modem?.isLocked === true
    return this.#sight.blockedBy(this.#ahead?.now, isLocked, this.#steppedAtMs as MonotonicMs) !== undefined
  }

  #say(text: string, reasons: readonly string[]): void {
    this.#hasNews = true
    this.#tell({ subject: this.#terminal.name, text, reasons })
  }
}
