import { toRad, wrap360Deg } from '../../../hal/units.ts'
import { civil, type ReceivedSatellite, type ReceiverEpoch, type ReceiverFix } from './gnss-sentences.ts'
import { gpsTimeOf, LEAP_SECONDS } from './ublox-time.ts'

const FIX_3D = 3
const SPEED_ACCURACY_MM_S = 60
const NO_DOP = 9999
const UNKNOWN_ACCURACY = 0xffff_ffff
const FAST_FOR_A_COURSE_MPS = 0.3

/** An epoch on its way out, with what only this receiver knows. */
export interface UbxEpoch extends ReceiverEpoch {
  uptimeMs: number
  /** 0 unknown, 1 none, 2 indicated: NAV-STATUS's own word on spoofing. */
  spoofingState: number
}

/** NAV-… of an epoch begin with its time of week; one without a clock counts from power on. */
const startOf = (bytes: number, { utcMs, uptimeMs }: UbxEpoch): Buffer => {
  const payload = Buffer.alloc(bytes)
  payload.writeUInt32LE(utcMs === undefined ? uptimeMs : gpsTimeOf(utcMs).timeOfWeekMs)
  return payload
}

const writeUtc = (payload: Buffer, at: number, utcMs: number): void => {
  const { day, month, year } = civil(utcMs)
  const seconds = Math.floor(utcMs / 1000) % 86_400
  payload.writeUInt16LE(year, at)
  payload.set([month, day, Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60], at + 2)
}

const isTracked = ({ carrierToNoiseDbHz }: ReceivedSatellite): boolean => carrierToNoiseDbHz !== undefined
const usedIn = ({ fix, satellites }: UbxEpoch): number => (fix ? satellites.filter(isTracked).length : 0)

const writePosition = (payload: Buffer, fix: ReceiverFix): void => {
  payload.writeInt32LE(Math.round(fix.lonDeg * 1e7), 24)
  payload.writeInt32LE(Math.round(fix.latDeg * 1e7), 28)
  payload.writeInt32LE(Math.round((fix.altitudeM + fix.geoidSeparationM) * 1000), 32)
  payload.writeInt32LE(Math.round(fix.altitudeM * 1000), 36)
  payload.writeUInt32LE(Math.round(fix.sigmaM * 1000), 40)
  payload.writeUInt32LE(Math.round(fix.sigmaM * 1500), 44)
}

const writeVelocity = (payload: Buffer, fix: ReceiverFix): void => {
  const courseRad = toRad(fix.courseTrueDeg)
  const velocityNedMps = [fix.speedMps * Math.cos(courseRad), fix.speedMps * Math.sin(courseRad), -fix.climbMps]
  for (const [index, mps] of velocityNedMps.entries()) payload.writeInt32LE(Math.round(mps * 1000), 48 + 4 * index)
  payload.writeInt32LE(Math.round(fix.speedMps * 1000), 60)
  // at rest the course stands still at its last value, and says that it is worth nothing
  const isFast = fix.speedMps > FAST_FOR_A_COURSE_MPS
  payload.writeInt32LE(Math.round((isFast ? wrap360Deg(fix.courseTrueDeg) : 0) * 1e5), 64)
  payload.writeUInt32LE(SPEED_ACCURACY_MM_S, 68)
  const courseSigmaDeg = isFast ? Math.min(180, (SPEED_ACCURACY_MM_S / 1000 / fix.speedMps) * 57.3) : 180
  payload.writeUInt32LE(Math.round(courseSigmaDeg * 1e5), 72)
}

/** NAV-PVT, 92 bytes. F9 HPG 1.32 (UBX-22008968) §3.15.13. */
export const navPvt = (epoch: UbxEpoch): Buffer => {
  const payload = startOf(92, epoch)
  const { utcMs, fix } = epoch
  if (utcMs !== undefined) {
    writeUtc(payload, 4, utcMs)
    payload.writeInt32LE((utcMs % 1000) * 1e6, 16)
  }
  payload[11] = utcMs === undefined ? 0 : fix ? 0b111 : 0b011
  payload.writeUInt32LE(fix ? 30 : UNKNOWN_ACCURACY, 12)
  payload[20] = fix ? FIX_3D : 0
  payload[21] = fix ? 1 : 0
  payload[22] = fix ? 0b1110_0000 : 0b0010_0000
  payload[23] = usedIn(epoch)
  payload.writeUInt32LE(UNKNOWN_ACCURACY, 40)
  payload.writeUInt32LE(UNKNOWN_ACCURACY, 44)
  if (fix) writePosition(payload, fix)
  if (fix) writeVelocity(payload, fix)
  payload.writeUInt16LE(fix ? Math.round(fix.hdop * 180) : NO_DOP, 76)
  return payload
}

/** NAV-DOP, 18 bytes. F9 HPG 1.32 §3.15.4. */
export const navDop = (epoch: UbxEpoch): Buffer => {
  const payload = startOf(18, epoch)
  const factors = [2.2, 1.8, 1.2, 1.5, 1, 0.75, 0.66]
  factors.forEach((factor, index) => {
    const dop = epoch.fix ? Math.min(NO_DOP, Math.round(epoch.fix.hdop * factor * 100)) : NO_DOP
    payload.writeUInt16LE(dop, 4 + 2 * index)
  })
  return payload
}

/** NAV-EOE, 4 bytes. F9 HPG 1.32 §3.15.5. */
export const navEoe = (epoch: UbxEpoch): Buffer => startOf(4, epoch)

/** NAV-STATUS, 16 bytes. F9 HPG 1.32 §3.15.23. */
export const navStatus = (epoch: UbxEpoch): Buffer => {
  const payload = startOf(16, epoch)
  const { fix, utcMs, spoofingState, uptimeMs } = epoch
  payload[4] = fix ? FIX_3D : 0
  payload[5] = (fix ? 0b0001 : 0) | (utcMs === undefined ? 0 : 0b1100)
  payload[7] = spoofingState << 3
  payload.writeUInt32LE(uptimeMs, 12)
  return payload
}

/** NAV-TIMEUTC, 20 bytes. F9 HPG 1.32 §3.15.30. */
export const navTimeUtc = (epoch: UbxEpoch): Buffer => {
  const payload = startOf(20, epoch)
  const { utcMs, fix } = epoch
  payload.writeUInt32LE(fix ? 30 : UNKNOWN_ACCURACY, 4)
  if (utcMs === undefined) return payload
  payload.writeInt32LE((utcMs % 1000) * 1e6, 8)
  writeUtc(payload, 12, utcMs)
  payload[19] = fix ? 0b111 : 0b011
  return payload
}

/** NAV-TIMELS, 24 bytes: what a receiver knows of leap seconds once it has the almanac. F9 HPG 1.32 §3.15.28. */
export const navTimeLs = (epoch: UbxEpoch): Buffer => {
  const payload = startOf(24, epoch)
  const isKnown = epoch.fix !== undefined
  payload[8] = isKnown ? 2 : 255
  payload[9] = LEAP_SECONDS
  payload[10] = isKnown ? 2 : 255
  payload[23] = isKnown ? 1 : 0
  return payload
}

/** gnssId and svId of a satellite: GLONASS counts from 1 again. F9 HPG 1.32 §1.5. */
const gnssIdOf = ({ system, id }: ReceivedSatellite): [gnssId: number, svId: number] =>
  system === 'GP' ? [0, id] : [6, id - 64]

/** NAV-SAT, 8 bytes and 12 a satellite. F9 HPG 1.32 §3.15.17. */
export const navSat = (epoch: UbxEpoch): Buffer => {
  const { satellites, fix } = epoch
  const payload = Buffer.concat([startOf(8, epoch), Buffer.alloc(12 * satellites.length)])
  payload[4] = 1
  payload[5] = satellites.length
  satellites.forEach((satellite, index) => {
    const at = 8 + 12 * index
    const { carrierToNoiseDbHz, elevationDeg, azimuthDeg } = satellite
    payload.set(gnssIdOf(satellite), at)
    payload[at + 2] = Math.max(0, Math.round(carrierToNoiseDbHz ?? 0))
    payload.writeInt8(Math.round(elevationDeg), at + 3)
    payload.writeInt16LE(Math.round(azimuthDeg), at + 4)
    const quality = carrierToNoiseDbHz === undefined ? 1 : 7
    const isUsed = fix !== undefined && carrierToNoiseDbHz !== undefined
    payload.writeUInt32LE(quality | (isUsed ? 0b1000 : 0) | 0b1_0000, at + 8)
  })
  return payload
}

/** What two antennas of one receiver tell of the line from the first to the second. */
export interface Baseline {
  lengthM: number
  headingTrueDeg: number
  headingSigmaDeg: number
  /** Upwards from the first to the second. */
  riseM: number
  isValid: boolean
}

/** NAV-RELPOSNED, version 1, 64 bytes. F9 HPG 1.32 §3.15.16. */
export const navRelPosNed = (epoch: UbxEpoch, baseline: Baseline): Buffer => {
  const payload = Buffer.alloc(64)
  const { lengthM, headingTrueDeg, headingSigmaDeg, riseM, isValid } = baseline
  payload[0] = 1
  startOf(4, epoch).copy(payload, 4)
  if (!isValid) return payload
  const levelM = Math.sqrt(Math.max(0, lengthM * lengthM - riseM * riseM))
  const headingRad = toRad(headingTrueDeg)
  const tenthsMm = [levelM * Math.cos(headingRad), levelM * Math.sin(headingRad), -riseM, lengthM].map((metres) =>
    Math.round(metres * 1e4),
  )
  tenthsMm.forEach((value, index) => {
    const wholeCm = Math.trunc(value / 100)
    payload.writeInt32LE(wholeCm, 8 + 4 * index)
    payload.writeInt8(value - wholeCm * 100, 32 + index)
  })
  payload.writeInt32LE(Math.round(wrap360Deg(headingTrueDeg) * 1e5), 24)
  for (const at of [36, 40, 44, 48]) payload.writeUInt32LE(100, at)
  payload.writeUInt32LE(Math.round(headingSigmaDeg * 1e5), 52)
  // fix ok, differential, valid, ambiguities fixed, moving, heading valid
  payload.writeUInt32LE(0b1_0011_0111, 60)
  return payload
}
