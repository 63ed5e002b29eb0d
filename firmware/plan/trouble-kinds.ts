import type { TrainTold } from './train-told.ts'

export type Severity = 'warning' | 'alarm'

interface TroubleKind {
  severity: Severity
  /** Without its word nobody knows whether it still is so; `health`: of the service itself. */
  topic: keyof TrainTold | 'health'
  /** So long it lasts before it is an alarm: what passes by itself troubles nobody. Chosen. */
  afterMs: number
}

const MINUTE_MS = 60_000
const kind = (severity: Severity, topic: TroubleKind['topic'], afterMs = 0): TroubleKind => ({
  severity,
  topic,
  afterMs,
})

/** Everything that can be wrong by itself, without an event that tells of it. */
export const troubleKinds = {
  'supply-failing': kind('alarm', 'power'),
  'emergency-pressed': kind('alarm', 'power'),
  tampered: kind('alarm', 'power'),
  'service-silent': kind('alarm', 'health', 10_000),
  'no-link': kind('alarm', 'links', MINUTE_MS),
  spoofing: kind('alarm', 'receivers', 10_000),
  'class-off': kind('warning', 'links', MINUTE_MS),
  'link-down': kind('warning', 'links', 2 * MINUTE_MS),
  'locked-out': kind('warning', 'transmit'),
  mode: kind('warning', 'transmit'),
  muted: kind('warning', 'transmit', 10 * MINUTE_MS),
  'modem-silent': kind('warning', 'modems', 30_000),
  'stow-late': kind('warning', 'pointing'),
  'antenna-silent': kind('warning', 'antennas', 30_000),
  'antenna-faulty': kind('warning', 'antennas', 30_000),
  'switch-stuck': kind('warning', 'antennas'),
  'cellular-silent': kind('warning', 'cellular', 30_000),
  sim: kind('warning', 'cellular', MINUTE_MS),
  'no-network': kind('warning', 'cellular', 10 * MINUTE_MS),
  'dish-silent': kind('warning', 'starlink', 30_000),
  'dish-disabled': kind('warning', 'starlink', 30_000),
  'no-fix': kind('warning', 'fix', MINUTE_MS),
  'time-untrusted': kind('warning', 'time', 15 * MINUTE_MS),
  'receiver-silent': kind('warning', 'receivers', 10_000),
  'receiver-disagrees': kind('warning', 'receivers', MINUTE_MS),
  jamming: kind('warning', 'receivers', 10_000),
  'vibration-part': kind('warning', 'vibration', 10_000),
  vibration: kind('warning', 'vibration'),
} as const satisfies Record<string, TroubleKind>

export type TroubleCode = keyof typeof troubleKinds

export const isTroubleCode = (text: string): text is TroubleCode => Object.hasOwn(troubleKinds, text)

/** Something that is wrong now: which kind, of what, and what stands in its words. */
export interface Trouble {
  code: TroubleCode
  /** A link, a terminal, a device, a class, a service; the code itself where there is one of its kind. */
  subject: string
  values: Readonly<Record<string, string | number>>
}
