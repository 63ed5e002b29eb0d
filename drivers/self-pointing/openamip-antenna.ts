import { type MonotonicMs, monotonicMs } from '../../hal/units.ts'
import type { AntennaMessage } from '../framing/openamip/messages.ts'
import type { SelfPointingReport } from './self-pointing.ts'

const silent = { isAlive: false, isFunctional: false, mayTransmit: false }

/** An antenna that has not spoken yet. */
export const unheardAntenna: SelfPointingReport = { atMs: monotonicMs(0), ...silent }

const withoutPosition = ({ position: _, positionAtMs: _at, ...rest }: SelfPointingReport): SelfPointingReport => rest

/** What is known of the antenna after one more message; any message is a sign of life. */
export const hearAntenna = (
  report: SelfPointingReport,
  message: AntennaMessage,
  nowMs: MonotonicMs,
): SelfPointingReport => {
  const alive = report.isAlive ? report : { ...report, isAlive: true }
  switch (message.kind) {
    case 'status':
      return { ...alive, isFunctional: message.isFunctional, mayTransmit: message.isFunctional && message.mayTransmit }
    case 'position':
      return message.position ? { ...alive, position: message.position, positionAtMs: nowMs } : withoutPosition(alive)
    case 'identity':
      return { ...alive, identity: message.text }
    case 'lock-interval':
    case 'carrier-to-noise-request':
      return alive
  }
}

/** After `s` has stayed away: what it once said holds no longer. */
export const doubtAntenna = (report: SelfPointingReport): SelfPointingReport => ({
  ...report,
  isFunctional: false,
  mayTransmit: false,
})

/** After silence: it may be anywhere and look anywhere. */
export const loseAntenna = (report: SelfPointingReport): SelfPointingReport => ({
  ...withoutPosition(report),
  ...silent,
})
