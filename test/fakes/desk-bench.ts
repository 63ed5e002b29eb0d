import { sleep } from '../../hal/clock.ts'
import type { DeskLines, DeskNetwork } from '../../hal/desk/bench.ts'
import type { Level } from '../../hal/gpio.ts'
import type { LanLook } from '../../hal/lan.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import type { LinkCounter, LinkTraffic } from '../../hal/network.ts'

/** A bench of three wires and a switchboard, for tests of the desk. */
export interface FakeBench {
  lines: DeskLines
  network: DeskNetwork
  /** `LINE LEVEL` for each write. */
  writes: string[]
  /** Who wrote last. */
  writers: string[]
  routes: Record<string, string | undefined>
  /** What has been counted; to be set. */
  counters: LinkCounter[]
  /** How networks on the train's side stand; to be set. */
  lans: LanLook[]
  /** As they were last told. */
  ceilingsKbps: Record<string, number>
  setInput(line: string, level: Level): void
  pushTraffic(seen: LinkTraffic): void
}

/** Builds one; the link `broken` cannot be routed. */
export const fakeBench = (): FakeBench => {
  const levels = new Map<string, Level>([['lockout', 0]])
  const inputHandlers: ((line: string, level: Level) => void)[] = []
  const trafficHandlers: ((seen: LinkTraffic) => void)[] = []
  const writes: string[] = []
  const writers: string[] = []
  const routes: Record<string, string | undefined> = {}
  const counters: LinkCounter[] = []
  const lans: LanLook[] = []
  const ceilingsKbps: Record<string, number> = {}
  return {
    writes,
    counters,
    lans,
    ceilingsKbps,
    writers,
    routes,
    lines: {
      lines: ['lockout', 'transmit-permit', 'led-run'],
      readInput: (line) => levels.get(line),
      onInputChange: (handler) => void inputHandlers.push(handler),
      writeOutput: (line, level, client) => {
        writes.push(`${line} ${level}`)
        writers.push(client)
      },
    },
    network: {
      route: (trafficClass, link) => {
        if (link === 'broken') throw new RangeError('no such link')
        routes[trafficClass] = link
      },
      onTraffic: (handler) => void trafficHandlers.push(handler),
      counters: () => counters,
      lans: () => lans,
      limit: (told) => void Object.assign(ceilingsKbps, told),
    },
    setInput: (line, level) => {
      levels.set(line, level)
      for (const handler of inputHandlers) handler(line, level)
    },
    pushTraffic: (seen) => {
      for (const handler of trafficHandlers) handler(seen)
    },
  }
}

/** Waits for something that other processes or sockets bring about, 5 s at most. */
export const until = async (isTrue: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 1000 && !isTrue(); tries++) await sleep(systemClock, 5)
}
