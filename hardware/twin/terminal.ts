import type { SkyDirection } from './truth.ts'

/**
 * A satellite terminal as it really is: the pointing device turns its boresight, the radio says what it receives,
 * the modem reports it. One object for each terminal of the train, shared by its virtual devices.
 */
export interface Terminal {
  readonly name: string
  /** Boresight in the body frame; set by the array or dish. */
  setBoresight(azimuthDeg: number, elevationDeg: number): void
  /** Of an array with two beams: where the one looks that only receives. */
  setOtherBoresight?(azimuthDeg: number, elevationDeg: number): void
  /** Tells whoever listens for its carrier when the boresight has jumped to where another satellite may be. */
  onJump?(handler: () => void): void
  /** The array's own mute; the permit line and the modem's own are separate. */
  setMuted(isMuted: boolean): void
  /** The satellite whose beam is strongest at the boresight now, what it gives, and how far off the boresight is. */
  reception(): Reception
  /** The same for the beam that only receives; absent while there is none. */
  otherReception?(): Reception | undefined
  /** What the modem listens for: the geostationary satellite it was configured with, or the constellation. */
  readonly service: { kind: 'geo'; longitudeDeg: number } | { kind: 'constellation' }
}

/** What the terminal's receiver gets. */
export interface Reception {
  /** Above the modem's threshold with the right satellite in the beam. */
  isReceiving: boolean
  carrierToNoiseDb: number
  /** NORAD catalogue number for a constellation; undefined for a GEO satellite or nothing in the beam. */
  noradId?: number
  /** True angle between boresight and the satellite received (or meant), degrees. */
  errorDeg: number
  direction?: SkyDirection
  isBlocked: boolean
}
