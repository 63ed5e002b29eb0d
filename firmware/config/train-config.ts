import { z } from 'zod'
import { trafficClasses } from '../domain/traffic-class.ts'
import { trainNumber } from '../domain/train-number.ts'
import { consoleConfig } from './console-config.ts'
import { device } from './device-config.ts'
import { emergencyConfig } from './emergency-config.ts'
import { label, name } from './name-parts.ts'
import { linuxNetwork } from './network-config.ts'
import { rest, terminal } from './terminal-config.ts'
import { classConfig, linkTerms } from './traffic-config.ts'
import { interfaceName, privateFile } from './tunnel-parts.ts'

/** A place where no terminal transmits: a depot hall, a washing plant, a footbridge, an inspection platform. */
const zone = z.strictObject({
  name: label,
  latDeg: z.number().min(-90).max(90),
  lonDeg: z.number().min(-180).max(180),
  radiusM: z.number().min(1).max(100_000),
})

/** What holds for every terminal of the train. */
const interlock = z.strictObject({
  noTransmitZones: z.array(zone).max(256).default([]),
  /** An acceleration of this much, gravity removed, mutes for two seconds. EN 61373 1B has shocks of 30 m/s². */
  shockLimitG: z.number().min(0.5).max(100).default(3),
  /** Who may order transmission off from shore: each with its ed25519 public key, 32 bytes in base64. */
  orderKeys: z.record(name, z.string().regex(/^[A-Za-z0-9+/]{43}=$/, '32 bytes in base64')).default({}),
  /** How long the log of who transmitted when is kept. */
  keepTransmissionsDays: z.number().int().min(1).max(3_650).default(365),
})

/** A stretch of a line with no room for a raised antenna; kilometres as in the line's file. */
const lowClearance = z
  .strictObject({
    name: label,
    line: name,
    fromKm: z.number().min(0).max(20_000),
    toKm: z.number().min(0).max(20_000),
  })
  .refine(({ fromKm, toKm }) => fromKm <= toKm, 'ends before it begins: toKm must be fromKm or more')

/** What lays the mounts of the train down, beside orders, modes and a failing supply. A shock does from `interlock.shockLimitG` on. */
const stowing = z.strictObject({
  lowClearances: z.array(lowClearance).max(256).default([]),
  /** Wind that is taken to blow while nobody has told another, m/s: a train measures none. */
  windMps: z.number().min(0).max(100).default(0),
})

const link = z.union([
  z.strictObject({ terminal: name, ...linkTerms }),
  z.strictObject({ cellular: name, ...linkTerms }),
  z.strictObject({ starlink: name, ...linkTerms }),
  /** A port with somebody else's router behind it: up while it has a carrier and packets pass. */
  z.strictObject({ ethernet: interfaceName, ...linkTerms }),
])

const machine = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('linux') }),
  z.strictObject({ kind: z.literal('desk'), socket: z.string().startsWith('/') }),
])

/** Where gpsd's protocol is served: to this machine only, unless a host says otherwise. */
const gpsd = z.strictObject({
  /** The address of one of the controller's networks, or 0.0.0.0 for all of them. */
  host: z.union([z.ipv4(), z.ipv6()]).default('127.0.0.1'),
  /** Lower ones are root's, and this service's user is another. */
  port: z.number().int().min(1_024).max(65_535).default(2947),
})

const socket = z.string().startsWith('/').max(107)

/** Clocks of the controller beside its receivers, and who serves time to the train. */
const time = z.strictObject({
  /** The kernel's name of a clock with a battery. */
  rtc: z
    .string()
    .regex(/^rtc\d{1,2}$/, 'rtc and a number, as in /sys/class/rtc')
    .optional(),
  /** chronyd's command socket; only servers with NTS are believed. */
  ntp: z.strictObject({ chrony: socket.default('/run/chrony/chronyd.sock') }).optional(),
  /** chronyd's socket for samples, as deploy/chrony has it. */
  serve: z.strictObject({ chrony: socket.default('/run/chrony/steppelink.sock') }).optional(),
})

const phoneNumber = z.string().regex(/^\+?\d{3,15}$/, 'digits, + before an international number')

/** A train: its controller's board, its devices, terminals and links, and what may carry which class of traffic. */
export const trainConfig = z.strictObject({
  train: z.strictObject({
    /** What the shore knows it by. */
    id: name,
    /** The timetable's, for a train that always runs under the same; the crew may set another. */
    number: trainNumber.optional(),
    description: z.string().max(200).default(''),
  }),
  /** The line that it usually rides, of `hardware/routes`: a hint, believed until its way speaks against it. */
  route: name.optional(),
  /** The controller's, of `hardware/boards`. */
  board: name,
  /** `linux`: the kernel's own lines; `desk`: the memory lines of a twin, at a Unix socket. */
  gpio: machine,
  /** Who carries out routes. `report`: nobody, the decisions are only reported; `linux`: the kernel. */
  network: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('report') }),
    z.strictObject({ kind: z.literal('desk'), socket: z.string().startsWith('/') }),
    linuxNetwork,
  ]),
  state: z
    .strictObject({
      /** What survives a restart and a power cut lies here, for the services' user alone. */
      folder: z.string().startsWith('/').default('/var/lib/steppelink/state'),
    })
    .prefault({}),
  /**
   * Where root starts the services: the system's group of those that meet on the bus, and, with -gpsd, -alarms, -access and -console behind it, the users that these
   * services run as, all of whom must be there then. Absent: `steppelink`, and where a user of that name is missing, its service runs as root, which is said.
   */
  accounts: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,19}$/, 'lower-case letters, digits and -, 1 to 20, a letter first')
    .optional(),
  interlock: interlock.prefault({}),
  stow: stowing.prefault({}),
  /** What is connected to the controller. */
  devices: z.record(name, device),
  /** Pairs of a satellite modem and what points its antenna. */
  terminals: z.record(name, terminal),
  /** The ways to the shore, each by what carries it. */
  links: z.record(name, link),
  /** By class of traffic: which links carry it. */
  traffic: z.partialRecord(z.enum(trafficClasses), classConfig),
  texts: z
    .strictObject({
      /** Whom the train may send text messages to: numbers by name. */
      recipients: z.record(name, phoneNumber).default({}),
      /** Who gets alarms by text while no link carries operations or maintenance: names of `recipients`. */
      alarms: z.array(z.string().max(32)).max(8).default([]),
      /** Who may send the train commands by text: from this number, signed with this key, 32 bytes in base64 (0600). */
      senders: z.record(name, z.strictObject({ number: phoneNumber, keyFile: privateFile })).default({}),
    })
    .prefault({}),
  emergency: emergencyConfig.prefault({}),
  /** Absent: nothing listens. */
  gpsd: gpsd.optional(),
  /** Absent: nobody gets in by cable. */
  console: consoleConfig.optional(),
  /** Absent: the machine's clocks are not read, and time is served to nobody. */
  time: time.optional(),
  rates: z
    .strictObject({
      /** How often terminals are aimed, and their permission to transmit is renewed. */
      aimHz: z.number().min(1).max(50).default(20),
      /** How often the power board's lines are read and told; three periods without a word make them unknown. */
      powerHz: z.number().min(1).max(20).default(5),
      /** How often the samples of the motion parts are handed on; those of one message are at most 64 a part. */
      motionHz: z.number().min(1).max(50).default(20),
      /** How often beam controllers and rotators are asked for their state; as often as their drivers have it unless given. */
      statusEveryMs: z.number().min(100).max(2_000).optional(),
    })
    .prefault({}),
})

export type TrainConfig = z.infer<typeof trainConfig>
/** How a terminal's mount is stowed. */
export type RestConfig = z.infer<typeof rest>
/** Of a mount of which the configuration says nothing. */
export const usualRest: RestConfig = rest.parse({})
export type DeviceConfig = TrainConfig['devices'][string]
export type DeviceClass = DeviceConfig['class']
