import type { Clock } from '../../hal/clock.ts'
import { gnssDecoder } from './decoder.ts'
import { BUILD_UTC_MS } from './epoch/era.ts'
import type { GnssOpening, GnssReceiver, GnssReport } from './gnss.ts'
import type { UbxMessage } from './ubx/message.ts'

interface ReceiverOptions extends Pick<GnssOpening, 'link' | 'clock' | 'notBeforeUtcMs'> {
  silentAfterMs: number
  /** Made with the way to tell what it does. */
  companion?: (tell: (report: GnssReport) => void) => ReceiverCompanion
}

/** Whoever sets a receiver up beside it being read. */
export interface ReceiverCompanion {
  /** Bytes came, of whatever kind. */
  onBytes(bytes: number): void
  /** A whole sentence or message came; of UBX with its content. */
  onFrame(message?: UbxMessage): void
  onState(state: 'open' | 'closed'): void
  end(): void
}

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
 * Reads a receiver that sends by itself: NMEA 0183, UBX and RTCM 3, mixed as they come. Liveness is a report an epoch:
 * garbage, or sentences without a position among them, count as silence.
 */
export const openReceiver = (options: ReceiverOptions): GnssReceiver => {
  const { link, clock, silentAfterMs, notBeforeUtcMs } = options
  let onReport = (_report: GnssReport): void => {}
  let timeouts = 0
  const decoder = gnssDecoder({
    era: { kind: 'not-before', utcMs: () => Math.max(BUILD_UTC_MS, notBeforeUtcMs?.() ?? 0) },
    nowMs: () => clock.nowMs(),
    onReport: (report) => {
      if (report.kind === 'fix' || report.kind === 'no-fix') watch.heard()
      onReport(report)
    },
    ...(options.companion && { onFrame: (message?: UbxMessage) => companion?.onFrame(message) }),
  })
  const companion = options.companion?.((report) => onReport(report))
  const watch = silenceWatch(clock, silentAfterMs, () => {
    timeouts++
    decoder.reset()
    onReport({ kind: 'no-fix', atMs: clock.nowMs(), reason: 'silent' })
  })

  link.onData((bytes) => {
    companion?.onBytes(bytes.length)
    decoder.push(bytes)
  })
  link.onState((state) => {
    if (state === 'closed') decoder.reset()
    companion?.onState(state)
  })

  return {
    onReport: (handler) => {
      onReport = handler
    },
    counters: () => {
      const { rxBytes, reconnects } = link.counters()
      const { rxFrames, rxDiscardedBytes, checksumErrors } = decoder.counters()
      return { rxBytes, rxFrames, rxDiscardedBytes, checksumErrors, timeouts, reconnects }
    },
    close: () => {
      watch.end()
      companion?.end()
      onReport = () => {}
      return link.close()
    },
  }
}
