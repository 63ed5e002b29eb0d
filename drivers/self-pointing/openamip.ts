import type { Cancel, Clock } from '../../hal/clock.ts'
import type { SerialLink } from '../../hal/serial-link.ts'
import { type Deadline, deadline } from '../framing/deadline.ts'
import type { DeviceCounters } from '../framing/device-counters.ts'
import { lineFramer } from '../framing/line-framer.ts'
import { decodeAntennaMessage } from '../framing/openamip/antenna-lines.ts'
import type { AntennaMessage } from '../framing/openamip/messages.ts'
import { encodeModemMessage } from '../framing/openamip/modem-lines.ts'
import { targetMessages } from '../framing/openamip/target.ts'
import { type Outbox, outbox } from '../framing/outbox.ts'
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
const MAX_LINE_BYTES = 256
/** An `s` this many intervals old is late: not yet lost, but worth asking for again. */
const LATE_INTERVALS = 1.5

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
  readonly #box: Outbox<Kind>
  readonly #alive: Deadline
  readonly #status: Deadline
  readonly #counts = { rxFrames: 0, rxDiscardedBytes: 0, checksumErrors: 0, timeouts: 0 }
  readonly #cancelTicking: Cancel
  #report: SelfPointingReport = unheardAntenna
  #word: ModemWord = { isLocked: false, isTransmitAllowed: false }
  #target: SelfPointingTarget | undefined
  #offer: TargetOffer = offerAtStart
  #isOpen = false
  #statusHeardAtMs = Number.NEGATIVE_INFINITY
  #cancelLock: Cancel | undefined
  #cancelCarrierToNoise: Cancel | undefined
  #onReport: ((report: SelfPointingReport) => void) | undefined

  constructor(setup: Setup) {
    this.#setup = setup
    const { link, clock, timing } = setup
    const lostAfterMs = timing.lostAfterIntervals * timing.statusEveryS * 1000
    this.#box = outbox({ link, order: urgency, compose: (kind) => this.#compose(kind) })
    this.#alive = deadline(clock, lostAfterMs, () => {
      this.#counts.timeouts++
      this.#lose()
    })
    this.#status = deadline(clock, lostAfterMs, () => this.#update(doubtAntenna(this.#report), true))
    this.#cancelTicking = clock.every(timing.statusEveryS * 1000, () => this.#tick())
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

  target(target: SelfPointingTarget): void {
    this.#target = target
    this.#offer = { ...this.#offer, isTold: false }
    this.#offerTarget()
  }

  tellModem(word: ModemWord): void {
    const { isLocked, isTransmitAllowed } = this.#word
    this.#word = word
    if (word.isLocked !== isLocked || word.isTransmitAllowed !== isTransmitAllowed) this.#post('lock')
  }

  onReport(handler: (report: SelfPointingReport) => void): void {
    this.#onReport = handler
  }

  counters(): DeviceCounters {
    const { rxBytes, reconnects } = this.#setup.link.counters()
    return { rxBytes, reconnects, ...this.#counts }
  }

  close(): Promise<void> {
    this.#cancelTicking()
    this.#follow('closed')
    return this.#setup.link.close()
  }

  #follow(state: 'open' | 'closed'): void {
    this.#isOpen = state === 'open'
    if (this.#isOpen) this.#post('identity', 'status-interval', 'position-interval', 'lock')
    else {
      this.#box.clear()
      this.#lose()
    }
  }

  #take(line: string): void {
    const message = decodeAntennaMessage(line)
    if (message.kind === 'unreadable') {
      this.#counts.rxDiscardedBytes += line.length
      return
    }
    this.#counts.rxFrames++
    this.#alive.renew()
    this.#answer(message)
    // Who names itself may have just started.
    if (message.kind === 'identity') this.#offer = { ...this.#offer, isTold: false }
    this.#update(hearAntenna(this.#report, message), message.kind === 'status')
    this.#offerTarget()
  }

  #answer(message: AntennaMessage): void {
    if (message.kind === 'status') {
      this.#statusHeardAtMs = this.#setup.clock.nowMs()
      this.#status.renew()
    } else if (message.kind === 'lock-interval') {
      this.#cancelLock = this.#repeat(this.#cancelLock, message.intervalS * 1000, 'lock')
      this.#post('lock')
    } else if (message.kind === 'carrier-to-noise-request') this.#reportCarrierToNoise(message.numbers)
  }

  #reportCarrierToNoise(numbers: readonly number[]): void {
    const askedHz = numbers[this.#setup.profile.rateArgument - 1] ?? 1
    const periodMs = askedHz > 0 ? 1000 / clamp(askedHz, CARRIER_TO_NOISE_HZ) : 0
    this.#cancelCarrierToNoise = this.#repeat(this.#cancelCarrierToNoise, periodMs, 'carrier-to-noise')
  }

  /** Sends `kind` every `askedMs` from now on; 0 stops it. */
  #repeat(cancel: Cancel | undefined, askedMs: number, kind: Kind): Cancel | undefined {
    cancel?.()
    if (askedMs === 0) return undefined
    const periodMs = kind === 'lock' ? clamp(askedMs, LOCK_EVERY_MS) : askedMs
    return this.#setup.clock.every(periodMs, () => this.#post(kind))
  }

  /** Requests get lost with an antenna that boots: they are repeated until `s` comes as asked. */
  #tick(): void {
    const { clock, timing } = this.#setup
    const isLate = clock.nowMs() - this.#statusHeardAtMs > LATE_INTERVALS * timing.statusEveryS * 1000
    if (isLate) this.#post('status-interval', 'position-interval')
    this.#offerTarget()
  }

  #offerTarget(): void {
    if (!this.#target) return
    const { offer, mustTell } = planOffer(this.#offer, this.#report, this.#setup.clock.nowMs())
    this.#offer = offer
    if (mustTell) this.#post('target')
  }

  #lose(): void {
    this.#offer = offerAtStart
    if (!this.#report.isAlive) return
    this.#alive.stop()
    this.#status.stop()
    this.#cancelLock?.()
    this.#cancelCarrierToNoise?.()
    this.#update(loseAntenna(this.#report), true)
  }

  #update(next: SelfPointingReport, isPeriodic: boolean): void {
    if (!isPeriodic && next === this.#report) return
    this.#report = { ...next, atMs: this.#setup.clock.nowMs() }
    this.#onReport?.(this.#report)
  }

  #post(...kinds: readonly Kind[]): void {
    if (this.#isOpen) for (const kind of kinds) this.#box.post(kind)
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

const clamp = (value: number, { min, max }: { min: number; max: number }): number => Math.min(max, Math.max(min, value))

const timing = { statusEveryS: 1, positionEveryS: 5, lostAfterIntervals: 3 }

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
