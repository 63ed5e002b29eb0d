import type { AntennaReport, ModemReport, SatelliteModem } from '../../../drivers/modem/modem.ts'
import type { MonotonicMs } from '../../../hal/units.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import {
  type PermitObservation,
  type PermitState,
  permitAtStart,
  permitConditions,
  planPermit,
} from '../../plan/permit.ts'
import type { PermitSeen } from '../../plan/permit-line.ts'
import type { Tell } from '../tell.ts'

/** A terminal as the interlock guards it. */
export interface GuardedTerminalOptions {
  name: string
  modem: SatelliteModem
  pointingLimitDeg: number
  tell: Tell
}

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
  #antenna: AntennaReport = { isFunctional: false, mayTransmit: false }

  constructor(options: GuardedTerminalOptions) {
    this.name = options.name
    this.#options = options
    this.#seen = { pointingLimitDeg: options.pointingLimitDeg }
  }

  onPermission(permission: NonNullable<PermitObservation['permission']> | undefined): void {
    const { permission: _old, ...rest } = this.#seen
    this.#seen = permission ? { ...rest, permission } : rest
  }

  /** Whether the antenna works, which the modem hears at once; silence of tracking changes nothing of it. */
  onPointer(isFunctional: boolean): void {
    if (isFunctional === this.#antenna.isFunctional) return
    this.#antenna = { ...this.#antenna, isFunctional }
    this.#options.modem.tell(this.#antenna)
  }

  /** A new C/N is no change: it goes out with the second's message. */
  onModem(report: ModemReport): 'changed' | 'same' {
    const before = this.#report
    this.#report = report
    this.#seen = { ...this.#seen, modem: report }
    return before && saysTheSame(before, report) ? 'same' : 'changed'
  }

  onPower(power: PermitObservation['power']): void {
    const { power: _old, ...rest } = this.#seen
    this.#seen = power ? { ...rest, power } : rest
  }

  onNavigation({ position, attitude, speedMps }: TopicMessage<'navigation'>): void {
    const { position: _old, ...rest } = this.#antenna
    const isKnown = position !== undefined && attitude !== undefined
    this.#antenna = isKnown ? { ...rest, position: { ...position, ...attitude, speedMps: speedMps ?? 0 } } : rest
    this.#options.modem.tell(this.#antenna)
  }

  isPermitted(): boolean {
    return this.#antenna.mayTransmit
  }

  isModemAlive(): boolean {
    return this.#report?.isAlive === true
  }

  /** Decides again, and tells the modem of a change before anything else. */
  decide(nowMs: MonotonicMs): PermitSeen['permit'] {
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

  transmit(nowMs: MonotonicMs): TopicMessage<'transmit'>['terminals'][string] {
    return {
      isPermitted: this.#antenna.mayTransmit,
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
