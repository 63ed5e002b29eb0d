import type { GnssSatellite, GnssSystem } from '../gnss.ts'
import { systemOfOldSvid, systemOfUbxId } from '../satellite-ids.ts'

/** The receiver's sky. */
export interface UbxSatellites {
  kind: 'satellites'
  iTowMs: number
  satellites: readonly GnssSatellite[]
}

const HEADER_BYTES = 8
const BLOCK_BYTES = 12

interface Seen {
  system: GnssSystem
  svid: number | undefined
  azimuthDeg: number
  elevationDeg: number
  carrierToNoiseDbHz: number
  isUsed: boolean
}

/** Elevation −91 and azimuths out of range mean that the place of a satellite is not known; C/N0 of 0, that it is not tracked. */
const satellite = ({ system, svid, azimuthDeg, elevationDeg, carrierToNoiseDbHz, isUsed }: Seen): GnssSatellite => {
  const isPlaced = elevationDeg >= -90 && elevationDeg <= 90 && azimuthDeg >= 0 && azimuthDeg <= 360
  return {
    system,
    svid,
    azimuthDeg: isPlaced ? azimuthDeg : undefined,
    elevationDeg: isPlaced ? elevationDeg : undefined,
    carrierToNoiseDbHz: carrierToNoiseDbHz > 0 ? carrierToNoiseDbHz : undefined,
    isUsed,
  }
}

const blocks = (payload: Buffer, count: number, decode: (at: number) => GnssSatellite | undefined) => {
  if (payload.length !== HEADER_BYTES + count * BLOCK_BYTES) return undefined
  const satellites: GnssSatellite[] = []
  for (let at = HEADER_BYTES; at < payload.length; at += BLOCK_BYTES) {
    const seen = decode(at)
    if (seen) satellites.push(seen)
  }
  return satellites
}

const SAT_USED = 8
const UNKNOWN_GLONASS_SLOT = 255

/** NAV-SAT, 8 bytes and 12 a satellite. u-blox M8 (UBX-13003221), UBX-NAV-SAT (0x01 0x35). */
export const decodeSatellites = (payload: Buffer): UbxSatellites | string => {
  const satellites = blocks(payload, payload[5] as number, (at) => {
    const system = systemOfUbxId(payload[at] as number)
    const svid = payload[at + 1] as number
    return (
      system &&
      satellite({
        system,
        svid: svid === UNKNOWN_GLONASS_SLOT ? undefined : svid,
        azimuthDeg: payload.readInt16LE(at + 4),
        elevationDeg: payload.readInt8(at + 3),
        carrierToNoiseDbHz: payload[at + 2] as number,
        isUsed: (payload.readUInt32LE(at + 8) & SAT_USED) !== 0,
      })
    )
  })
  return satellites ? { kind: 'satellites', iTowMs: payload.readUInt32LE(0), satellites } : 'blocks that are not there'
}

/** NAV-SVINFO, 8 bytes and 12 a channel; up to u-blox 8. u-blox M8 (UBX-13003221), UBX-NAV-SVINFO (0x01 0x30). */
export const decodeChannels = (payload: Buffer): UbxSatellites | string => {
  const satellites = blocks(payload, payload[4] as number, (at) => {
    const numbered = systemOfOldSvid(payload[at + 1] as number)
    return (
      numbered &&
      satellite({
        system: numbered.system,
        svid: numbered.svid,
        azimuthDeg: payload.readInt16LE(at + 6),
        elevationDeg: payload.readInt8(at + 5),
        carrierToNoiseDbHz: payload[at + 4] as number,
        isUsed: ((payload[at + 2] as number) & 1) !== 0,
      })
    )
  })
  return satellites ? { kind: 'satellites', iTowMs: payload.readUInt32LE(0), satellites } : 'blocks that are not there'
}

/** Dilutions of precision. */
export interface UbxDop {
  kind: 'dop'
  iTowMs: number
  pdop: number
  hdop: number
  vdop: number
}

/** NAV-DOP, 18 bytes. u-blox M8 (UBX-13003221), UBX-NAV-DOP (0x01 0x04). */
export const decodeDop = (payload: Buffer): UbxDop => ({
  kind: 'dop',
  iTowMs: payload.readUInt32LE(0),
  pdop: payload.readUInt16LE(6) / 100,
  hdop: payload.readUInt16LE(12) / 100,
  vdop: payload.readUInt16LE(10) / 100,
})
