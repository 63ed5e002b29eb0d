import { durationText } from '../../domain/duration.ts'
import type { RideScore } from './ride-score.ts'

/** What `ride --json` prints. */
export type RideSummary = ReturnType<RideScore['summary']> & {
  route: string
  isReverse: boolean
  isCoachReversed: boolean
  isSelfPointing: boolean
  seed: number
  fidelity: string
  faults: readonly string[]
  without: readonly string[]
  wallS: number
}

const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`

const row = (label: string, text: string): string => `${label.padEnd(14)} ${text}`

const navigationText = ({
  openS,
  openP95M,
  openBoundsPct,
  tunnels,
  exitBoundsPct,
}: RideSummary['navigation']): string =>
  [
    openS === 0
      ? 'no position in the open'
      : `95 % within ${openP95M} m in the open, its stated 95 % bound held ${openBoundsPct} % of the time`,
    tunnels === 0 ? 'no tunnel' : `${counted(tunnels, 'tunnel')}, bounds held at ${exitBoundsPct} % of their ends`,
  ].join('; ')

/** Until then most of a ride is its start: the receiver has no fix yet, terminals have not learnt how they sit. Chosen. */
const START_S = 180

/** The summary of a ride for people. */
export const summaryLines = (summary: RideSummary): string[] => {
  const { gnss, tracking, vibration } = summary
  return [
    `Ride on ${summary.route}, seed ${summary.seed}: ${durationText(summary.simulatedS * 1000)} ridden in ${durationText(summary.wallS * 1000)}, ${summary.distanceKm.toFixed(1)} km`,
    ...(summary.simulatedS < START_S
      ? [
          row(
            'short',
            'mostly its start, before the fix and the first lock: ride three minutes or more to compare figures, an hour or more for the bound',
          ),
        ]
      : []),
    row('gnss', `${counted(gnss.fixes, 'fix', 'fixes')}, ${gnss.falseFixes} false, ${gnss.outageS} s without`),
    row('navigation', navigationText(summary.navigation)),
    row(
      'pointing',
      `rms ${tracking.rmsErrorDeg}°, p99 ${tracking.p99ErrorDeg}°, ${counted(tracking.handovers, 'handover')}, ${tracking.outageS} s without reception, ${tracking.mutedS} s muted`,
    ),
    ...(tracking.lateSteps > 0
      ? [
          row(
            'pace',
            `the machine is too slow: ${counted(tracking.lateSteps, 'step')} of tracking so late that terminals muted`,
          ),
        ]
      : []),
    ...Object.entries(summary.links).map(([name, link]) =>
      row(
        name,
        `up ${link.upS} s, carried traffic ${link.activeS} s, ${counted(link.switchesTo, 'switch', 'switches')} to it`,
      ),
    ),
    row('availability', `${summary.availabilityPct} % of the time passengers' traffic was carried`),
    ...Object.entries(summary.service).map(([name, { attempts, ok, p95S }]) =>
      row(name, attempts === 0 ? 'none' : `${ok} of ${attempts} ok${ok > 0 ? `, 95 % within ${p95S} s` : ''}`),
    ),
    row('vibration', `${vibration.rmsG} g rms, peak ${vibration.peakG} g`),
    ...Object.entries(summary.devices).map(([name, device]) =>
      row(
        name,
        [
          counted(device.rxFrames, 'frame'),
          `${counted(device.rxDiscardedBytes, 'byte')} discarded`,
          counted(device.checksumErrors, 'bad checksum'),
          counted(device.timeouts, 'timeout'),
          counted(device.reconnects, 'reconnect'),
        ].join(', '),
      ),
    ),
  ]
}
