import type { FixQuality } from '../gnss.ts'

/** What the mode letter of RMC, GLL, GNS and VTG means; N, not valid, is none. NMEA 0183 4.11; u-blox M8 (UBX-13003221) §31.1.3. */
const modes: ReadonlyMap<string | undefined, FixQuality> = new Map([
  ['A', 'autonomous'],
  ['D', 'differential'],
  ['E', 'estimated'],
  ['F', 'rtk-float'],
  ['M', 'manual'],
  ['P', 'precise'],
  ['R', 'rtk-fixed'],
  ['S', 'simulated'],
  ['U', 'unsafe'],
])

/** Quectel writes C, caution, and U, unsafe, beside the standard's letters; with caution it is as good as any. */
export const POSITION_MODES = 'ADEFMNPRSCU'

/** `status` is the navigational status: S safe, C caution, U unsafe, V of a receiver that does not watch over it. NMEA 0183 4.11, RMC. */
export const qualityOfMode = (mode: string | undefined, status?: string): FixQuality | undefined =>
  status === 'U' ? 'unsafe' : modes.get(mode)

/** GGA's quality from 1 on. NMEA 0183 4.11, GGA. */
export const ggaQualities: readonly FixQuality[] = [
  'autonomous',
  'differential',
  'precise',
  'rtk-fixed',
  'rtk-float',
  'estimated',
  'manual',
  'simulated',
]
