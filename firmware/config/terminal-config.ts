import { z } from 'zod'
import { label, name } from './name-parts.ts'

/** How a terminal's base sits on the roof, against the body frame. */
const mount = z.strictObject({
  yawDeg: z.number().min(-180).max(180).default(0),
  pitchDeg: z.number().min(-10).max(10).default(0),
  rollDeg: z.number().min(-10).max(10).default(0),
})

const mhz = z.number().min(0).max(60_000)
const polarization = z.enum(['H', 'V', 'L', 'R'])

/** What an assisted antenna is told of its satellite beside the longitude: OpenAMIP's S, P, H, B, T and K, as the operator's modem would. */
const carrier = z
  .strictObject({
    maxLatitudeDeg: z.number().min(0).max(20),
    skewDeg: z.number().min(-90).max(90),
    rxPolarization: polarization,
    txPolarization: polarization,
    huntFrequencyMhz: mhz,
    huntBandwidthMhz: mhz,
    rxLocalOscillatorMhz: mhz,
    txLocalOscillatorMhz: mhz,
    transmitFrequencyMhz: mhz,
    transmitBandwidthMhz: mhz,
    maxSkewDeg: z.number().min(0).max(90),
  })
  .partial()

const service = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('constellation'),
    /** A file of orbital elements, TLE or OMM. */
    elements: z.string().min(1),
  }),
  z.strictObject({
    kind: z.literal('geostationary'),
    longitudeDeg: z.number().min(-180).max(180),
    carrier: carrier.optional(),
  }),
])

const angles = z.tuple([z.number().min(-360).max(360), z.number().min(-360).max(360)])

const heights = z
  .tuple([z.number().min(-90).max(90), z.number().min(-90).max(90)])
  .refine(([from, to]) => from <= to, 'from the lower to the higher: else it guards nothing')

/** A part of the sky around the coach; azimuths clockwise from the first to the second. */
const sector = z.strictObject({ name: label, azimuthDeg: angles, elevationDeg: heights })

/** How a mechanical mount lies when it is stowed, in its own axes. */
export const rest = z.strictObject({
  /** Without it the mount lies at whatever azimuth it has. */
  azimuthDeg: z.number().min(-360).max(720).optional(),
  /** The mount's lowest unless given. */
  elevationDeg: z.number().min(-90).max(180).optional(),
  /** Read within this of it, it counts as stowed. */
  toleranceDeg: z.number().min(0.2).max(10).default(1.5),
  /** How fast it is laid down. */
  speedDegPerS: z.number().min(0.1).max(30).default(5),
  /** Longer, and people are told. */
  withinS: z.number().min(1).max(600).default(60),
  /** Air that it stands when it is up: speed of the train and wind together. Without it wind stows by order only. */
  airSpeedLimitMps: z.number().min(5).max(150).optional(),
})

const gateway = z.strictObject({
  name: label,
  latDeg: z.number().min(-90).max(90),
  lonDeg: z.number().min(-180).max(180),
  radiusKm: z.number().min(1).max(10_000),
})

/** A terminal: a modem, what points it, and the satellites that it works with. */
export const terminal = z.strictObject({
  /** The satellite modem, a device of class `modem`. */
  modem: name,
  /** What points it: a device of class `antenna` or `rotator`, or of class `self-pointing`. */
  pointer: name,
  /** Self-pointing antennas only: a second modem, or a second antenna, that takes over; one pair at a time is joined. */
  secondModem: name.optional(),
  secondPointer: name.optional(),
  /** With a second one of either: the switch in the radio cable, a device of class `rf-switch`; position 1 is the first. */
  rfSwitch: name.optional(),
  /** The satellites that it works with. */
  service,
  /** Nothing below it is followed, nor transmitted to. */
  elevationMaskDeg: z.number().min(0).max(80).default(25),
  /** Transmission stops when error + 2σ passes this. ESIM practice: 0.2 to 0.5 for narrow beams. */
  pointingLimitDeg: z.number().min(0.05).max(10),
  mount: mount.prefault({}),
  /** Mechanical mounts only: how it is stowed. */
  stow: rest.optional(),
  /** Where it is licensed to transmit: files of `hardware/territories`. */
  territories: z.array(name).min(1),
  /** What its beam lights up, to −3 dB. */
  beamWidthDeg: z.number().min(0.1).max(90).default(3),
  /** Parts of the sky around the coach into which it never transmits: body frame, azimuth clockwise from the nose. */
  noTransmitSectors: z.array(sector).max(32).default([]),
  /** Parts of it that something on the roof hides. */
  hiddenSectors: z.array(sector).max(32).default([]),
  /** Arrays only: with two, the second is on the next satellite before the first leaves the last. */
  beams: z.literal([1, 2], { error: 'must be 1 or 2' }).default(1),
  /** Satellites nearer than this to the geostationary arc are not followed, to protect geostationary networks; 0: all are. */
  gsoAvoidanceDeg: z.number().min(0).max(60).default(0),
  /** Earth stations: a satellite serves while the point below it is within the radius of one. None: everywhere. */
  gateways: z.array(gateway).max(64).default([]),
})
