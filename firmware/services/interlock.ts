import type { SatelliteModem } from '../../drivers/modem/modem.ts'
import type { PermitLine } from '../../drivers/power/power.ts'
import type { Cancel } from '../../hal/clock.ts'
import { monotonicMs } from '../../hal/units.ts'
import type { TopicMessage } from '../bus/topics.ts'
import {
  type PermitLineState,
  type PermitTimes,
  permitLineAtStart,
  permitTimes,
  planPermitLine,
} from '../plan/permit-line.ts'
import { publishHealth } from './health.ts'
import { GuardedTerminal } from './interlock/guarded-terminal.ts'
import { watchPower } from './power-watch.ts'
import { closeAll, type Service, type ServiceContext } from './service.ts'
import { type Tell, tellAs } from './tell.ts'

const PUBLISH_EVERY_MS = 1_000

interface InterlockDeps extends ServiceContext {
  terminals: readonly { name: string; modem: SatelliteModem; modemName: string; pointingLimitDeg: number }[]
  permit: PermitLine
  /** The rate at which tracking gives its permissions. */
  aimHz: number
  /** The rate at which the power board is told of. */
  powerHz: number
}

/**
 * The transmit interlock: it alone renews the permit line and speaks to the modems. The line is renewed only in answer to a
 * permission that has just come, never by a timer: when tracking falls silent there is no further edge.
 */
export const startInterlock = (deps: InterlockDeps): Service => {
  const interlock = new Interlock(deps)
  const { clock, bus } = deps
  const ends = [
    bus.subscribe('permission', (message) => interlock.onPermission(message)),
    bus.subscribe('navigation', (message) => interlock.onNavigation(message)),
    watchPower(deps, (message) => interlock.onPower(message)),
    clock.every(PUBLISH_EVERY_MS, () => interlock.publish()),
    publishHealth(
      deps,
      'interlock',
      Object.fromEntries(deps.terminals.map(({ modemName, modem }) => [modemName, modem])),
    ),
  ]
  return {
    close: async () => {
      for (const end of ends) end()
      interlock.mute()
      await closeAll([deps.permit, ...deps.terminals.map(({ modem }) => modem)])
    },
  }
}

class Interlock {
  readonly #deps: InterlockDeps
  readonly #terminals: readonly GuardedTerminal[]
  readonly #tell: Tell
  readonly #times: PermitTimes
  #endWatch: Cancel = () => undefined
  #line: PermitLineState = permitLineAtStart
  #isLineRenewed = false
  #isLineWell = true
  #isClosing = false

  constructor(deps: InterlockDeps) {
    this.#deps = deps
    this.#times = permitTimes(deps.aimHz)
    this.#tell = tellAs('interlock', deps)
    this.#terminals = deps.terminals.map((terminal) => new GuardedTerminal({ ...terminal, tell: this.#tell }))
    deps.terminals.forEach(({ modem }, index) => {
      modem.onReport((report) => {
        if (this.#isClosing) return
        if (this.#terminals[index]?.onModem(report) !== 'changed') return
        this.#judge()
        this.#publishModems()
      })
    })
  }

  onPermission({ atMs, terminals }: TopicMessage<'permission'>): void {
    const { clock } = this.#deps
    const { permissionHoldsMs: validForMs, edgeWithinMs } = this.#times
    const givenAtMs = monotonicMs(atMs)
    for (const terminal of this.#terminals) {
      const given = terminals[terminal.name]
      terminal.onPermission(given && { ...given, atMs: givenAtMs, validForMs })
      if (given) terminal.onPointer(given.isPointerWell)
    }
    this.#judge()
    const ageMs = clock.nowMs() - givenAtMs
    if (this.#isLineRenewed && ageMs <= edgeWithinMs) this.#renew()
    this.#endWatch()
    this.#endWatch = clock.after(Math.max(0, validForMs - ageMs + 1), () => this.#judge())
  }

  onNavigation(message: TopicMessage<'navigation'>): void {
    for (const terminal of this.#terminals) terminal.onNavigation(message)
  }

  /** A key switch that nobody reads any more may have been turned. */
  onPower(message: TopicMessage<'power'> | undefined): void {
    for (const terminal of this.#terminals) terminal.onPower(message)
    this.#judge()
  }

  publish(): void {
    this.#publishModems()
    this.#publishTransmit()
  }

  /** For good: nothing is permitted any more. */
  mute(): void {
    this.#isClosing = true
    this.#endWatch()
    for (const terminal of this.#terminals) terminal.mute()
  }

  /** Decides for every terminal and for the line; makes no edge. */
  #judge(): void {
    const nowMs = this.#deps.clock.nowMs()
    const wasRenewed = this.#isLineRenewed
    let hasChanged = false
    const seen = this.#terminals.map((terminal) => {
      const wasPermitted = terminal.isPermitted()
      const permit = terminal.decide(nowMs)
      if (wasPermitted !== terminal.isPermitted()) hasChanged = true
      return { name: terminal.name, permit, isModemAlive: terminal.isModemAlive() }
    })
    const { state, mayRenew } = planPermitLine(this.#line, seen, nowMs)
    this.#line = state
    this.#isLineRenewed = mayRenew
    if (hasChanged || wasRenewed !== mayRenew) this.#publishTransmit()
  }

  #renew(): void {
    const isTaken = this.#deps.permit.renew()
    if (isTaken === this.#isLineWell) return
    this.#isLineWell = isTaken
    this.#tell({
      subject: 'permit line',
      text: isTaken ? 'takes edges again' : 'takes no edge: everything is muted',
      severity: isTaken ? 'info' : 'warning',
    })
  }

  #publishModems(): void {
    this.#deps.bus.publish('modems', {
      atMs: this.#deps.clock.nowMs(),
      terminals: Object.fromEntries(this.#terminals.map((terminal) => [terminal.name, terminal.modem()])),
    })
  }

  #publishTransmit(): void {
    const atMs = this.#deps.clock.nowMs()
    this.#deps.bus.publish('transmit', {
      atMs,
      isLineRenewed: this.#isLineRenewed,
      terminals: Object.fromEntries(this.#terminals.map((terminal) => [terminal.name, terminal.transmit(atMs)])),
    })
  }
}
