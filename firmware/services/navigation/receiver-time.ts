import type { UtcMs } from '../../../hal/units.ts'
import { utcMs } from '../../../hal/units.ts'
import type { TimeKeeper } from './collaborators.ts'

/** UTC as the last epoch had it, carried on by the monotonic clock. */
export const receiverTime = (): TimeKeeper => {
  let offsetMs: number | undefined
  return {
    onReport: (_receiver, report) => {
      if ((report.kind === 'fix' || report.kind === 'no-fix') && report.utcMs !== undefined)
        offsetMs = report.utcMs - report.atMs
    },
    utcAt: (atMs): UtcMs | undefined => (offsetMs === undefined ? undefined : utcMs(atMs + offsetMs)),
    close: () => undefined,
  }
}
