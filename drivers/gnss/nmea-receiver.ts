import type { Clock } from '../../hal/clock.ts'
import type { SerialLink } from '../../hal/serial-link.ts'
import { epochAssembler } from './epoch.ts'
import { gnssFramer } from './framer.ts'
import type { GnssDescriptor, GnssReceiver, GnssReport } from './gnss.ts'
import { decodeSentence } from './nmea/decode.ts'
import { nmeaFrame } from './nmea/frame.ts'

const SILENT_AFTER_MS = 2500

/** Calls `onSilent` once for each stretch of `limitMs` or more without `heard`. */
const silenceWatch = (clock: Clock, limitMs: number, onSilent: () => void) => {
  let heardAtMs = clock.nowMs()
  let isSilent = false
  let cancel = (): void => {}
  const check = (): void => {
    const leftMs = heardAtMs + limitMs - clock.nowMs()
    isSilent = leftMs <= 0
    if (isSilent) onSilent()
    else cancel = clock.after(leftMs, check)
  }
  check()
  return {
    heard: (): void => {
      heardAtMs = clock.nowMs()
      if (isSilent) check()
    },
    end: (): void => cancel(),
  }
}

/**
 * Reads a receiver that sends by itself. Liveness is a report an epoch: garbage, or sentences without a position
 * among them, count as silence.
 */
const openNmea = ({ link, clock }: { link: SerialLink; clock: Clock }): GnssReceiver => {
  let onReport = (_report: GnssReport): void => {}
  let rxFrames = 0
  let invalidBytes = 0
  let timeouts = 0

  const epochs = epochAssembler({
    onReport: (report) => {
      watch.heard()
      onReport(report)
    },
  })
  const watch = silenceWatch(clock, SILENT_AFTER_MS, () => {
    timeouts++
    epochs.reset()
    onReport({ kind: 'no-fix', atMs: clock.nowMs(), reason: 'silent' })
  })
  const framer = gnssFramer({
    kinds: [nmeaFrame],
    onFrame: ({ body }, bytes) => {
      const sentence = decodeSentence(body)
      if (sentence.kind === 'invalid') {
        invalidBytes += bytes
        return
      }
      rxFrames++
      if (sentence.kind !== 'other') epochs.add(sentence, body.slice(0, 5), clock.nowMs())
    },
  })

  link.onData((bytes) => framer.push(bytes))
  link.onState((state) => {
    if (state === 'closed') epochs.reset()
  })

  return {
    onReport: (handler) => {
      onReport = handler
    },
    counters: () => {
      const { rxBytes, reconnects } = link.counters()
      const { rxDiscardedBytes, checksumErrors } = framer.counters()
      return {
        rxBytes,
        rxFrames,
        rxDiscardedBytes: rxDiscardedBytes + invalidBytes,
        checksumErrors,
        timeouts,
        reconnects,
      }
    },
    close: () => {
      watch.end()
      onReport = () => {}
      return link.close()
    },
  }
}

/** Any receiver that sends NMEA 0183 by itself: RMC or GGA at the least. */
export const nmea0183: GnssDescriptor = {
  name: 'nmea0183',
  manual: 'NMEA 0183 4.10; u-blox 8/M8 Receiver description (UBX-13003221) §31',
  maturity: 'twin',
  serial: { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 1 },
  nominalRateHz: 1,
  silentAfterMs: SILENT_AFTER_MS,
  open: openNmea,
}
