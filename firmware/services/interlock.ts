import type { SatelliteModem } from '../../drivers/modem/modem.ts'
import type { PermitLine } from '../../drivers/power/power.ts'
import type { AppendLog } from '../../hal/append-log.ts'
import type { Cancel } from '../../hal/clock.ts'
import type { Storage } from '../../hal/storage.ts'
import { type MonotonicMs, monotonicMs } from '../../hal/units.ts'
import type { TopicMessage } from '../bus/topics.ts'
import {
  type PermitLineState,
  type PermitTimes,
  permitLineAtStart,
  permitTimes,
  planPermitLine,
} from '../plan/permit-line.ts'
import { watchPower } from './fresh-watch.ts'
import { type Counting, publishHealth } from './health.ts'
import { HeardTime } from './heard-time.ts'
import { GuardedTerminal, type GuardedTerminalOptions, type TrainSeen } from './interlock/guarded-terminal.ts'
import { HandHolds } from './interlock/hand-holds.ts'
import { MuteTest } from './interlock/mute-test.ts'
import { antennasOf, type SelfPointingGroup } from './interlock/self-pointing-group.ts'
import type { StowDeskOptions } from './interlock/stow-desk.ts'
import { TransmissionDiary } from './interlock/transmission-diary.ts'
import { TransmitOrders } from './interlock/transmit-orders.ts'
import { closeAll, type Service, type ServiceContext } from './service.ts'
import { ShockWatch } from './shock-watch.ts'
import { type Tell, tellAs } from './tell.ts'

const PUBLISH_EVERY_MS = 1_000

type InterlockTerminal = Omit<GuardedTerminalOptions, 'tell'> & {
  modem: SatelliteModem
  modemName: string
  /** Where antennas point themselves: how they stand. */
  selfPointing?: SelfPointingGroup
}

interface InterlockDeps extends ServiceContext {
  terminals: readonly InterlockTerminal[]
  /** Self-pointing antennas, for their counters. */
  antennas?: Readonly<Record<string, Counting>>
  permit: PermitLine
  /** Mounts that can be stowed, by terminal, with the air that they stand. */
  mounts: StowDeskOptions['configured']
  trainId: string
  /** Signers of orders from shore, each with its ed25519 public key, base64. */
  orderKeys: Readonly<Record<string, string>>
  /** Keeps what is latched. */
  storage: Storage
  /** The transmission log. */
  log: AppendLog
  /** Tells one life of the service from the next, in the log. */
  run: string
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
    bus.subscribe('receivers', (message) => interlock.onReceivers(message)),
    bus.subscribe('motion', (message) => interlock.onMotion(message)),
    interlock.time.listen(bus),
    ...interlock.diary.listen(bus),
    bus.handle('mute.show', () => ({ ok: true, reply: interlock.transmit() })),
    bus.handle('mute.test', ({ by }) => interlock.test.run(by)),
    watchPower(deps, (message) => interlock.onPower(message)),
    clock.every(PUBLISH_EVERY_MS, () => interlock.publish()),
    publishHealth(deps, 'interlock', {
      ...deps.antennas,
      ...Object.fromEntries(deps.terminals.map(({ modemName, modem }) => [modemName, modem])),
    }),
  ]
  return {
    close: async () => {
      for (const end of ends) end()
      interlock.mute()
      await closeAll([deps.permit, interlock.orders, interlock.diary, ...deps.terminals.map(({ modem }) => modem)])
    },
  }
}

/** Of terminals whose antenna can be stowed. */
const mountsOf = (terminals: readonly GuardedTerminal[], nowMs: MonotonicMs) =>
  Object.fromEntries(
    terminals.flatMap((terminal) => {
      const stow = terminal.stow(nowMs)
      return stow ? [[terminal.name, stow] as const] : []
    }),
  )

class Interlock {
  readonly orders: TransmitOrders
  readonly diary: TransmissionDiary
  readonly time = new HeardTime()
  readonly test: MuteTest
  readonly hands: HandHolds
  readonly #deps: InterlockDeps
  readonly #terminals: readonly GuardedTerminal[]
  readonly #tell: Tell
  readonly #times: PermitTimes
  readonly #shock = new ShockWatch()
  #spoofing: TopicMessage<'receivers'>['spoofing'] = 'unknown'
  #endWatch: Cancel = () => undefined
  #endRest: Cancel = () => undefined
  #line: PermitLineState = permitLineAtStart
  #isLineRenewed = false
  #isLineWell = true
  #isClosing = false
  /** All that people have ordered. */
  #ordered = ''
  readonly #leastShockLimitG: number

  constructor(deps: InterlockDeps) {
    this.#deps = deps
    this.#times = permitTimes(deps.aimHz)
    this.#tell = tellAs('interlock', deps)
    this.#leastShockLimitG = Math.min(...deps.terminals.map(({ shockLimitG }) => shockLimitG))
    this.#terminals = deps.terminals.map((terminal) => new GuardedTerminal({ ...terminal, tell: this.#tell }))
    this.diary = new TransmissionDiary({ ...deps, time: this.time, tell: this.#tell })
    const mounts = () => mountsOf(this.#terminals, deps.clock.nowMs())
    const onChange = () => this.#onOrders()
    const hasRunBefore = () => this.diary.hadEntries()
    this.orders = new TransmitOrders({
      ...deps,
      time: this.time,
      tell: this.#tell,
      hasRunBefore,
      onChange,
      mounts,
      configured: deps.mounts,
    })
    this.diary.waitFor(this.orders.begun)
    this.test = new MuteTest({
      clock: deps.clock,
      edgeHoldsMs: this.#times.permissionHoldsMs,
      terminals: this.#terminals,
      onChange: () => this.#judge(),
    })
    this.hands = new HandHolds({
      ...deps,
      terminals: deps.terminals.map(({ name }) => name),
      tell: this.#tell,
      onChange: () => this.#onOrders(),
    })
    deps.terminals.forEach(({ name, modem, selfPointing }, index) => {
      selfPointing?.onStanding(() => {
        if (this.#isClosing) return
        this.#judge()
        this.#publishAntennas()
      })
      modem.onReport((report) => {
        if (this.#isClosing) return
        const { isChanged, carrier } = this.#terminals[index]?.onModem(report) ?? {}
        if (isChanged) {
          this.#judge()
          this.#publishModems()
        }
        if (carrier) deps.bus.publish('carriers', { atMs: deps.clock.nowMs(), terminals: { [name]: carrier } })
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
    for (const terminal of this.#terminals) terminal.onNavigation(message, this.#spoofing)
    this.hands.onNavigation(message)
  }

  onReceivers({ spoofing }: TopicMessage<'receivers'>): void {
    this.#spoofing = spoofing
  }

  onMotion(message: TopicMessage<'motion'>): void {
    this.#shock.onMotion(message)
    const isFelt = (this.#shock.present(this.#deps.clock.nowMs()) ?? 0) >= this.#leastShockLimitG
    if (isFelt) this.#judge()
  }

  /** A key switch that nobody reads any more may have been turned. */
  onPower(message: TopicMessage<'power'> | undefined): void {
    for (const terminal of this.#terminals) terminal.onPower(message)
    this.#judge()
  }

  publish(): void {
    this.#publishModems()
    this.#publishAntennas()
    this.#publishTransmit()
  }

  /** How every condition of every terminal stands now. */
  transmit(): TopicMessage<'transmit'> {
    const atMs = this.#deps.clock.nowMs()
    const latches = this.orders.latches()
    const stow = this.orders.stow()
    const hands = this.hands.told()
    const lifts = this.hands.liftsTold()
    return {
      atMs,
      isLineRenewed: this.#isLineRenewed,
      isLockedOut: latches === undefined || latches.lockout !== undefined,
      mode: this.orders.mode() ?? 'normal',
      ...(stow && { stow }),
      ...(hands && { hands }),
      ...(lifts && { lifts }),
      terminals: Object.fromEntries(this.#terminals.map((terminal) => [terminal.name, terminal.transmit(atMs)])),
    }
  }

  /** For good: nothing is permitted any more. */
  mute(): void {
    this.#isClosing = true
    this.test.close()
    this.hands.close()
    this.#endWatch()
    this.#endRest()
    for (const terminal of this.#terminals) {
      terminal.mute()
      const why = () => 'muted: the interlock is being closed'
      this.diary.note(terminal.name, { isPermitted: false, orders: this.#ordered, why })
    }
  }

  /** Mutes first; axles stop by what is published. */
  #onOrders(): void {
    this.#ordered = this.orders.words()
    this.#judge()
    if (!this.#isClosing) this.#publishTransmit()
  }

  #trainSeen(nowMs: MonotonicMs): TrainSeen {
    const [latches, mode, shockG] = [this.orders.latches(), this.orders.mode(), this.#shock.present(nowMs)]
    const muteTestBy = this.test.by()
    return {
      ...(latches && { latches }),
      ...(mode && { mode }),
      ...(muteTestBy !== undefined && { muteTestBy }),
      ...(shockG !== undefined && { shockG }),
    }
  }

  /** Decides for every terminal and for the line; makes no edge. */
  #judge(): void {
    const nowMs = this.#deps.clock.nowMs()
    const wasRenewed = this.#isLineRenewed
    let hasChanged = false
    if (this.#isClosing) return
    const train = this.#trainSeen(nowMs)
    const seen = this.#terminals.map((terminal) => {
      const wasPermitted = terminal.isPermitted()
      const handAim = this.hands.of(terminal.name)
      const permit = terminal.decide(nowMs, handAim ? { ...train, handAim } : train)
      if (wasPermitted !== terminal.isPermitted()) hasChanged = true
      const why = () => [this.orders.unnamed(), terminal.why(nowMs)].filter((text) => text !== '').join('; ')
      this.diary.note(terminal.name, { isPermitted: terminal.isPermitted(), orders: this.#ordered, why })
      return { name: terminal.name, permit, isModemAlive: terminal.isModemAlive(), needsQuiet: terminal.needsQuiet() }
    })
    const { state, mayRenew, restsForMs } = planPermitLine(this.#line, seen, nowMs)
    this.#line = state
    this.#isLineRenewed = mayRenew
    for (const terminal of this.#terminals) terminal.onLine(mayRenew)
    this.#endRest()
    if (restsForMs > 0) this.#endRest = this.#deps.clock.after(restsForMs, () => this.#judge())
    if (hasChanged || wasRenewed !== mayRenew) this.#publishTransmit()
  }

  #renew(): void {
    const isTaken = this.#deps.permit.renew()
    if (isTaken) this.test.onEdge()
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

  /** Nothing on a train whose antennas are all aimed from here. */
  #publishAntennas(): void {
    const { bus, clock, terminals } = this.#deps
    const found = antennasOf(terminals)
    if (found) bus.publish('antennas', { atMs: clock.nowMs(), terminals: found })
  }

  #publishTransmit(): void {
    this.#deps.bus.publish('transmit', this.transmit())
  }
}
