import type { InterferenceLevel } from '../gnss.ts'

/** 0 unknown or off, 1 none, 2 warning, 3 critical: no fix. u-blox M8 (UBX-13003221), UBX-MON-HW, `jammingState`. */
export const jammingLevel = (state: number): InterferenceLevel =>
  state === 1 ? 'ok' : state === 2 ? 'warning' : state === 3 ? 'critical' : 'unknown'

/** 0 unknown or off, 1 none, 2 indicated, 3 several indications or affirmed. u-blox M8 (UBX-13003221), UBX-NAV-STATUS, `spoofDetState`. */
export const spoofingLevel = jammingLevel

const order: readonly InterferenceLevel[] = ['unknown', 'ok', 'warning', 'critical']

export const worse = (a: InterferenceLevel, b: InterferenceLevel): InterferenceLevel =>
  order.indexOf(a) >= order.indexOf(b) ? a : b
