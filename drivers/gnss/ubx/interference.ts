import type { InterferenceLevel } from '../gnss.ts'
import { interferenceLevel, worse } from './levels.ts'

/** What a message says of jamming and spoofing; what it does not speak of is absent. */
export interface UbxInterference {
  kind: 'interference'
  source: 'MON-HW' | 'MON-RF' | 'SEC-SIG'
  jamming?: InterferenceLevel
  spoofing?: InterferenceLevel
}

/** MON-HW, 60 bytes, or 68 in u-blox 6. u-blox M8 (UBX-13003221), UBX-MON-HW (0x0a 0x09). */
export const decodeHardware = (payload: Buffer): UbxInterference => ({
  kind: 'interference',
  source: 'MON-HW',
  jamming: interferenceLevel(((payload[22] as number) >> 2) & 3),
})

const RF_HEADER_BYTES = 4
const RF_BLOCK_BYTES = 24

/** MON-RF, a block of 24 bytes for each front end: the worst counts. u-blox F9 HPG 1.32 (UBX-22008968), UBX-MON-RF (0x0a 0x38). */
export const decodeRf = (payload: Buffer): UbxInterference | string => {
  if (payload.length !== RF_HEADER_BYTES + (payload[1] as number) * RF_BLOCK_BYTES) return 'blocks that are not there'
  let jamming: InterferenceLevel = 'unknown'
  for (let at = RF_HEADER_BYTES; at < payload.length; at += RF_BLOCK_BYTES)
    jamming = worse(jamming, interferenceLevel((payload[at + 1] as number) & 3))
  return { kind: 'interference', source: 'MON-RF', jamming }
}

/**
 * SEC-SIG: version 1 has 12 bytes, version 2 four and four a centre frequency. u-blox F9 HPG 1.32 (UBX-22008968)
 * and M10 SPG 5.10 (UBX-21035062), UBX-SEC-SIG (0x27 0x09).
 */
export const decodeSecurity = (payload: Buffer): UbxInterference | string => {
  const version = payload[0] as number
  const said = { kind: 'interference', source: 'SEC-SIG' } as const
  if (version === 1 && payload.length === 12) {
    const jamming = interferenceLevel(((payload[4] as number) >> 1) & 3)
    return { ...said, jamming, spoofing: interferenceLevel(((payload[8] as number) >> 1) & 7) }
  }
  if (version !== 2 || payload.length !== 4 + 4 * (payload[3] as number))
    return `version ${version}, ${payload.length} bytes`
  const flags = payload[1] as number
  return { ...said, jamming: interferenceLevel((flags >> 1) & 3), spoofing: interferenceLevel((flags >> 4) & 7) }
}
