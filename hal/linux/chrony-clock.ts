import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Clock } from '../clock.ts'
import { TerminalError } from '../terminal-error.ts'
import { utcMs } from '../units.ts'
import type { UtcClock } from '../utc-clock.ts'
import { chronyReport } from './chrony-report.ts'
import { wallUtcMs } from './wall-clock.ts'

/** chronyc itself would try for 7 s. */
const ANSWER_WITHIN_MS = 3_000
/** An answer has a few lines; what is longer is none. */
const ANSWER_BYTES = 65_536
/** The system's clock was stepped while it was asked when both clocks moved this differently. */
const STEPPED_MS = 20
/** Of the two stamps that no kernel takes at one instant. */
const LEAST_SIGMA_MS = 5

const askChronyd = async (program: string, socket: string): Promise<string> => {
  try {
    // SIGTERM, on which chronyc takes its own socket away.
    const limits = { timeout: ANSWER_WITHIN_MS, killSignal: 'SIGTERM', maxBuffer: ANSWER_BYTES } as const
    const args = ['-h', socket, '-c', '-n', '-m', 'tracking', 'sources', 'authdata']
    return (await promisify(execFile)(program, args, { ...limits, encoding: 'latin1' })).stdout
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    const message = isMissing ? `there is no ${program}` : `chronyd does not answer at ${socket}`
    const code = isMissing ? 'port-missing' : 'device-timeout'
    throw new TerminalError({ code, device: 'chrony', retry: 'backoff', message, cause })
  }
}

/**
 * NTP as Debian's chronyd follows it. Time is told only while every source that chronyd goes by is a server with NTS:
 * plain NTP can be forged by whoever sits on the way, and a reference clock may be fed by ourselves.
 */
export const chronyClock = (with_: { socket: string; clock: Pick<Clock, 'nowMs'>; program?: string }): UtcClock => {
  const { socket, clock, program = 'chronyc' } = with_
  const systemLessMonotonicMs = (): number => wallUtcMs() - clock.nowMs()
  return {
    name: 'chrony',
    read: async () => {
      const beforeMs = systemLessMonotonicMs()
      const report = chronyReport(await askChronyd(program, socket))
      const atMs = clock.nowMs()
      const afterMs = systemLessMonotonicMs()
      if (!report?.isAuthenticated || Math.abs(afterMs - beforeMs) > STEPPED_MS) return undefined
      // The distance is a bound; two sigmas are within it.
      const sigmaMs = Math.max(LEAST_SIGMA_MS, (report.rootDistanceS * 1000) / 2)
      return { utcMs: utcMs(atMs + afterMs + report.systemBehindS * 1000), atMs, sigmaMs }
    },
  }
}
