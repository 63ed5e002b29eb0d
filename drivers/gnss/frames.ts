import { type FrameKind, type GnssFramer, type GnssFramerOptions, gnssFramer } from './framer.ts'
import { type NmeaFrame, nmeaFrame } from './nmea/frame.ts'
import { type Rtcm3Frame, rtcm3Frame } from './rtcm3/frame.ts'
import { type UbxFrame, ubxFrame } from './ubx/frame.ts'

/** A frame of any protocol that shares a receiver's port. */
export type GnssFrame = NmeaFrame | UbxFrame | Rtcm3Frame

const kinds: readonly FrameKind<GnssFrame>[] = [nmeaFrame, ubxFrame, rtcm3Frame]

/** NMEA 0183, UBX and RTCM 3 out of one stream of bytes. */
export const mixedFramer = (onFrame: GnssFramerOptions<GnssFrame>['onFrame']): GnssFramer =>
  gnssFramer({ kinds, onFrame })
