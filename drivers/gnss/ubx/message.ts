import type { UbxAcknowledge } from './acknowledge.ts'
import type { UbxAttitude, UbxInertial, UbxRelativePosition } from './attitude.ts'
import type { UbxInterference } from './interference.ts'
import type { UbxPort } from './port.ts'
import type { UbxPosition } from './position.ts'
import type { UbxPvt } from './pvt.ts'
import type { UbxDop, UbxSatellites } from './satellites.ts'
import type { UbxEcefPosition, UbxEcefVelocity, UbxSolution, UbxStatus } from './solution.ts'
import type { UbxEndOfEpoch, UbxGpsTime, UbxLeapSeconds, UbxUtc } from './time.ts'
import type { UbxVelocity } from './velocity.ts'
import type { UbxVersion } from './version.ts'

/** Messages of one navigation epoch, named by its time of week. */
export type UbxEpochMessage =
  | UbxPvt
  | UbxPosition
  | UbxEcefPosition
  | UbxEcefVelocity
  | UbxSolution
  | UbxStatus
  | UbxVelocity
  | UbxUtc
  | UbxGpsTime
  | UbxLeapSeconds
  | UbxDop
  | UbxSatellites
  | UbxAttitude
  | UbxRelativePosition
  | UbxEndOfEpoch

export type KnownUbxMessage = UbxEpochMessage | UbxInertial | UbxInterference | UbxAcknowledge | UbxPort | UbxVersion

/** A message whose checksum was right: understood, of a kind not decoded here, or with content that cannot be. */
export type UbxMessage =
  | KnownUbxMessage
  | { kind: 'other'; messageClass: number; messageId: number }
  | { kind: 'invalid'; messageClass: number; messageId: number; reason: string }
