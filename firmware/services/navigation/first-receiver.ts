import type { GnssReport } from '../../../drivers/gnss/gnss.ts'
import type { ReceiverVote } from './collaborators.ts'

/** Lets the first receiver of the configuration through and no other. */
export const firstReceiver = (names: readonly string[], hear: (report: GnssReport) => void): ReceiverVote => ({
  onReport: (receiver, report) => {
    if (receiver === names[0]) hear(report)
  },
  onEstimate: () => undefined,
  close: () => undefined,
})
