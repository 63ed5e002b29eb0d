import type { Clock } from '../../hal/clock.ts'
import type { SerialLink } from '../../hal/serial-link.ts'
import type { DeviceCounters } from '../framing/device-counters.ts'
import { encodeAntennaMessage } from '../framing/openamip/antenna-lines.ts'
import type { AntennaMessage, ModemMessage } from '../framing/openamip/messages.ts'
import { decodeModemMessage } from '../framing/openamip/modem-lines.ts'
import { clamp, OpenAmipLine } from '../framing/openamip/openamip-line.ts'
import type { AntennaReport, ModemReport, SatelliteModem, SatelliteModemDescriptor } from './modem.ts'
import {
  type AssignedSatelliteWords,
  datedPeer,
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
  // Twenty a second: the protocol has up to 25, and each is a line of a dozen bytes. In both places, so that either reads it.
  carrierToNoiseRequest: [1, 0, 0, 20, 20],
  assignedSatellite: { keyword: 'SAT', argument: 1 },
  identity: 'steppelink',
}

/** Bounds for what a modem may ask of us: chosen, so that a corrupt `A` neither floods nor starves the line. */
const INTERVAL_MS = { min: 100, max: 3_600_000 }

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
  readonly #line: OpenAmipLine<Kind, ModemMessage>
  #told: AntennaReport = { isFunctional: false, mayTransmit: false }
  #peer: PeerState = unheardPeer
  #onReport: ((report: ModemReport) => void) | undefined

  constructor(setup: Setup) {
    this.#setup = setup
    const { link, clock, timing } = setup
    this.#line = new OpenAmipLine({
      link,
      clock,
      order: urgency,
      compose: (kind) => encodeAntennaMessage(this.#compose(kind)),
      decode: decodeModemMessage,
      awaited: { kind: 'lock', everyS: timing.lockReportEveryS, lostAfterIntervals: timing.lostAfterIntervals },
      onOpen: () => this.#line.post('status', 'lock-interval', 'carrier-to-noise-request', 'identity'),
      onMessage: (message) => this.#hear(message),
      // Requests get lost with a modem that boots: they are repeated until L comes as asked.
      onInterval: (isLate) => {
        if (isLate) this.#line.post('lock-interval', 'carrier-to-noise-request')
      },
      onMissing: () => this.#update(unlockPeer(this.#peer), true),
      onLost: () => {
        if (this.#peer.report.isAlive) this.#update(losePeer(this.#peer), true)
      },
    })
    this.#line.start()
  }

  tell(report: AntennaReport): void {
    const { isFunctional, mayTransmit } = this.#told
    this.#told = report
    if (report.isFunctional !== isFunctional || report.mayTransmit !== mayTransmit) this.#line.post('status')
  }

  onReport(handler: (report: ModemReport) => void): void {
    this.#onReport = handler
  }

  counters(): DeviceCounters {
    return this.#line.counters()
  }

  close(): Promise<void> {
    return this.#line.close()
  }

  #hear(message: ModemMessage): void {
    this.#answer(message)
    const heard = hearPeer(this.#peer, message, this.#setup.profile.assignedSatellite)
    this.#update(heard.report.isAlive ? heard : revivePeer(heard), message.kind === 'lock')
  }

  #answer(message: ModemMessage): void {
    if (message.kind === 'status-interval') {
      this.#repeat('status', message.interval)
      this.#line.post('status', 'lock-interval', 'carrier-to-noise-request')
    } else if (message.kind === 'position-interval') {
      this.#repeat('position', message.interval)
      this.#line.post('position')
    } else if (message.kind === 'identity') this.#line.post('identity')
  }

  /** Sends `kind` every `interval` units from now on; 0 stops it. */
  #repeat(kind: Kind, interval: number): void {
    this.#line.repeat(kind, interval === 0 ? 0 : clamp(interval * this.#setup.profile.intervalUnitMs, INTERVAL_MS))
  }

  #update(next: PeerState, isPeriodic: boolean): void {
    const isNews = isPeriodic || next.report !== this.#peer.report
    this.#peer = isNews ? datedPeer(next, this.#setup.clock.nowMs()) : next
    if (isNews) this.#onReport?.(this.#peer.report)
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
