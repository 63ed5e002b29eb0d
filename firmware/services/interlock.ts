import type { SatelliteModem } from '../../drivers/modem/modem.ts'
import type { PermitLine } from '../../drivers/power/power.ts'
import type { Cancel } from '../../hal/clock.ts'
import { type TopicMessage, topics } from '../bus/topics.ts'
import { publishHealth } from './health.ts'
import { GuardedTerminal } from './interlock/guarded-terminal.ts'
import { closeAll, type Service, type ServiceContext } from './service.ts'
import { type Tell, tellAs } from './tell.ts'

const PUBLISH_EVERY_MS = 1_000
/** The line is one for all terminals: one that just lost its permit takes it along for as long as its modem may need to obey. */
const LINE_RESTS_MS = 500

interface InterlockDeps extends ServiceContext {
  terminals: readonly { name: string; modem: SatelliteModem; modemName: string; pointingLimitDeg: number }[]
  permit: PermitLine
  /** A permission older than this is none; 80 ms at the full aim rate of 20 Hz. */
  permissionHoldsMs: number
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
    bus.subscribe('power', (message) => interlock.onPower(message)),
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
  #endWatch: Cancel = () => undefined
  #endPowerWatch: Cancel = () => undefined
  #lineRestsUntilMs = Number.NEGATIVE_INFINITY
  #isLineRenewed = false
  #isLineWell = true
  #isClosing = false

  constructor(deps: InterlockDeps) {
    this.#deps = deps
    this.#tell = tellAs('interlock', deps)
    this.#terminals = deps.terminals.map((terminal) => new GuardedTerminal({ ...terminal, tell: this.#tell }))
    deps.terminals.forEach(({ modem }, index) => {
      modem.onReport((report) => {
        if (this.#isClosing) return
        if (this.#terminals[index]?.onModem(report) !== 'changed') return
        this.#decide('something changed')
        this.#publishModems()
      })
    })
  }

  onPermission({ atMs, terminals }: TopicMessage<'permission'>): void {
    const { permissionHoldsMs: validForMs, clock } = this.#deps
    for (const terminal of this.#terminals) {
      const given = terminals[terminal.name]
      terminal.onPermission(given && { ...given, atMs: atMs as ReturnType<typeof clock.nowMs>, validForMs })
    }
    this.#decide('permission came')
    this.#endWatch()
    this.#endWatch = clock.after(validForMs + 1, () => this.#decide('something changed'))
  }

  onNavigation(message: TopicMessage<'navigation'>): void {
    for (const terminal of this.#terminals) terminal.onNavigation(message)
  }

  onPower(message: TopicMessage<'power'>): void {
    this.#powerIs(message)
    this.#endPowerWatch()
    const { clock } = this.#deps
    const ageMs = clock.nowMs() - message.atMs
    this.#endPowerWatch = clock.after(topics.power.staleAfterMs - ageMs, () => this.#powerIs(undefined))
  }

  publish(): void {
    this.#publishModems()
    this.#publishTransmit()
  }

  /** For good: nothing is permitted any more. */
  mute(): void {
    this.#isClosing = true
    this.#endWatch()
    this.#endPowerWatch()
    for (const terminal of this.#terminals) terminal.mute()
  }

  /** A key switch that nobody reads any more may have been turned. */
  #powerIs(message: TopicMessage<'power'> | undefined): void {
    for (const terminal of this.#terminals) terminal.onPower(message)
    this.#decide('something changed')
  }

  #decide(because: 'permission came' | 'something changed'): void {
    const nowMs = this.#deps.clock.nowMs()
    const before = this.#isLineRenewed
    let hasChanged = false
    let isAnyPermitted = false
    for (const terminal of this.#terminals) {
      const wasPermitted = terminal.isPermitted()
      const verdict = terminal.decide(nowMs)
      if (verdict === 'just-muted') this.#lineRestsUntilMs = nowMs + LINE_RESTS_MS
      if (verdict === 'permitted') isAnyPermitted = true
      if (wasPermitted !== terminal.isPermitted()) hasChanged = true
    }
    this.#isLineRenewed = isAnyPermitted && nowMs >= this.#lineRestsUntilMs
    if (this.#isLineRenewed && because === 'permission came') this.#renew()
    if (hasChanged || before !== this.#isLineRenewed) this.#publishTransmit()
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
