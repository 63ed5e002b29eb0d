import type { Cancel, Clock } from '../../hal/clock.ts'
import type { SerialLink } from '../../hal/serial-link.ts'
import { type Deadline, deadline } from '../framing/deadline.ts'
import type { DeviceCounters } from '../framing/device-counters.ts'
import { lineFramer } from '../framing/line-framer.ts'
import { encodeAntennaMessage } from '../framing/openamip/antenna-lines.ts'
import type { AntennaMessage, ModemMessage } from '../framing/openamip/messages.ts'
import { decodeModemMessage } from '../framing/openamip/modem-lines.ts'
import { type Outbox, outbox } from '../framing/outbox.ts'
import type { AntennaReport, ModemReport, SatelliteModem, SatelliteModemDescriptor } from './modem.ts'
import {
  type AssignedSatelliteWords,
  hearPeer,
  losePeer,
  type PeerState,
  revivePeer,
  unheardPeer,
  unlockPeer,
} from './openamip-peer.ts'

/** What the sources leave open, or tell in two ways. */
interface OpenAmipProfile {
  /** What one unit of `A n` and `W n` lasts: seconds in one implementation, milliseconds in one manual. */
  intervalUnitMs: 1 | 1000
  /** The arguments of `c`; its rate is the fourth or the fifth, sources conflict. */
  carrierToNoiseRequest: readonly number[]
  /** How an `X` names the satellite that the network assigned; undefined when the modem never does. */
  assignedSatellite: AssignedSatelliteWords | undefined
  /** What `i` tells the modem. */
  identity: string
}

const defaultProfile: OpenAmipProfile = {
  intervalUnitMs: 1000,
  carrierToNoiseRequest: [1, 0, 0, 1],
  assignedSatellite: { keyword: 'SAT', argument: 1 },
  identity: 'steppelink',
}

/** Bounds for what a modem may ask of us: chosen, so that a corrupt `A` neither floods nor starves the line. */
const INTERVAL_MS = { min: 100, max: 3_600_000 }
const MAX_LINE_BYTES = 256
/** An `L` this many intervals old is late: not yet lost, but worth asking for again. */
const LATE_INTERVALS = 1.5

type Kind = AntennaMessage['kind']

/** Most urgent first: a withdrawn permission overtakes everything that waits. */
const urgency: readonly Kind[] = ['status', 'lock-interval', 'position', 'carrier-to-noise-request', 'identity']

interface Setup {
  link: SerialLink
  clock: Clock
  profile: OpenAmipProfile
  timing: SatelliteModemDescriptor['timing']
}

/** The antenna's end of one line. The modem sets the pace of `s` and `w`, this side that of `L`. */
class OpenAmipSession implements SatelliteModem {
  readonly #setup: Setup
  readonly #box: Outbox<Kind>
  readonly #alive: Deadline
  readonly #lock: Deadline
  readonly #counts = { rxFrames: 0, rxDiscardedBytes: 0, checksumErrors: 0, timeouts: 0 }
  #told: AntennaReport = { isFunctional: false, mayTransmit: false }
  #peer: PeerState = unheardPeer
  #isOpen = false
  #lockHeardAtMs = Number.NEGATIVE_INFINITY
  #cancelStatus: Cancel | undefined
  #cancelPosition: Cancel | undefined
  readonly #cancelAsking: Cancel
  #onReport: ((report: ModemReport) => void) | undefined

  constructor(setup: Setup) {
    this.#setup = setup
    const { link, clock, timing } = setup
    const lostAfterMs = timing.lostAfterIntervals * timing.lockReportEveryS * 1000
    this.#box = outbox({ link, order: urgency, compose: (kind) => encodeAntennaMessage(this.#compose(kind)) })
    this.#alive = deadline(clock, lostAfterMs, () => {
      this.#counts.timeouts++
      this.#lose()
    })
    this.#lock = deadline(clock, lostAfterMs, () => this.#update(unlockPeer(this.#peer), true))
    this.#cancelAsking = clock.every(timing.lockReportEveryS * 1000, () => this.#askAgain())
    const framer = lineFramer({
      maxBytes: MAX_LINE_BYTES,
      onLine: (line) => this.#take(line),
      onDiscard: (bytes) => {
        this.#counts.rxDiscardedBytes += bytes
      },
    })
    link.onData((bytes) => framer.push(bytes))
    link.onState((state) => this.#follow(state))
  }

  tell(report: AntennaReport): void {
    const { isFunctional, mayTransmit } = this.#told
    this.#told = report
    if (report.isFunctional !== isFunctional || report.mayTransmit !== mayTransmit) this.#post('status')
  }

  onReport(handler: (report: ModemReport) => void): void {
    this.#onReport = handler
  }

  counters(): DeviceCounters {
    const { rxBytes, reconnects } = this.#setup.link.counters()
    return { rxBytes, reconnects, ...this.#counts }
  }

  close(): Promise<void> {
    this.#cancelAsking()
    this.#follow('closed')
    return this.#setup.link.close()
  }

  #follow(state: 'open' | 'closed'): void {
    this.#isOpen = state === 'open'
    if (this.#isOpen) this.#post('status', 'lock-interval', 'carrier-to-noise-request', 'identity')
    else {
      this.#box.clear()
      this.#lose()
    }
  }

  #take(line: string): void {
    const message = decodeModemMessage(line)
    if (message.kind === 'unreadable') {
      this.#counts.rxDiscardedBytes += line.length
      return
    }
    this.#counts.rxFrames++
    this.#alive.renew()
    this.#answer(message)
    const heard = hearPeer(this.#peer, message, this.#setup.profile.assignedSatellite)
    this.#update(heard.report.isAlive ? heard : revivePeer(heard), message.kind === 'lock')
  }

  #answer(message: ModemMessage): void {
    if (message.kind === 'status-interval') {
      this.#cancelStatus = this.#repeat(this.#cancelStatus, message.interval, 'status')
      this.#post('status', 'lock-interval', 'carrier-to-noise-request')
    } else if (message.kind === 'position-interval') {
      this.#cancelPosition = this.#repeat(this.#cancelPosition, message.interval, 'position')
      this.#post('position')
    } else if (message.kind === 'identity') this.#post('identity')
    else if (message.kind === 'lock') {
      this.#lockHeardAtMs = this.#setup.clock.nowMs()
      this.#lock.renew()
    }
  }

  /** Sends `kind` every `interval` units from now on; 0 stops it. */
  #repeat(cancel: Cancel | undefined, interval: number, kind: Kind): Cancel | undefined {
    cancel?.()
    if (interval === 0) return undefined
    const askedMs = interval * this.#setup.profile.intervalUnitMs
    const periodMs = Math.min(INTERVAL_MS.max, Math.max(INTERVAL_MS.min, askedMs))
    return this.#setup.clock.every(periodMs, () => this.#post(kind))
  }

  /** Requests get lost with a modem that boots: they are repeated until L comes as asked. */
  #askAgain(): void {
    const { clock, timing } = this.#setup
    const isLate = clock.nowMs() - this.#lockHeardAtMs > LATE_INTERVALS * timing.lockReportEveryS * 1000
    if (isLate) this.#post('lock-interval', 'carrier-to-noise-request')
  }

  #lose(): void {
    if (!this.#peer.report.isAlive) return
    this.#lock.stop()
    this.#alive.stop()
    this.#cancelStatus?.()
    this.#cancelPosition?.()
    this.#update(losePeer(this.#peer), true)
  }

  #update(next: PeerState, isPeriodic: boolean): void {
    const isNews = isPeriodic || next.report !== this.#peer.report
    this.#peer = isNews ? { ...next, report: { ...next.report, atMs: this.#setup.clock.nowMs() } } : next
    if (isNews) this.#onReport?.(this.#peer.report)
  }

  #post(...kinds: readonly Kind[]): void {
    if (this.#isOpen) for (const kind of kinds) this.#box.post(kind)
  }

  #compose(kind: Kind): AntennaMessage {
    const { profile, timing } = this.#setup
    switch (kind) {
      case 'status':
        return { kind, isFunctional: this.#told.isFunctional, mayTransmit: this.#told.mayTransmit }
      case 'position':
        return { kind, position: this.#told.position }
      case 'lock-interval':
        return { kind, intervalS: timing.lockReportEveryS }
      case 'carrier-to-noise-request':
        return { kind, numbers: profile.carrierToNoiseRequest }
      case 'identity':
        return { kind, text: profile.identity }
    }
  }
}

const timing = { lockReportEveryS: 5, lostAfterIntervals: 3 }

const openAmipModem = (name: string, profile: OpenAmipProfile): SatelliteModemDescriptor => ({
  name,
  manual: 'OpenAMIP 1.7 to 1.17, antenna side',
  maturity: 'twin',
  serial: { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 1 },
  timing,
  open: ({ link, clock }) => new OpenAmipSession({ link, clock, profile, timing }),
})

/** A modem that speaks OpenAMIP over RS-232 or RS-422, with intervals in seconds. */
export const openamip: SatelliteModemDescriptor = openAmipModem('openamip', defaultProfile)

/** The same with the intervals of A and W in milliseconds, as one manual has them. */
export const openamipMs: SatelliteModemDescriptor = openAmipModem('openamip-ms', {
  ...defaultProfile,
  intervalUnitMs: 1,
})
