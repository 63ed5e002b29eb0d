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
  #antenna: AntennaReport = { isFunctional: true, mayTransmit: false }

  constructor(options: GuardedTerminalOptions) {
    this.name = options.name
    this.#options = options
    this.#seen = { pointingLimitDeg: options.pointingLimitDeg }
  }

  onPermission(permission: NonNullable<PermitObservation['permission']> | undefined): void {
    const { permission: _old, ...rest } = this.#seen
    this.#seen = permission ? { ...rest, permission } : rest
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

  /** Decides again, and tells the modem of a change before anything else. */
  decide(nowMs: MonotonicMs): 'permitted' | 'muted' | 'just-muted' {
    const { state, actions, reasons } = planPermit(this.#state, this.#seen, nowMs)
    const wasPermitted = this.#antenna.mayTransmit
    this.#state = state
    const mayTransmit = actions.some((action) => action.do === 'renew')
    if (mayTransmit !== wasPermitted) {
      this.#antenna = { ...this.#antenna, mayTransmit }
      this.#options.modem.tell(this.#antenna)
    }
    for (const reason of reasons) this.#options.tell({ subject: this.name, text: reason })
    return mayTransmit ? 'permitted' : wasPermitted ? 'just-muted' : 'muted'
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
