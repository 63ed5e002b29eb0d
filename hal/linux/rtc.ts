import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../clock.ts'
import { TerminalError } from '../terminal-error.ts'
import { utcMs } from '../units.ts'
import type { UtcClock } from '../utc-clock.ts'

/** It tells whole seconds: anywhere within one, a half is the middle and 1/√12 its sigma. */
const MIDDLE_MS = 500
const SIGMA_MS = 289

const failed = (device: string, cause: unknown): TerminalError => {
  const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
  return new TerminalError({
    code: isMissing ? 'port-missing' : 'port-failed',
    device,
    retry: 'backoff',
    message: isMissing ? 'the kernel has no such RTC' : 'the kernel cannot read it',
    cause,
  })
}

/** A clock that runs on a battery, as the kernel shows it: Documentation/ABI/testing/sysfs-class-rtc, `since_epoch`. */
export const openRtc = (with_: { device: string; clock: Pick<Clock, 'nowMs'>; folder?: string }): UtcClock => {
  const { device, clock, folder = '/sys/class/rtc' } = with_
  return {
    name: device,
    read: async () => {
      try {
        const text = await readFile(join(folder, device, 'since_epoch'), 'latin1')
        if (!/^\d{1,12}\n?$/.test(text)) return undefined
        return { utcMs: utcMs(Number(text) * 1000 + MIDDLE_MS), atMs: clock.nowMs(), sigmaMs: SIGMA_MS }
      } catch (cause) {
        // Drivers answer so when the chip says that its oscillator stood still: the battery was flat.
        if (cause instanceof Error && 'code' in cause && cause.code === 'EINVAL') return undefined
        throw failed(device, cause)
      }
    },
  }
}
