import type { AntennaReport, ModemReport, SatelliteModem } from '../../../drivers/modem/modem.ts'
import type { MonotonicMs } from '../../../hal/units.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import { type Attitude, type Direction, skyDirection } from '../../domain/frames.ts'
import { type BodySector, type NoTransmitZone, sectorOf } from '../../domain/no-transmit.ts'
import type { Territory } from '../../domain/territory.ts'
import { isTrusted } from '../../domain/trusted-position.ts'
import { type PermitState, permitAtStart, permitConditions, permitReason, planPermit } from '../../plan/permit.ts'
import type { BeamSeen, PermitObservation } from '../../plan/permit-conditions.ts'
import type { PermitSeen } from '../../plan/permit-line.ts'
import type { Tell } from '../tell.ts'
import { PlaceWatch } from './place-watch.ts'
import type { GuardedSwitch } from './switched-path.ts'

/** A terminal as the interlock guards it. */
export interface GuardedTerminalOptions {
  name: string
  modem: SatelliteModem
  pointingLimitDeg: number
  elevationMaskDeg: number
  /** Half of what its beam lights up, degrees: so much beside a sector is in it. */
  beamHalfWidthDeg: number
  shockLimitG: number
  /** At least one: a terminal without a licence transmits nowhere. */
  territories: readonly Territory[]
  zones: readonly NoTransmitZone[]
  sectors: readonly BodySector[]
  /** Of an antenna that points itself: whether it says that it is on its satellite. */
  isAntennaOnTarget?: () => boolean
  /** Of one behind a switch of radio cables. */
  rfSwitch?: GuardedSwitch | undefined
  tell: Tell
}

/** What one permission says, and when. */
export type GivenPermission = Omit<TopicMessage<'permission'>['terminals'][string], 'isPointerWell'> &
  Pick<NonNullable<PermitObservation['permission']>, 'atMs' | 'validForMs'>

/** What holds for all terminals of the train, and who aims this one by hand. */
export type TrainSeen = Pick<PermitObservation, 'latches' | 'mode' | 'muteTestBy' | 'handAim' | 'shockG'>

/** A person who asks wants to hear of now; one aim in a slow ride may be late. */
const STOW_HOLDS_MS = 2_000

const saysTheSame = (before: ModemReport, now: ModemReport): boolean =>
  before.isAlive === now.isAlive &&
  before.isLocked === now.isLocked &&
  before.isTransmitAllowed === now.isTransmitAllowed &&
  before.assignedNoradId === now.assignedNoradId &&
  before.target?.satelliteLongitudeDeg === now.target?.satelliteLongitudeDeg

/** One terminal's permit: what is known of its conditions, and what its modem is told. */
export class GuardedTerminal {
  readonly name: string
  readonly #options: GuardedTerminalOptions
  #state: PermitState = permitAtStart
  #seen: PermitObservation
  #report: ModemReport | undefined
  readonly #place: PlaceWatch
  #antenna: AntennaReport = { isFunctional: false, mayTransmit: false }
  #attitude: Attitude | undefined

  constructor(options: GuardedTerminalOptions) {
    this.name = options.name
    this.#options = options
    const { pointingLimitDeg, elevationMaskDeg, shockLimitG } = options
    this.#seen = { pointingLimitDeg, elevationMaskDeg, shockLimitG }
    this.#place = new PlaceWatch(options)
  }

  onPermission(given: GivenPermission | undefined): void {
    const { permission: _permission, beam: _beam, ...rest } = this.#seen
    const beam = given?.beam && this.#beamOf(given.beam, given.isBlocked)
    this.#seen = given ? { ...rest, permission: given, ...(beam && { beam }) } : rest
  }

  /** Where the beam looks is judged here, by the attitude that navigation tells: not taken from who aims it. */
  #beamOf(body: Direction, isBlocked: boolean): BeamSeen | undefined {
    if (!this.#attitude) return undefined
    const { sectors, beamHalfWidthDeg } = this.#options
    const sector = sectorOf(sectors, body, beamHalfWidthDeg)
    const { elevationDeg } = skyDirection(body, this.#attitude)
    return { elevationDeg, isBlocked, ...(sector && { sector: sector.name }) }
  }

  /** Whether the antenna works, which the modem hears at once; silence of tracking changes nothing of it. */
  onPointer(isFunctional: boolean): void {
    if (isFunctional === this.#antenna.isFunctional) return
    this.#antenna = { ...this.#antenna, isFunctional }
    this.#options.modem.tell(this.#antenna)
  }

  /** A new C/N is no change of what the modem says: it is told by itself. */
  onModem(report: ModemReport): { isChanged: boolean; carrier?: { db: number; atMs: MonotonicMs } } {
    const before = this.#report
    this.#report = report
    this.#seen = { ...this.#seen, modem: report }
    const { carrierToNoiseDb: db, carrierToNoiseAtMs: atMs } = report
    const isNew = db !== undefined && atMs !== undefined && atMs !== before?.carrierToNoiseAtMs
    return { isChanged: !before || !saysTheSame(before, report), ...(isNew && { carrier: { db, atMs } }) }
  }

  onPower(power: PermitObservation['power']): void {
    const { power: _old, ...rest } = this.#seen
    this.#seen = power ? { ...rest, power } : rest
  }

  onNavigation(message: TopicMessage<'navigation'>, spoofing: TopicMessage<'receivers'>['spoofing']): void {
    const { position, attitude, speedMps } = message
    this.#attitude = attitude
    this.#place.onNavigation(message, spoofing)
    const { position: _old, ...rest } = this.#antenna
    const isKnown = position !== undefined && isTrusted(message) && attitude !== undefined
    this.#antenna = isKnown ? { ...rest, position: { ...position, ...attitude, speedMps: speedMps ?? 0 } } : rest
    this.#options.modem.tell(this.#antenna)
  }

  isPermitted(): boolean {
    return this.#antenna.mayTransmit
  }

  isModemAlive(): boolean {
    return this.#report?.isAlive === true
  }

  /** The line is one for all terminals. */
  onLine(isRenewed: boolean): void {
    this.#options.rfSwitch?.setLineRenewed(isRenewed)
  }

  needsQuiet(): boolean {
    return this.#options.rfSwitch?.needsQuiet() === true
  }

  /** Decides again, and tells the modem of a change before anything else. */
  decide(nowMs: MonotonicMs, train: TrainSeen): PermitSeen['permit'] {
    const isOnTarget = this.#options.isAntennaOnTarget?.()
    const rfSwitch = this.#options.rfSwitch?.standing()
    const { place: _place, latches: _latches, mode: _mode, ...seen } = this.#seen
    const { muteTestBy: _test, handAim: _hand, shockG: _shockG, ...rest } = seen
    const place = this.#place.present(nowMs)
    this.#seen = {
      ...rest,
      ...train,
      ...(place && { place }),
      ...(isOnTarget !== undefined && { ownPointing: { isOnTarget } }),
      ...(rfSwitch && { rfSwitch }),
    }
    const { state, actions, reasons } = planPermit(this.#state, this.#seen, nowMs)
    const wasPermitted = this.#antenna.mayTransmit
    this.#state = state
    const mayTransmit = actions.some((action) => action.do === 'permit')
    if (mayTransmit !== wasPermitted) {
      this.#antenna = { ...this.#antenna, mayTransmit }
      this.#options.modem.tell(this.#antenna)
    }
    for (const reason of reasons) this.#options.tell({ subject: this.name, text: reason })
    if (mayTransmit) return 'given'
    return wasPermitted ? 'lost' : 'none'
  }

  /** How its mount stands, as tracking says; absent where there is nothing to stow, and while tracking is silent. */
  stow(nowMs: MonotonicMs): { state: string; reasons: string[] } | undefined {
    const { stow, atMs = Number.NEGATIVE_INFINITY } = this.#seen.permission ?? {}
    return stow && nowMs - atMs <= STOW_HOLDS_MS ? { state: stow.state, reasons: [...stow.reasons] } : undefined
  }

  /** Why it is permitted or muted now. */
  why(nowMs: MonotonicMs): string {
    return permitReason(this.#state, this.#seen, nowMs)
  }

  transmit(nowMs: MonotonicMs): TopicMessage<'transmit'>['terminals'][string] {
    const { sinceMs } = this.#state
    return {
      isPermitted: this.#antenna.mayTransmit,
      ...(sinceMs !== undefined && { sinceMs }),
      conditions: permitConditions(this.#state, this.#seen, nowMs).map((condition) => ({ ...condition })),
    }
  }

  modem(): TopicMessage<'modems'>['terminals'][string] {
    const report = this.#report
    return {
      isAlive: report?.isAlive === true,
      isLocked: report?.isLocked === true,
      isTransmitAllowed: report?.isTransmitAllowed === true,
      ...(report?.carrierToNoiseDb !== undefined && { carrierToNoiseDb: report.carrierToNoiseDb }),
      ...(report?.target && { targetLongitudeDeg: report.target.satelliteLongitudeDeg }),
      ...(report?.assignedNoradId !== undefined && { assignedNoradId: report.assignedNoradId }),
    }
  }

  /** Mutes for good: the modem hears it before its line is closed. */
  mute(): void {
    this.#antenna = { ...this.#antenna, mayTransmit: false }
    this.#options.modem.tell(this.#antenna)
  }
}
