import type { InterferenceLevel } from '../gnss.ts'

/**
 * 0 unknown or off, 1 none, 2 a warning or an indication, 3 critical or several indications. u-blox M8 (UBX-13003221),
 * UBX-MON-HW, `jammingState`; UBX-NAV-STATUS, `spoofDetState`.
 */
export const interferenceLevel = (state: number): InterferenceLevel =>
  state === 1 ? 'ok' : state === 2 ? 'warning' : state === 3 ? 'critical' : 'unknown'

const order: readonly InterferenceLevel[] = ['unknown', 'ok', 'warning', 'critical']

export const worse = (a: InterferenceLevel, b: InterferenceLevel): InterferenceLevel =>
  order.indexOf(a) >= order.indexOf(b) ? a : b
