import { z } from 'zod'
import { trafficClasses } from '../domain/traffic-class.ts'
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
  pitchDeg: z.number(),
  rollDeg: z.number(),
  headingSigmaDeg: z.number().nonnegative(),
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
    reason: z.enum(['receiver-says-no', 'silent', 'refused']),
  }),
])

/** Where the train is and which way it points, as far as it is known; what is unknown is absent. */
const navigation = z.object({
  atMs,
  utcMs: utcMs.optional(),
  position: position.optional(),
  speedMps: z.number().nonnegative().optional(),
  courseTrueDeg: azimuthDeg.optional(),
  attitude: attitude.optional(),
  chainageKm: z.number().optional(),
  nextStation: name.optional(),
})

const terminalPointing = z.object({
  state: z.enum(['aiming', 'holding']),
  reason: sentence,
  noradId: noradId.optional(),
  satellite: name.optional(),
  /** Look angle of the satellite, local level. */
  azimuthTrueDeg: azimuthDeg.optional(),
  elevationDeg: elevationDeg.optional(),
  /** Between the aim and what was read back. */
  errorDeg: z.number().nonnegative().optional(),
  sigmaDeg: z.number().nonnegative().optional(),
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
      errorDeg: z.number().nonnegative(),
      sigmaDeg: z.number().nonnegative(),
      isPositionKnown: z.boolean(),
      /** The pointer says where it is, and takes its aims. */
      isPointerWell: z.boolean(),
    }),
  ),
})

const modem = z.object({
  isAlive: z.boolean(),
  isLocked: z.boolean(),
  isTransmitAllowed: z.boolean(),
  carrierToNoiseDb: z.number().optional(),
  targetLongitudeDeg: z.number().min(-180).max(180).optional(),
  assignedNoradId: noradId.optional(),
})

/** What the satellite modems say; on each change, and once a second. */
const modems = z.object({ atMs, terminals: z.record(name, modem) })

/** The interlock's decision for each terminal, with every condition beside its limit. */
const transmit = z.object({
  atMs,
  isLineRenewed: z.boolean(),
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

const vibration = z.object({
  atMs,
  sensors: z.record(
    name,
    z.object({
      state: z.enum(['ok', 'silent', 'stuck']),
      rms1sG: z.number().nonnegative(),
      rms5sG: z.number().nonnegative(),
      peakG: z.number().nonnegative(),
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
  navigation: topic('navigation', navigation, 5, 1_500),
  pointing: topic('tracking', pointing, 1, 3_000),
  permission: topic('tracking', permission, 20, 100),
  modems: topic('interlock', modems, 1, 3_000),
  transmit: topic('interlock', transmit, 1, 3_000),
  cellular: topic('links', cellular, 1, 5_000),
  links: topic('links', links, 1, 3_000),
  vibration: topic('vibration', vibration, 1, 5_000),
  power: topic('power', power, 5, 600),
  'navigation.health': healthOf('navigation'),
  'tracking.health': healthOf('tracking'),
  'interlock.health': healthOf('interlock'),
  'links.health': healthOf('links'),
  'vibration.health': healthOf('vibration'),
  'power.health': healthOf('power'),
  'navigation.event': eventsOf('navigation'),
  'tracking.event': eventsOf('tracking'),
  'interlock.event': eventsOf('interlock'),
  'links.event': eventsOf('links'),
  'vibration.event': eventsOf('vibration'),
  'power.event': eventsOf('power'),
} as const

export type TopicName = keyof typeof topics
export type TopicMessage<N extends TopicName> = z.infer<(typeof topics)[N]['schema']>
export type EventMessage = TopicMessage<'navigation.event'>
