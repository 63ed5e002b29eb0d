import type { GnssReport } from '../../../drivers/gnss/gnss.ts'
import { monotonicMs, utcMs } from '../../../hal/units.ts'
import type { MachineClocks } from '../../../hal/utc-clock.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import { planTime, servedAt, timeAt, timeAtStart } from '../../plan/time.ts'
import type { TimeObservation } from '../../plan/time-claims.ts'
import type { ServiceContext } from '../service.ts'
import { tellAs } from '../tell.ts'
import { readClocks } from './clock-reader.ts'
import type { TimeKeeper } from './collaborators.ts'
import type { TimeFloor } from './time-floor.ts'
import { serveTime } from './time-serving.ts'

const PUBLISH_EVERY_MS = 1_000
const STORAGE_WITHIN_MS = 2_000
const REASONS_AT_MOST = 16
/** An epoch's last byte arrives this late at most, and its line and the kernel jitter; one sigma. */
const RECEIVER_SIGMA_MS = 100
/** Without a fix it tells the time of its own crystal, or what a battery kept. */
const RECEIVER_CLOCK_SIGMA_MS = 500
/** A network's clock has whole seconds and is set by people. */
const NETWORK_SIGMA_MS = 1_000

interface TimeKeeperDeps extends ServiceContext {
  floor: TimeFloor
  /** Of the machine; a ride has none. */
  clocks?: MachineClocks | undefined
}

/** UTC from receivers and networks, with how far it is to be believed; the rest of the train is given trusted time only. */
class Keeper implements TimeKeeper {
  readonly #deps: TimeKeeperDeps
  readonly #tell: ReturnType<typeof tellAs>
  readonly #ends: (() => void)[]
  readonly #serving: ReturnType<typeof serveTime> | undefined
  readonly #networkAtMs = new Map<string, number>()
  #state: ReturnType<typeof timeAtStart>
  #reasons: readonly string[] = []
  /** While somebody pretends to be the satellites, what receivers say of time is theirs. */
  #isSpoofed = false
  /** What was kept bounds the first date too, so it is waited for; storage that hangs is not. */
  #isBounded = false

  constructor(deps: TimeKeeperDeps) {
    this.#deps = deps
    this.#tell = tellAs('navigation', deps)
    this.#state = timeAtStart(deps.floor.buildUtcMs)
    this.#ends = [
      deps.clock.after(STORAGE_WITHIN_MS, () => this.#bound(undefined)),
      deps.bus.subscribe('cellular', (message) => this.#onCellular(message)),
      deps.bus.subscribe('receivers', ({ spoofing }) => {
        this.#isSpoofed = spoofing === 'critical'
      }),
      deps.clock.every(PUBLISH_EVERY_MS, () => this.#publish()),
      readClocks({ ...deps, clocks: deps.clocks ?? {}, take: (seen) => this.#take(seen) }),
    ]
    this.#serving = deps.clocks?.server && serveTime(deps, deps.clocks.server)
    void this.#readKept()
  }

  onReport(receiver: string, report: GnssReport): void {
    if ((report.kind !== 'fix' && report.kind !== 'no-fix') || report.utcMs === undefined) return
    const { atMs, utcMs } = report
    const said = { name: receiver, atMs, utcMs, isDoubted: this.#isSpoofed }
    if (report.kind === 'fix') this.#take({ ...said, source: 'gnss', sigmaMs: RECEIVER_SIGMA_MS })
    else this.#take({ ...said, source: 'rtc', isReceiverClock: true, sigmaMs: RECEIVER_CLOCK_SIGMA_MS })
  }

  utcAt(atMs: Parameters<TimeKeeper['utcAt']>[0]): ReturnType<TimeKeeper['utcAt']> {
    const { trust, utcMs } = timeAt(this.#state, atMs)
    return trust === 'trusted' ? utcMs : undefined
  }

  close(): void {
    for (const end of this.#ends) end()
    this.#serving?.close()
  }

  #onCellular({ modems }: TopicMessage<'cellular'>): void {
    // It is told again and again: what comes before the bound is not lost.
    if (!this.#isBounded) return
    for (const [name, { networkTime }] of Object.entries(modems)) {
      if (!networkTime || this.#networkAtMs.get(name) === networkTime.atMs) continue
      this.#networkAtMs.set(name, networkTime.atMs)
      this.#take({
        source: 'cellular',
        name,
        atMs: monotonicMs(networkTime.atMs),
        utcMs: utcMs(networkTime.utcMs),
        sigmaMs: NETWORK_SIGMA_MS,
      })
    }
  }

  #take(seen: TimeObservation): void {
    if (!this.#isBounded) return
    const { state, actions, reasons } = planTime(this.#state, seen, this.#deps.clock.nowMs())
    this.#state = state
    const [text, ...rest] = reasons
    if (text !== undefined) {
      this.#reasons = reasons.slice(0, REASONS_AT_MOST)
      this.#tell({ subject: 'time', text, reasons: rest })
    }
    for (const action of actions) void this.#keep(action.utcMs)
  }

  #publish(): void {
    const atMs = this.#deps.clock.nowMs()
    this.#deps.bus.publish('time', { atMs, ...timeAt(this.#state, atMs), reasons: [...this.#reasons] })
    this.#serving?.serve(servedAt(this.#state, atMs), atMs)
  }

  async #readKept(): Promise<void> {
    try {
      this.#bound(await this.#deps.floor.read())
    } catch (error) {
      this.#tell({ subject: 'time', text: `the time that was kept is lost: ${String(error)}`, severity: 'warning' })
      this.#bound(undefined)
    }
  }

  #bound(keptUtcMs: number | undefined): void {
    if (this.#isBounded) return
    this.#isBounded = true
    this.#state = timeAtStart(this.#deps.floor.buildUtcMs, keptUtcMs)
  }

  async #keep(utcMs: number): Promise<void> {
    try {
      await this.#deps.floor.keep(utcMs)
    } catch (error) {
      this.#tell({ subject: 'time', text: `trusted time is not kept: ${String(error)}`, severity: 'warning' })
    }
  }
}

/** Starts keeping time. */
export const timeKeeper = (deps: TimeKeeperDeps): TimeKeeper => new Keeper(deps)
