import type { Clock } from '../../hal/clock.ts'
import type { SerialLink } from '../../hal/serial-link.ts'
import type { DeviceCounters } from '../framing/device-counters.ts'
import { decodeAntennaMessage } from '../framing/openamip/antenna-lines.ts'
import type { AntennaMessage } from '../framing/openamip/messages.ts'
import { encodeModemMessage } from '../framing/openamip/modem-lines.ts'
import { clamp, OpenAmipLine } from '../framing/openamip/openamip-line.ts'
import { targetMessages } from '../framing/openamip/target.ts'
import { doubtAntenna, hearAntenna, loseAntenna, unheardAntenna } from './openamip-antenna.ts'
import type {
  ModemWord,
  SelfPointingAntenna,
  SelfPointingDescriptor,
  SelfPointingReport,
  SelfPointingTarget,
} from './self-pointing.ts'
import { offerAtStart, planOffer, type TargetOffer } from './target-offer.ts'

/** What the sources leave open, or tell in two ways. */
interface OpenAmipProfile {
  /** What one unit of `A n` and `W n` lasts. */
  intervalUnitMs: 1 | 1000
  /** Which argument of `c` is the rate of C/N, in Hz: the fourth or the fifth, sources conflict. */
  rateArgument: 4 | 5
  /** What `I` tells the antenna. */
  identity: string
}

const defaultProfile: OpenAmipProfile = { intervalUnitMs: 1000, rateArgument: 4, identity: 'steppelink' }

/** Bounds for what an antenna may ask of us: chosen, so that a corrupt `a` or `c` neither floods nor starves the line. */
const LOCK_EVERY_MS = { min: 100, max: 3_600_000 }
const CARRIER_TO_NOISE_HZ = { min: 0.01, max: 25 }

type Kind = 'lock' | 'target' | 'status-interval' | 'position-interval' | 'carrier-to-noise' | 'identity'

/** Most urgent first: a lost lock overtakes everything that waits. */
const urgency: readonly Kind[] = [
  'lock',
  'target',
  'status-interval',
  'position-interval',
  'carrier-to-noise',
  'identity',
]

interface Setup {
  link: SerialLink
  clock: Clock
  profile: OpenAmipProfile
  timing: SelfPointingDescriptor['timing']
}

/** The modem's end of one line. This side sets the pace of `s` and `w`, the antenna that of `L` and `C`. */
class OpenAmipAntennaSession implements SelfPointingAntenna {
  readonly #setup: Setup
  readonly #line: OpenAmipLine<Kind, AntennaMessage>
  #report: SelfPointingReport = unheardAntenna
  #word: ModemWord = { isLocked: false, isTransmitAllowed: false }
  #target: SelfPointingTarget | undefined
  #offer: TargetOffer = offerAtStart
  #onReport: ((report: SelfPointingReport) => void) | undefined

  constructor(setup: Setup) {
    this.#setup = setup
    const { link, clock, timing } = setup
    this.#line = new OpenAmipLine({
      link,
      clock,
      order: urgency,
      compose: (kind) => this.#compose(kind),
      decode: decodeAntennaMessage,
      awaited: { kind: 'status', everyS: timing.statusEveryS, lostAfterIntervals: timing.lostAfterIntervals },
      onOpen: () => this.#line.post('identity', 'status-interval', 'position-interval', 'lock'),
      onMessage: (message) => this.#hear(message),
      // Requests get lost with an antenna that boots: they are repeated until `s` comes as asked.
      onInterval: (isLate) => {
        if (isLate) this.#line.post('status-interval', 'position-interval')
        this.#offerTarget()
      },
      onMissing: () => this.#update(doubtAntenna(this.#report), true),
      onLost: () => this.#lose(),
    })
    this.#line.start()
  }

  target(target: SelfPointingTarget): void {
    this.#target = target
    this.#offer = { ...this.#offer, isTold: false }
    this.#offerTarget()
  }

  tellModem(word: ModemWord): void {
    const { isLocked, isTransmitAllowed } = this.#word
    this.#word = word
    if (word.isLocked !== isLocked || word.isTransmitAllowed !== isTransmitAllowed) this.#line.post('lock')
  }

  onReport(handler: (report: SelfPointingReport) => void): void {
    this.#onReport = handler
  }

  counters(): DeviceCounters {
    return this.#line.counters()
  }

  close(): Promise<void> {
    return this.#line.close()
  }

  #hear(message: AntennaMessage): void {
    this.#answer(message)
    // Who names itself may have just started.
    if (message.kind === 'identity') this.#offer = { ...this.#offer, isTold: false }
    this.#update(hearAntenna(this.#report, message, this.#setup.clock.nowMs()), message.kind === 'status')
    this.#offerTarget()
  }

  #answer(message: AntennaMessage): void {
    if (message.kind === 'lock-interval') {
      this.#line.repeat('lock', message.intervalS === 0 ? 0 : clamp(message.intervalS * 1000, LOCK_EVERY_MS))
      this.#line.post('lock')
    } else if (message.kind === 'carrier-to-noise-request') this.#reportCarrierToNoise(message.numbers)
  }

  #reportCarrierToNoise(numbers: readonly number[]): void {
    const askedHz = numbers[this.#setup.profile.rateArgument - 1] ?? 1
    this.#line.repeat('carrier-to-noise', askedHz > 0 ? 1000 / clamp(askedHz, CARRIER_TO_NOISE_HZ) : 0)
  }

  #offerTarget(): void {
    if (!this.#target) return
    const { offer, mustTell } = planOffer(this.#offer, this.#report, this.#setup.clock.nowMs())
    this.#offer = offer
    if (mustTell) this.#line.post('target')
  }

  #lose(): void {
    this.#offer = offerAtStart
    if (this.#report.isAlive) this.#update(loseAntenna(this.#report), true)
  }

  #update(next: SelfPointingReport, isPeriodic: boolean): void {
    if (!isPeriodic && next === this.#report) return
    this.#report = { ...next, atMs: this.#setup.clock.nowMs() }
    this.#onReport?.(this.#report)
  }

  #compose(kind: Kind): string {
    const { profile, timing } = this.#setup
    const unitsPerS = 1000 / profile.intervalUnitMs
    switch (kind) {
      case 'lock': {
        const { isLocked, isTransmitAllowed } = this.#word
        return encodeModemMessage({ kind, isLocked, isTransmitAllowed })
      }
      case 'target':
        return this.#target ? targetMessages(this.#target).map(encodeModemMessage).join('') : ''
      case 'status-interval':
        return encodeModemMessage({ kind, interval: timing.statusEveryS * unitsPerS })
      case 'position-interval':
        return encodeModemMessage({ kind, interval: timing.positionEveryS * unitsPerS })
      case 'carrier-to-noise':
        // 0 is what modems say without a carrier.
        return encodeModemMessage({ kind, carrierToNoiseDb: this.#word.carrierToNoiseDb ?? 0 })
      case 'identity':
        return encodeModemMessage({ kind, text: profile.identity })
    }
  }
}

const timing = { statusEveryS: 1, positionEveryS: 1, lostAfterIntervals: 3 }

const openAmipAntenna = (
  name: string,
  pointing: SelfPointingDescriptor['pointing'],
  profile: OpenAmipProfile,
): SelfPointingDescriptor => ({
  name,
  manual: 'OpenAMIP 1.7 to 1.17, modem side',
  maturity: 'twin',
  pointing,
  serial: { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 1 },
  timing,
  open: ({ link, clock }) => new OpenAmipAntennaSession({ link, clock, profile, timing }),
})

/** An antenna that speaks OpenAMIP, with intervals in seconds; its modem names the satellite. */
export const openamipAntenna: SelfPointingDescriptor = openAmipAntenna('openamip', 'self', defaultProfile)

/** The same with the intervals of A and W in milliseconds, and the rate of C/N where other sources have it. */
export const openamipAntennaMs: SelfPointingDescriptor = openAmipAntenna('openamip-ms', 'self', {
  ...defaultProfile,
  intervalUnitMs: 1,
  rateArgument: 5,
})

/** One whose modem names no satellite: it is told that of its terminal, and peaks by itself. */
export const openamipAntennaAssisted: SelfPointingDescriptor = openAmipAntenna(
  'openamip-assisted',
  'assisted',
  defaultProfile,
)
