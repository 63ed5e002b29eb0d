import type { AntennaReport, ModemReport, SatelliteModem } from '../../../drivers/modem/modem.ts'
import type {
  SelfPointingAntenna,
  SelfPointingReport,
  SelfPointingTarget,
} from '../../../drivers/self-pointing/self-pointing.ts'
import type { Cancel, Clock } from '../../../hal/clock.ts'
import type { MonotonicMs } from '../../../hal/units.ts'
import {
  type MediationAction,
  type MediationState,
  mediationAtStart,
  planMediation,
} from '../../plan/openamip-mediation.ts'
import { closeAll } from '../service.ts'
import type { Tell } from '../tell.ts'
import { type GuardedSwitch, SwitchedPath, type SwitchedPathOptions, type SwitchStanding } from './switched-path.ts'

/** What stands between modems and self-pointing antennas. */
export interface MediatedModemOptions {
  name: string
  clock: Clock
  /** By name, the preferred one first; at least one of each. */
  modems: Readonly<Record<string, SatelliteModem>>
  antennas: Readonly<Record<string, SelfPointingAntenna>>
  /** What antennas are told to find while their modem names nothing; absent where the modem alone decides. */
  target?: SelfPointingTarget
  /** The switch in the radio cable; absent where splitters make none necessary, or another follows by itself. */
  rfSwitch?: Pick<SwitchedPathOptions, 'rfSwitch' | 'branches' | 'quietAfterMs'>
  tell: Tell
}

/** The antennas of a terminal as they stand, and which of them has the modem. */
export interface AntennasStanding {
  modem?: string
  antenna?: string
  antennas: Readonly<Record<string, SelfPointingReport | undefined>>
  rfSwitch?: SwitchStanding
}

/** The modem of a terminal whose antennas point themselves, as one modem for the interlock. */
export interface MediatedModem extends SatelliteModem {
  readonly rfSwitch: GuardedSwitch | undefined
  standing(): AntennasStanding
  /** One handler; called when what an antenna says of itself changes, and after each change of pairs. */
  onStanding(handler: () => void): void
}

const DECIDE_EVERY_MS = 100
/** After a change of pairs the modem's lock may still be that of the antenna before. Modems ride out 0.5 s. Chosen. */
const SETTLES_MS = 1_000

const unheard: ModemReport = { atMs: 0 as MonotonicMs, isAlive: false, isLocked: false, isTransmitAllowed: false }

const saysTheSame = (before: SelfPointingReport | undefined, now: SelfPointingReport): boolean =>
  before?.isAlive === now.isAlive && before.isFunctional === now.isFunctional && before.mayTransmit === now.mayTransmit

/** Hands on what each side says, and lets transmit only with an antenna that says that it is on its satellite. */
class Mediator implements MediatedModem {
  readonly #options: MediatedModemOptions
  readonly #modems = new Map<string, ModemReport>()
  readonly #antennas = new Map<string, SelfPointingReport>()
  readonly #targets = new Map<string, string>()
  readonly #cancel: Cancel
  #state: MediationState = mediationAtStart
  #joined: MediationAction | undefined
  #settledAtMs = 0
  #own: AntennaReport = { isFunctional: false, mayTransmit: false }
  #onReport: ((report: ModemReport) => void) | undefined
  #onStanding: (() => void) | undefined
  readonly #path: SwitchedPath | undefined

  constructor(options: MediatedModemOptions) {
    this.#options = options
    const { name, clock, tell, rfSwitch } = options
    const onChange = (): void => this.#onPath()
    this.#path = rfSwitch && new SwitchedPath({ ...rfSwitch, name, clock, tell, onChange })
    for (const [modemName, modem] of Object.entries(options.modems))
      modem.onReport((report) => {
        this.#modems.set(modemName, report)
        // Before another takes its place: who was left silent may not have heard its mute, and the permit line has to rest for it.
        if (modemName === this.#joined?.modem) this.#hearModem(report)
        this.#decide()
      })
    for (const [antennaName, antenna] of Object.entries(options.antennas))
      antenna.onReport((report) => {
        const isNews = !saysTheSame(this.#antennas.get(antennaName), report)
        this.#antennas.set(antennaName, report)
        this.#decide()
        if (!isNews) return
        this.#tellModems()
        this.#onStanding?.()
      })
    this.#cancel = clock.every(DECIDE_EVERY_MS, () => this.#decide())
    this.#aimAntennas()
  }

  get rfSwitch(): GuardedSwitch | undefined {
    return this.#path
  }

  tell(report: AntennaReport): void {
    this.#own = report
    this.#path?.setPermitted(report.mayTransmit)
    this.#tellModems()
  }

  onReport(handler: (report: ModemReport) => void): void {
    this.#onReport = handler
  }

  onStanding(handler: () => void): void {
    this.#onStanding = handler
  }

  standing(): AntennasStanding {
    const antennas = Object.keys(this.#options.antennas).map((name) => [name, this.#antennas.get(name)] as const)
    return {
      ...(this.#joined && { modem: this.#joined.modem, antenna: this.#joined.antenna }),
      antennas: Object.fromEntries(antennas),
      ...(this.#path && { rfSwitch: this.#path.standing() }),
    }
  }

  counters() {
    const { modems } = this.#options
    const name = this.#joined?.modem ?? Object.keys(modems)[0] ?? ''
    return (modems[name] as SatelliteModem).counters()
  }

  close(): Promise<void> {
    this.#cancel()
    const { modems, antennas } = this.#options
    return closeAll([...Object.values(modems), ...Object.values(antennas), ...(this.#path ? [this.#path] : [])])
  }

  #decide(): void {
    const nowMs = this.#options.clock.nowMs()
    const modems = Object.keys(this.#options.modems).map((name) => [name, this.#modems.get(name) ?? unheard] as const)
    const antennas = Object.keys(this.#options.antennas).map((name) => {
      const { isAlive = false, isFunctional = false, mayTransmit = false } = this.#antennas.get(name) ?? {}
      return [name, { isAlive, isFunctional, isOnTarget: mayTransmit }] as const
    })
    const unreachable = this.#path?.unreachable() ?? []
    const seen = { modems: new Map(modems), antennas: new Map(antennas), unreachable }
    const { state, actions, reasons } = planMediation(this.#state, seen, nowMs)
    this.#state = state
    for (const action of actions) this.#join(action, reasons, nowMs)
    this.#path?.look()
    if (this.#path?.isThere() === false) this.#settledAtMs = nowMs + SETTLES_MS
    // What was withheld while the pair was new.
    if (nowMs >= this.#settledAtMs && this.#settledAtMs > 0) {
      this.#settledAtMs = 0
      this.#tellModems()
    }
  }

  /** Mutes before it joins: between two pairs nothing transmits. */
  #join(action: MediationAction, reasons: readonly string[], nowMs: MonotonicMs): void {
    this.#joined = action
    this.#settledAtMs = nowMs + SETTLES_MS
    for (const name of [action.modem, action.antenna]) if (this.#path?.leadsTo(name)) this.#path.want(name)
    this.#tellModems()
    const { name, tell } = this.#options
    tell({ subject: name, text: `joins ${action.modem} to ${action.antenna}`, reasons: [...reasons] })
    this.#hearModem(this.#modems.get(action.modem) ?? unheard)
    this.#onStanding?.()
  }

  /** The switch has moved, come to rest, or been found elsewhere. */
  #onPath(): void {
    if (this.#path?.isThere() === false) this.#settledAtMs = this.#options.clock.nowMs() + SETTLES_MS
    this.#tellModems()
    this.#onStanding?.()
  }

  #hearModem(report: ModemReport): void {
    this.#aimAntennas()
    for (const [name, antenna] of Object.entries(this.#options.antennas)) {
      const isIts = name === this.#joined?.antenna
      const { isLocked, isTransmitAllowed, carrierToNoiseDb } = report
      antenna.tellModem({
        isLocked: isIts && isLocked,
        isTransmitAllowed: isIts && isTransmitAllowed,
        ...(isIts && carrierToNoiseDb !== undefined && { carrierToNoiseDb }),
      })
    }
    this.#onReport?.(report)
  }

  /** Every antenna looks at the satellite, so that another is on it before it is needed. */
  #aimAntennas(): void {
    const asked = this.#joined && this.#modems.get(this.#joined.modem)?.target
    const { antennas } = this.#options
    const target = asked ?? this.#options.target
    if (!target) return
    const words = JSON.stringify(target)
    for (const [name, antenna] of Object.entries(antennas)) {
      if (this.#targets.get(name) === words) continue
      this.#targets.set(name, words)
      antenna.target(target)
    }
  }

  #tellModems(): void {
    const antenna = this.#joined && this.#antennas.get(this.#joined.antenna)
    const isSettled = this.#settledAtMs === 0
    for (const [name, modem] of Object.entries(this.#options.modems)) {
      const isIts = name === this.#joined?.modem && antenna !== undefined
      modem.tell({
        ...this.#own,
        isFunctional: isIts && antenna.isFunctional,
        mayTransmit: isIts && isSettled && antenna.mayTransmit && this.#own.mayTransmit,
      })
    }
  }
}

/** Joins modems and self-pointing antennas by the plan of `openamip-mediation`, and looks like one modem to the interlock. */
export const mediatedModem = (options: MediatedModemOptions): MediatedModem => new Mediator(options)
