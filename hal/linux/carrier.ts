import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Carrier, CarrierWatch } from '../carrier.ts'
import type { Cancel, Clock } from '../clock.ts'

/**
 * The kernel's own notices of a lost carrier may come a second late (net/core/link_watch.c takes one a second); what it shows here is so at once.
 * Chosen: two looks within the 100 ms in which a dead link is left.
 */
const LOOK_EVERY_MS = 50
const PORTS = '/sys/class/net'

interface WatchOptions {
  interface: string
  clock: Clock
  /** Where the kernel shows its ports; for tests. */
  folder?: string
}

/** A port that is switched off cannot be read: EINVAL (Documentation/ABI/testing/sysfs-class-net). */
const readCarrier = async (path: string): Promise<Carrier> => {
  try {
    return (await readFile(path, 'latin1')).trim() === '1' ? 'there' : 'none'
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'absent' : 'none'
  }
}

class LinuxCarrier implements CarrierWatch {
  readonly #path: string
  readonly #end: Cancel
  #handler: () => void = () => {}
  #seen: Carrier
  #isLooking = false
  #isClosed = false

  constructor(path: string, seen: Carrier, clock: Clock) {
    this.#path = path
    this.#seen = seen
    this.#end = clock.every(LOOK_EVERY_MS, () => void this.#look())
  }

  carrier(): Carrier {
    return this.#seen
  }

  onChange(handler: () => void): void {
    this.#handler = handler
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#end()
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    const seen = await readCarrier(this.#path)
    this.#isLooking = false
    if (this.#isClosed || seen === this.#seen) return
    this.#seen = seen
    this.#handler()
  }
}

/** Watches the carrier of a network port as the kernel shows it, 20 times a second from now on. */
export const watchCarrier = async ({ interface: name, clock, folder = PORTS }: WatchOptions): Promise<CarrierWatch> => {
  const path = join(folder, name, 'carrier')
  return new LinuxCarrier(path, await readCarrier(path), clock)
}
