/** Horizontal, vertical, left-hand and right-hand circular. */
export type Polarization = 'H' | 'V' | 'L' | 'R'

/** What a modem sends, one message a line, by position of its arguments. */
export type ModemMessage =
  | { kind: 'satellite'; longitudeDeg: number; maxLatitudeDeg?: number; skewDeg?: number }
  | { kind: 'polarization'; rx: Polarization; tx: Polarization }
  | { kind: 'hunt'; frequencyMhz: number; bandwidthMhz: number }
  | { kind: 'local-oscillators'; rxMhz: number; txMhz: number }
  | { kind: 'transmit-carrier'; frequencyMhz: number; bandwidthMhz: number }
  | { kind: 'max-skew'; skewDeg: number }
  | { kind: 'extra'; words: readonly string[] }
  | { kind: 'expected-power'; words: readonly string[] }
  | { kind: 'identity'; text: string }
  | { kind: 'find' }
  | { kind: 'lock'; isLocked: boolean; isTransmitAllowed: boolean }
  | { kind: 'status-interval'; interval: number }
  | { kind: 'position-interval'; interval: number }
  | { kind: 'carrier-to-noise'; carrierToNoiseDb: number }

/** WGS84 degrees, metres above the ellipsoid, heading clockwise from true north, pitch nose up, roll right side down. */
export interface AntennaPosition {
  latDeg: number
  lonDeg: number
  heightM: number
  headingTrueDeg: number
  speedMps: number
  pitchDeg: number
  rollDeg: number
}

/** Where an antenna says it is: what its version of the protocol leaves out is absent. */
export type ToldPosition = Pick<AntennaPosition, 'latDeg' | 'lonDeg'> & Partial<AntennaPosition>

/** What an antenna sends, one message a line. */
export type AntennaMessage =
  | { kind: 'status'; isFunctional: boolean; mayTransmit: boolean }
  | { kind: 'position'; position: ToldPosition | undefined }
  | { kind: 'lock-interval'; intervalS: number }
  | { kind: 'carrier-to-noise-request'; numbers: readonly number[] }
  | { kind: 'identity'; text: string }

/** A line that is no message, and why. */
export interface Unreadable {
  kind: 'unreadable'
  reason: string
}
