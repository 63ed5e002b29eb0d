import type { MonotonicMs, UtcMs } from '../../hal/units.ts'
import { epochAssembler } from './epoch/assembler.ts'
import type { Era } from './epoch/era.ts'
import { skyAssembler } from './epoch/sky.ts'
import { type GnssFrame, mixedFramer } from './frames.ts'
import type { GnssAttitude, GnssReport, GnssSatellite, GnssSky } from './gnss.ts'
import { addressCode, decodeSentence } from './nmea/decode.ts'
import { newStarts } from './nmea/fields.ts'
import type { NmeaFrame } from './nmea/frame.ts'
import type { KnownSentence } from './nmea/sentence.ts'
import { decodeUbx } from './ubx/decode.ts'
import type { UbxFrame } from './ubx/frame.ts'
import type { KnownUbxMessage, UbxMessage } from './ubx/message.ts'

export interface GnssDecoderOptions {
  /** What is known of the present, to give dates their era. */
  era: Era
  nowMs(): MonotonicMs
  onReport(report: GnssReport): void
  /** Each whole frame, before what it tells; of UBX with its message, whether understood or not. */
  onFrame?(message?: UbxMessage): void
  /** A date was moved to its era, by this much. */
  onMovedDate?(byMs: number): void
}

/** Bytes of a receiver to reports: NMEA 0183, UBX and RTCM 3, mixed as they come. */
export interface GnssDecoder {
  push(bytes: Uint8Array): void
  /** The bytes have ended: what is open is reported. */
  end(): void
  /** A gap: what is open is forgotten. */
  reset(): void
  counters(): { rxFrames: number; unknownFrames: number; rxDiscardedBytes: number; checksumErrors: number }
}

/** Above every address of a sentence as a number. */
const UBX_SOURCE = 2 ** 30

type Dop = { [K in 'pdop' | 'hdop' | 'vdop']?: number | undefined }

interface SaidAttitude {
  headingTrueDeg?: number | undefined
  headingSigmaDeg?: number | undefined
  pitchDeg?: number | undefined
  rollDeg?: number | undefined
}

class Decoder implements GnssDecoder {
  readonly #options: GnssDecoderOptions
  readonly #framer = mixedFramer((frame, bytes) => this.#onFrame(frame, bytes))
  readonly #sky = skyAssembler(({ utcMs, satellites, pdop, hdop, vdop }) =>
    this.#tellSky(satellites, utcMs, { pdop, hdop, vdop }),
  )
  readonly #epochs
  readonly #starts = newStarts()
  #rxFrames = 0
  #unknownFrames = 0
  #invalidBytes = 0
  #dop: Dop = {}

  constructor(options: GnssDecoderOptions) {
    this.#options = options
    this.#epochs = epochAssembler({
      era: options.era,
      onReport: options.onReport,
      ...(options.onMovedDate && { onMovedDate: options.onMovedDate }),
      onEpoch: (utcMs) => this.#sky.epochEnded(utcMs),
    })
  }

  push(bytes: Uint8Array): void {
    this.#framer.push(bytes)
  }

  end(): void {
    this.#framer.end()
    this.#epochs.end()
  }

  reset(): void {
    this.#epochs.reset()
    this.#sky.reset()
  }

  counters() {
    const { rxDiscardedBytes, checksumErrors } = this.#framer.counters()
    return {
      rxFrames: this.#rxFrames,
      unknownFrames: this.#unknownFrames,
      rxDiscardedBytes: rxDiscardedBytes + this.#invalidBytes,
      checksumErrors,
    }
  }

  #onFrame(frame: GnssFrame, bytes: number): void {
    if (frame.protocol !== 'ubx') this.#options.onFrame?.()
    if (frame.protocol === 'ubx') this.#onMessage(frame, bytes)
    else if (frame.protocol === 'nmea') this.#onSentence(frame, bytes)
    else this.#rxFrames++
  }

  #isGood(kind: string, bytes: number): boolean {
    if (kind === 'invalid') this.#invalidBytes += bytes
    else this.#rxFrames++
    if (kind === 'other') this.#unknownFrames++
    return kind !== 'invalid' && kind !== 'other'
  }

  #onSentence({ bytes, start, end }: NmeaFrame, length: number): void {
    const sentence = decodeSentence(bytes, start, end, this.#starts)
    if (!this.#isGood(sentence.kind, length)) return
    const known = sentence as KnownSentence
    this.#epochs.addSentence(known, addressCode(bytes, start, end), this.#options.nowMs())
    this.#sky.add(known)
    if (known.kind === 'hdt' || known.kind === 'pashr' || (known.kind === 'ths' && known.isValid))
      this.#tellAttitude(known)
  }

  #onMessage(frame: UbxFrame, length: number): void {
    const message = decodeUbx(frame)
    this.#options.onFrame?.(message)
    if (!this.#isGood(message.kind, length)) return
    const known = message as KnownUbxMessage
    if ('iTowMs' in known && known.kind !== 'inertial')
      this.#epochs.addMessage(known, UBX_SOURCE + (frame.messageClass << 8) + frame.messageId, this.#options.nowMs())
    this.#tell(known)
  }

  #tell(message: KnownUbxMessage): void {
    const atMs = this.#options.nowMs()
    const { onReport } = this.#options
    switch (message.kind) {
      case 'dop':
        this.#dop = message
        break
      case 'satellites':
        this.#tellSky(message.satellites, this.#epochs.utcMs(), this.#dop)
        break
      case 'attitude':
      case 'relative-position':
        this.#tellAttitude(message)
        break
      case 'pvt':
        this.#tellAttitude({ headingTrueDeg: message.headingTrueDeg, headingSigmaDeg: message.courseSigmaDeg })
        break
      case 'interference':
        onReport({ atMs, ...message })
        break
      case 'status':
        onReport({ kind: 'interference', atMs, source: 'NAV-STATUS', spoofing: message.spoofing })
        break
      case 'version':
        onReport({ kind: 'identity', atMs, hardware: message.hardware, firmware: message.software })
        break
      default:
        break
    }
  }

  #tellSky(satellites: readonly GnssSatellite[], utcMs: UtcMs | undefined, { pdop, hdop, vdop }: Dop): void {
    const sky: GnssSky = { kind: 'sky', atMs: this.#options.nowMs(), satellites }
    if (utcMs !== undefined) sky.utcMs = utcMs
    if (pdop !== undefined) sky.pdop = pdop
    if (hdop !== undefined) sky.hdop = hdop
    if (vdop !== undefined) sky.vdop = vdop
    this.#options.onReport(sky)
  }

  #tellAttitude({ headingTrueDeg, headingSigmaDeg, pitchDeg, rollDeg }: SaidAttitude): void {
    if (headingTrueDeg === undefined && pitchDeg === undefined && rollDeg === undefined) return
    const attitude: GnssAttitude = { kind: 'attitude', atMs: this.#options.nowMs() }
    const utcMs = this.#epochs.utcMs()
    if (utcMs !== undefined) attitude.utcMs = utcMs
    if (headingTrueDeg !== undefined) attitude.headingTrueDeg = headingTrueDeg
    if (headingSigmaDeg !== undefined) attitude.headingSigmaDeg = headingSigmaDeg
    if (pitchDeg !== undefined) attitude.pitchDeg = pitchDeg
    if (rollDeg !== undefined) attitude.rollDeg = rollDeg
    this.#options.onReport(attitude)
  }
}

export const gnssDecoder = (options: GnssDecoderOptions): GnssDecoder => new Decoder(options)
