import type { DeviceCounters } from '../../../drivers/framing/device-counters.ts'

const keys = ['rxBytes', 'rxFrames', 'rxDiscardedBytes', 'checksumErrors', 'timeouts', 'reconnects'] as const

/** Adds up device counters over restarts of the services that count them: a counter that fell has begun again. */
export class DeviceScore {
  readonly #last = new Map<string, DeviceCounters>()
  readonly #before = new Map<string, DeviceCounters>()

  onHealth(devices: Readonly<Record<string, DeviceCounters>>): void {
    for (const [name, now] of Object.entries(devices)) {
      const last = this.#last.get(name)
      if (last && keys.some((key) => now[key] < last[key])) this.#before.set(name, this.#sum(name, last))
      this.#last.set(name, now)
    }
  }

  summary(): Record<string, DeviceCounters> {
    return Object.fromEntries(
      [...this.#last].sort(([a], [b]) => a.localeCompare(b)).map(([name, last]) => [name, this.#sum(name, last)]),
    )
  }

  #sum(name: string, now: DeviceCounters): DeviceCounters {
    const before = this.#before.get(name)
    if (!before) return now
    return {
      rxBytes: before.rxBytes + now.rxBytes,
      rxFrames: before.rxFrames + now.rxFrames,
      rxDiscardedBytes: before.rxDiscardedBytes + now.rxDiscardedBytes,
      checksumErrors: before.checksumErrors + now.checksumErrors,
      timeouts: before.timeouts + now.timeouts,
      reconnects: before.reconnects + now.reconnects,
    }
  }
}
