import type { Level } from '../gpio.ts'
import type { LanLook } from '../lan.ts'
import type { LinkCounter, LinkTraffic } from '../network.ts'

/** The wires of a desk, where the kernel has none: the twin's power board holds the other ends. */
export interface DeskLines {
  /** Names of every wire, inputs and outputs, as the firmware's pin map calls them. */
  readonly lines: readonly string[]
  /** The present level of a line that the firmware reads; `undefined` for any other. */
  readInput(line: string): Level | undefined
  /** Every handler given is called with each change from then on. */
  onInputChange(handler: (line: string, level: Level) => void): void
  /** The firmware set a line; `client` is the process that did. Called for each write, also of an equal level. */
  writeOutput(line: string, level: Level, client: string): void
}

/** The routing of a desk's machine, and what it sees of its links. */
export interface DeskNetwork {
  /** Throws when it cannot; the earlier route then holds. `undefined`: nothing carries the class. */
  route(trafficClass: string, link: string | undefined): void
  /** Every handler given is called about once a second for each link. */
  onTraffic(handler: (seen: LinkTraffic) => void): void
  counters(): readonly LinkCounter[]
  /** The networks on the train's side, as the desk's machine sees them now. */
  lans(): readonly LanLook[]
  /** The most that each class is given on a link, kbit/s, from now on; one that is absent has no limit. */
  limit(ceilingsKbps: Readonly<Record<string, number>>): void
}
