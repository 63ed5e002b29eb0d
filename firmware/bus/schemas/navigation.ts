import { z } from 'zod'
import {
  atMs,
  azimuthDeg,
  counter,
  elevationDeg,
  latDeg,
  lonDeg,
  name,
  position,
  sentence,
  sigmaM,
  utcMs,
  utcTrust,
} from './fields.ts'

const attitude = z.object({
  headingTrueDeg: azimuthDeg,
  /** Clockwise positive; how the heading goes on until the next message. */
  turnRateDegPerS: z.number(),
  /** How tilt goes on, where a motion part says so: good for a fifth of a second, a coach sways. */
  pitchRateDegPerS: z.number().optional(),
  rollRateDegPerS: z.number().optional(),
  pitchRateChangeDegPerS2: z.number().optional(),
  rollRateChangeDegPerS2: z.number().optional(),
  /**
   * So much of the roll is a bias that navigation thinks its accelerometer has. It is found in curves, and jumps there; the roll without it errs
   * by what stays, and so can be learnt by who sees a satellite.
   */
  rollOfBiasDeg: z.number().optional(),
  /** Of the accelerometer, °C: with it that bias drifts. */
  sensorC: z.number().optional(),
  pitchDeg: z.number(),
  rollDeg: z.number(),
  headingSigmaDeg: z.number().nonnegative(),
  headingSource: z.enum(['course', 'stored', 'antennas', 'line']).optional(),
  /** The train has not moved yet: it may point the other way along its track as well. */
  isReversible: z.boolean().optional(),
  tiltSigmaDeg: z.number().nonnegative(),
  /** By how much satellites' signals have turned the heading since the service runs; absent before they have. */
  turnedBySignalDeg: z.number().optional(),
})

/** One epoch of the receiver, as accepted by the fix gate. */
export const fix = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('fix'),
    atMs,
    utcMs: utcMs.optional(),
    mode: z.enum(['2d', '3d']),
    latDeg,
    lonDeg,
    heightM: z.number().optional(),
    speedMps: z.number().nonnegative().optional(),
    courseTrueDeg: azimuthDeg.optional(),
    satellitesUsed: counter.optional(),
    hdop: z.number().nonnegative().optional(),
  }),
  z.object({
    kind: z.literal('no-fix'),
    atMs,
    utcMs: utcMs.optional(),
    reason: z.enum(['receiver-says-no', 'not-measured', 'silent', 'refused']),
  }),
])

/** A stretch ahead, in the direction of travel. */
const ahead = z.object({ name, distanceKm: z.number().nonnegative() })

/** Where the train is on a line, as far as its file is accurate: a line of ±1–5 km names stations and constrains nothing. */
const onLine = z.object({
  lineId: name,
  chainageKm: z.number(),
  /** One sigma, from the line's stated accuracy and the position's own. */
  chainageSigmaKm: z.number().nonnegative(),
  offsetM: z.number().nonnegative(),
  isOffRoute: z.boolean(),
  /** `up`: kilometres rise. */
  direction: z.enum(['up', 'down', 'unknown']),
  nextStation: ahead.optional(),
  previousStation: name.optional(),
  nextBlockage: ahead
    .extend({ kind: z.enum(['tunnel', 'canopy', 'cutting']), lengthKm: z.number().nonnegative() })
    .optional(),
})

/** Where the train is and which way it points, as far as it is known; what is unknown is absent. */
export const navigation = z.object({
  atMs,
  utcMs: utcMs.optional(),
  /** `fixed`: an accepted fix is behind it; `dead-reckoning`: inertia, odometer and rails carry it on. */
  mode: z.enum(['unknown', 'fixed', 'dead-reckoning']),
  position: position.optional(),
  /** One sigma: the root of the squares of north and east. */
  horizontalSigmaM: sigmaM.optional(),
  /** Within this of the position with 95 %. */
  horizontal95M: sigmaM.optional(),
  verticalSigmaM: sigmaM.optional(),
  /** Since the last accepted fix; 0 in the epoch of one. */
  sinceFixS: z.number().nonnegative().optional(),
  /** Over ground. */
  speedMps: z.number().nonnegative().optional(),
  speedSigmaMps: z.number().nonnegative().optional(),
  /** Along the body: negative when the coach runs backwards. */
  forwardMps: z.number().optional(),
  courseTrueDeg: azimuthDeg.optional(),
  attitude: attitude.optional(),
  chainageKm: z.number().optional(),
  nextStation: name.optional(),
  line: onLine.optional(),
})

/** What each receiver says and how the vote between them went. */
export const receivers = z.object({
  atMs,
  /** The one that the fusion listens to. */
  chosen: name.optional(),
  receivers: z.record(
    name,
    z.object({
      /** 0 comes first. */
      priority: counter,
      state: z.enum(['silent', 'no-fix', 'fix']),
      agreement: z.enum(['alone', 'agrees', 'disagrees', 'unknown']),
      /** From the chosen one's position. */
      offsetM: z.number().nonnegative().optional(),
      satellitesUsed: counter.optional(),
      jamming: z.enum(['unknown', 'ok', 'warning', 'critical']),
      spoofing: z.enum(['unknown', 'ok', 'warning', 'critical']),
      hardware: name.optional(),
      firmware: name.optional(),
    }),
  ),
  /** Of all receivers, and of what fixes do to inertia. */
  jamming: z.enum(['unknown', 'ok', 'warning', 'critical']),
  spoofing: z.enum(['unknown', 'ok', 'warning', 'critical']),
  reasons: z.array(sentence).max(16),
})

/** The sky of the chosen receiver. */
export const sky = z.object({
  atMs,
  receiver: name,
  utcMs: utcMs.optional(),
  satellites: z
    .array(
      z.object({
        system: z.enum(['gps', 'sbas', 'galileo', 'beidou', 'imes', 'qzss', 'glonass', 'navic']),
        svid: counter.optional(),
        azimuthDeg: azimuthDeg.optional(),
        elevationDeg: elevationDeg.optional(),
        carrierToNoiseDbHz: z.number().nonnegative().optional(),
        isUsed: z.boolean(),
      }),
    )
    .max(128),
  pdop: z.number().nonnegative().optional(),
  hdop: z.number().nonnegative().optional(),
  vdop: z.number().nonnegative().optional(),
})

/** UTC and how far it is to be believed. */
export const time = z.object({
  atMs,
  /** At `atMs`; absent until some source gave it. */
  utcMs: utcMs.optional(),
  source: z.enum(['none', 'cellular', 'ntp', 'rtc', 'gnss']),
  trust: utcTrust,
  sigmaMs: z.number().nonnegative().optional(),
  reasons: z.array(sentence).max(16),
})

/** The run of the train as people know it. */
export const journey = z.object({
  atMs,
  state: z.enum(['unknown', 'waiting', 'running', 'diverted', 'ended']),
  trainNumber: name.optional(),
  lineId: name.optional(),
  lineName: z.string().max(200).optional(),
  direction: z.enum(['up', 'down', 'unknown']),
  from: name.optional(),
  to: name.optional(),
  startedUtcMs: utcMs.optional(),
  endedUtcMs: utcMs.optional(),
  /** Which end of the coach leads; found from movement, so a reversed coach needs no setting. */
  coachFacing: z.enum(['forwards', 'backwards', 'unknown']),
  setBy: z.enum(['position', 'crew']),
})
