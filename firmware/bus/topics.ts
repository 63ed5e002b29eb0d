import { z } from 'zod'
import { trafficClasses } from '../domain/traffic-class.ts'
import { vibrationAlarms } from '../domain/vibration-alarms.ts'
import type { ServiceName } from './services.ts'

/** Monotonic clock of the machine, ms. */
const atMs = z.number().nonnegative()
const utcMs = z.number().int()
const latDeg = z.number().min(-90).max(90)
const lonDeg = z.number().min(-180).max(180)
const azimuthDeg = z.number().min(0).max(360)
const elevationDeg = z.number().min(-90).max(90)
const noradId = z.number().int().positive()
const counter = z.number().int().nonnegative()
const name = z.string().max(64)
const sentence = z.string().max(400)

const position = z.object({ latDeg, lonDeg, heightM: z.number() })

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
})

/** One epoch of the receiver, as accepted by the fix gate. */
const fix = z.discriminatedUnion('kind', [
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

const sigmaM = z.number().nonnegative()

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
const navigation = z.object({
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
const receivers = z.object({
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
const sky = z.object({
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
const time = z.object({
  atMs,
  /** At `atMs`; absent until some source gave it. */
  utcMs: utcMs.optional(),
  source: z.enum(['none', 'cellular', 'ntp', 'rtc', 'gnss']),
  /** `candidate`: one source, not yet confirmed by a second or by a run of epochs. */
  trust: z.enum(['none', 'candidate', 'trusted']),
  sigmaMs: z.number().nonnegative().optional(),
  reasons: z.array(sentence).max(16),
})

/** The run of the train as people know it. */
const journey = z.object({
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

/** One reading of a motion part, turned to the body frame: x forward, y right, z down; at rest −1 g on z. */
const motionSample = z.object({
  atMs,
  accelerationG: z.tuple([z.number(), z.number(), z.number()]),
  rateDps: z.tuple([z.number(), z.number(), z.number()]).optional(),
})

/** Samples of the motion parts since the message before, for navigation; only of boards that are well. */
const motion = z.object({
  atMs,
  parts: z.record(name, z.object({ temperatureC: z.number().optional(), samples: z.array(motionSample).max(64) })),
})

/** Where terminals that have a receiver of their own say they are. */
const locations = z.object({
  atMs,
  terminals: z.record(
    name,
    z.object({ atMs, latDeg, lonDeg, heightM: z.number().optional(), horizontalSigmaM: sigmaM.optional() }),
  ),
})

const terminalPointing = z.object({
  /** `forecast`: the antenna points itself; what is said is where it has to look. */
  state: z.enum(['aiming', 'holding', 'forecast']),
  /** Who aims: this firmware, the antenna once it was told its satellite, or the antenna alone. Absent: this firmware. */
  pointing: z.enum(['ours', 'assisted', 'self']).optional(),
  reason: sentence,
  noradId: noradId.optional(),
  satellite: name.optional(),
  /** Look angle of the satellite, local level. */
  azimuthTrueDeg: azimuthDeg.optional(),
  elevationDeg: elevationDeg.optional(),
  /** Between the aim and what was read back. */
  errorDeg: z.number().nonnegative().optional(),
  sigmaDeg: z.number().nonnegative().optional(),
  /** On its way to a direction that is far off. */
  isSlewing: z.boolean().optional(),
  /** How the terminal sits against its drawing, as its signal shows; one sigma is that of the pointing it leaves now. */
  bias: z
    .object({
      yawDeg: z.number(),
      pitchDeg: z.number(),
      rollDeg: z.number(),
      sigmaDeg: z.number().nonnegative(),
      isLearnt: z.boolean(),
    })
    .optional(),
})

/** What each terminal is aimed at; on each change, and once a second. */
const pointing = z.object({ atMs, terminals: z.record(name, terminalPointing) })

/** Tracking's word, renewed at the aim rate, that a terminal points where it should. Silence withdraws it. */
const permission = z.object({
  atMs,
  terminals: z.record(
    name,
    z.object({
      isOnTarget: z.boolean(),
      /** Absent where the antenna points itself: nobody here measures it. */
      errorDeg: z.number().nonnegative().optional(),
      sigmaDeg: z.number().nonnegative().optional(),
      /** Where the beam looks, as read back: body frame. Absent while nobody knows. */
      beam: z.object({ azimuthDeg, elevationDeg }).optional(),
      /** Something known to stand between the beam and the sky. */
      isBlocked: z.boolean(),
      isStowed: z.boolean(),
      /** The pointer says where it is, and takes its aims. */
      isPointerWell: z.boolean(),
    }),
  ),
})

/** What each terminal is going to do in the next ten minutes, as far as time and position are known. */
const forecast = z.object({
  atMs,
  terminals: z.record(
    name,
    z.object({
      /** One after the other. */
      planned: z
        .array(
          z.object({
            satellite: name,
            noradId: noradId.optional(),
            fromUtcMs: utcMs,
            toUtcMs: utcMs,
            /** Mean, bit/s/Hz as it is to be expected; absent for a geostationary satellite. */
            capacity: z.number().nonnegative().optional(),
          }),
        )
        .max(64),
      outages: z
        .array(
          z.object({
            fromUtcMs: utcMs,
            toUtcMs: utcMs,
            /** `no satellite`, or what hides the planned one: `tunnel NAME`, `canopy NAME`, `cutting NAME`. */
            reason: sentence,
            /** At its likeliest: a place known to kilometres spreads a tunnel over minutes. */
            chance: z.number().min(0).max(1),
          }),
        )
        .max(64),
    }),
  ),
})

const modem = z.object({
  isAlive: z.boolean(),
  isLocked: z.boolean(),
  isTransmitAllowed: z.boolean(),
  carrierToNoiseDb: z.number().optional(),
  /** When the modem told it. */
  carrierToNoiseAtMs: atMs.optional(),
  targetLongitudeDeg: z.number().min(-180).max(180).optional(),
  assignedNoradId: noradId.optional(),
})

/** What the satellite modems say; on each change, and once a second. */
const modems = z.object({ atMs, terminals: z.record(name, modem) })

/** Self-pointing antennas as they speak of themselves, and which of a terminal's has which modem. */
const antennas = z.object({
  atMs,
  terminals: z.record(
    name,
    z.object({
      pointing: z.enum(['assisted', 'self']),
      modem: name.optional(),
      antenna: name.optional(),
      antennas: z.record(
        name,
        z.object({
          isAlive: z.boolean(),
          isFunctional: z.boolean(),
          /** On its satellite, as it judges it. */
          mayTransmit: z.boolean(),
          /** Of its own receiver. */
          position: z.object({ latDeg, lonDeg }).optional(),
        }),
      ),
    }),
  ),
})

/** The interlock's decision for each terminal, with every condition beside its limit. */
const transmit = z.object({
  atMs,
  isLineRenewed: z.boolean(),
  /** A person on site locked the roof out: nothing transmits and no axle moves. */
  isLockedOut: z.boolean(),
  /** In another than `normal` nothing transmits and mounts are stowed. */
  mode: z.enum(['normal', 'washing', 'depot']),
  terminals: z.record(
    name,
    z.object({
      isPermitted: z.boolean(),
      conditions: z.array(
        z.object({ name, isMet: z.boolean(), value: z.string().max(120), limit: z.string().max(120) }),
      ),
    }),
  ),
})

const cellular = z.object({
  atMs,
  modems: z.record(
    name,
    z.object({
      isAlive: z.boolean(),
      registration: z.enum(['searching', 'home', 'roaming', 'denied', 'none', 'unknown']),
      operator: name.optional(),
      rsrpDbm: z.number().optional(),
      accessTechnology: counter.optional(),
      /** UTC as the network told it, at a time of the monotonic clock; whole seconds. */
      networkTime: z.object({ atMs, utcMs }).optional(),
    }),
  ),
})

const links = z.object({
  atMs,
  links: z.record(
    name,
    z.object({
      state: z.enum(['down', 'acquiring', 'degraded', 'up']),
      reason: sentence,
      latencyMs: z.number().nonnegative().optional(),
      loss: z.number().min(0).max(1).optional(),
    }),
  ),
  /** The link that carries each class; a class that nothing carries is absent. */
  routes: z.partialRecord(z.enum(trafficClasses), name),
})

/** A figure of each axis of the body: along the train, across, down. */
const eachAxis = z.tuple([z.number(), z.number(), z.number()])
const bandHz = z.tuple([z.number().nonnegative(), z.number().nonnegative()])

const vibration = z.object({
  atMs,
  sensors: z.record(
    name,
    z.object({
      state: z.enum(['ok', 'silent', 'zeros', 'stuck', 'clipping', 'rate']),
      rms1sG: z.number().nonnegative(),
      rms5sG: z.number().nonnegative(),
      peakG: z.number().nonnegative(),
      /** In which the part's figures are right at its rate; and what lies above and folds down into it, if anything. */
      validBandHz: bandHz.optional(),
      foldsHz: bandHz.optional(),
      /** Each axis by itself, gravity removed, over 5 s unless named otherwise; absent before there are 5 s. */
      axes: z
        .object({
          gravityG: eachAxis,
          rms1sG: eachAxis,
          rms5sG: eachAxis,
          peakG: eachAxis,
          crest: eachAxis,
          kurtosis: eachAxis,
        })
        .optional(),
      /** Over the last 10 to 20 s, renewed every 5 s. */
      bands: z
        .array(z.object({ fromHz: z.number(), toHz: z.number(), rmsG: eachAxis }))
        .max(10)
        .optional(),
      /** Share of what EN 61373 1B has within the band that the sensor sees; absent where it sees none of the standard's. */
      en61373Share: eachAxis.optional(),
      alarms: z.array(z.enum(vibrationAlarms)).optional(),
    }),
  ),
})

const power = z.object({
  atMs,
  isSupplyFailing: z.boolean(),
  isTampered: z.boolean(),
  isLockedOut: z.boolean(),
  isEmergencyPressed: z.boolean(),
})

const health = z.object({
  atMs,
  devices: z.record(
    name,
    z.object({
      rxBytes: counter,
      rxFrames: counter,
      rxDiscardedBytes: counter,
      checksumErrors: counter,
      timeouts: counter,
      reconnects: counter,
    }),
  ),
  /** Of a service that serves some: connected now; since its start, those that came, were too many, and did not read. */
  clients: z.object({ clients: counter, accepted: counter, refused: counter, dropped: counter }).optional(),
})

/** Something worth telling a person: what changed, and why. */
const event = z.object({
  atMs,
  severity: z.enum(['info', 'warning']),
  subject: name,
  text: sentence,
  reasons: z.array(sentence).max(16),
})

interface TopicEntry<S extends z.ZodType> {
  schema: S
  writer: ServiceName
  /** 0: only when something happens. */
  nominalRateHz: number
  /** How old the last message may be before a reader treats it as unknown. */
  staleAfterMs: number
}

const topic = <S extends z.ZodType>(
  writer: ServiceName,
  schema: S,
  nominalRateHz: number,
  staleAfterMs: number,
): TopicEntry<S> => ({
  schema,
  writer,
  nominalRateHz,
  staleAfterMs,
})

const healthOf = (writer: ServiceName) => topic(writer, health, 0.5, 5_000)
const eventsOf = (writer: ServiceName) => topic(writer, event, 0, Number.POSITIVE_INFINITY)

/** Everything that services tell each other: one writer a topic. */
export const topics = {
  fix: topic('navigation', fix, 5, 1_500),
  navigation: topic('navigation', navigation, 20, 1_500),
  receivers: topic('navigation', receivers, 1, 3_000),
  sky: topic('navigation', sky, 1, 30_000),
  time: topic('navigation', time, 1, 5_000),
  journey: topic('navigation', journey, 0.1, 30_000),
  pointing: topic('tracking', pointing, 1, 3_000),
  permission: topic('tracking', permission, 20, 100),
  forecast: topic('tracking', forecast, 0.05, 60_000),
  locations: topic('tracking', locations, 1, 5_000),
  modems: topic('interlock', modems, 1, 3_000),
  antennas: topic('interlock', antennas, 1, 3_000),
  transmit: topic('interlock', transmit, 1, 3_000),
  cellular: topic('links', cellular, 1, 5_000),
  links: topic('links', links, 1, 3_000),
  vibration: topic('vibration', vibration, 1, 5_000),
  motion: topic('vibration', motion, 20, 2_500),
  power: topic('power', power, 5, 600),
  'navigation.health': healthOf('navigation'),
  'tracking.health': healthOf('tracking'),
  'interlock.health': healthOf('interlock'),
  'links.health': healthOf('links'),
  'vibration.health': healthOf('vibration'),
  'power.health': healthOf('power'),
  'gpsd.health': healthOf('gpsd'),
  'navigation.event': eventsOf('navigation'),
  'tracking.event': eventsOf('tracking'),
  'interlock.event': eventsOf('interlock'),
  'links.event': eventsOf('links'),
  'vibration.event': eventsOf('vibration'),
  'power.event': eventsOf('power'),
  'gpsd.event': eventsOf('gpsd'),
} as const

export type TopicName = keyof typeof topics
export type TopicMessage<N extends TopicName> = z.infer<(typeof topics)[N]['schema']>
export type EventMessage = TopicMessage<'navigation.event'>
