import type { ElementSet } from '../../domain/elements.ts'
import type { Barred } from '../../domain/elements-import.ts'
import type { AimedPointer } from './pointers.ts'
import type { TerminalSky } from './terminal-sky.ts'

/** A terminal as tracking sees it. */
export interface TrackedTerminal {
  name: string
  /** This firmware aims it. */
  pointing?: 'ours'
  pointer: AimedPointer
  maskDeg: number
  beamWidthDeg: number
  pointingLimitDeg: number
  /** What it follows by itself; a geostationary satellite that its modem asks for comes first. */
  service:
    | { kind: 'constellation'; elements: ElementSet; barred?: readonly Barred[] }
    | { kind: 'geostationary'; longitudeDeg: number }
  /** Without it: the open sky, and no rules. */
  sky?: TerminalSky
}

/** Elements that were read anew, with the satellites to be left alone. */
export interface RenewedElements {
  elements: ElementSet
  barred: readonly Barred[]
}
