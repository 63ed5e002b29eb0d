import { z } from 'zod'
import { trafficClasses } from '../domain/traffic-class.ts'
import { cellularSettings } from './cellular-config.ts'
import { emergencyConfig } from './emergency-config.ts'
import { linuxNetwork } from './network-config.ts'
import { classConfig, linkTerms } from './traffic-config.ts'
import { interfaceName, privateFile } from './tunnel-parts.ts'

const name = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'lower-case letters, digits and -, 1 to 32, a letter first')

const label = z.string().min(1).max(60)

/** An address of this machine's own; never all of them. */
const LISTENING = /^tcp-listen:(\d{1,3}(?:\.\d{1,3}){3}):(\d{1,5})$/

const isPort = (where: string): boolean => {
  const tcp = /^tcp:[^:\s]+:(\d{1,5})$/.exec(where)
  return tcp ? Number(tcp[1]) >= 1 && Number(tcp[1]) <= 65_535 : /^\/.+$/.test(where)
}

const isListening = (where: string): boolean => {
  const [, address = '', port = ''] = LISTENING.exec(where) ?? []
  const isOne = z.ipv4().safeParse(address).success && address !== '0.0.0.0'
  return isOne && Number(port) >= 1 && Number(port) <= 65_535
}

/** Where a line is: a device file, or `tcp:HOST:PORT` for what is on Ethernet. */
const port = z.string().refine(isPort, 'a device file such as /dev/ttyAMA1, or tcp:HOST:PORT, port 1 to 65535')

/** Of a motion sensor also `iio:NAME`: one that the kernel drives. */
const motionPort = z.union([port, z.string().regex(/^iio:[\w.,-]{1,64}$/)], {
  error: 'a device file such as /dev/ttyAMA1, tcp:HOST:PORT, or iio:NAME',
})

/** What replaces the driver's own serial settings. */
const serial = z
  .strictObject({
    baudRate: z.number().int().min(300).max(4_000_000),
    dataBits: z.union([z.literal(7), z.literal(8)]),
    parity: z.enum(['none', 'even', 'odd']),
    stopBits: z.union([z.literal(1), z.literal(2)]),
  })
  .partial()

/** How a vibration board's parts lie against the body frame; it may stand on its edge. */
const boardMount = z.strictObject({
  yawDeg: z.number().min(-180).max(180).default(0),
  pitchDeg: z.number().min(-90).max(90).default(0),
  rollDeg: z.number().min(-180).max(180).default(0),
})

const armM = z.number().min(-30).max(30)

/** As `port`, or where the device at the other end connects to us. */
const portOrListening = z
  .string()
  .refine(
    (where) => isPort(where) || isListening(where),
    'a device file such as /dev/ttyAMA1, tcp:HOST:PORT, or tcp-listen:ADDRESS:PORT with one of this machine’s own addresses',
  )

const travel = (min: number, max: number) =>
  z
    .tuple([z.number().min(min).max(max), z.number().min(min).max(max)])
    .refine(([first, last]) => last - first >= 30, 'the first and the last angle, 30° apart or more')

const ability = z.number().min(0.1).max(360)

/** What replaces what the driver takes its mount for, in the mount's own axes. */
const mountAbility = z
  .strictObject({
    /** From end stop to end stop, over-travel of the cable included. */
    azimuthDeg: travel(-720, 720),
    /** Over 90° where the mount leans over backwards. */
    elevationDeg: travel(-20, 180),
    azimuthDegPerS: ability,
    elevationDegPerS: ability,
    azimuthDegPerS2: ability,
    elevationDegPerS2: ability,
  })
  .partial()

const onLine = {
  /** Of the drivers of its class. */
  driver: name,
  port,
  serial: serial.optional(),
}

const device = z.discriminatedUnion('class', [
  z.strictObject({
    class: z.literal('gnss'),
    ...onLine,
    /** Of its antenna from the point that is navigated: forward, right, down. */
    leverArmM: z.tuple([armM, armM, armM]).optional(),
    /** With two antennas: the line from the first to the second in the body frame, clockwise from forward. */
    baselineYawDeg: z.number().min(-180).max(180).default(0),
  }),
  z.strictObject({
    class: z.literal('vibration'),
    ...onLine,
    port: motionPort,
    /** `johnny-five` reads it through that package, `codec` through our own. */
    reader: z.enum(['johnny-five', 'codec']).default('johnny-five'),
    /** A board on a line takes 100 at most. */
    rateHz: z.number().min(1).max(1000).default(100),
    mount: boardMount.prefault({}),
  }),
  z.strictObject({ class: z.literal('modem'), ...onLine, port: portOrListening }),
  z.strictObject({ class: z.literal('antenna'), ...onLine }),
  z.strictObject({ class: z.literal('rotator'), ...onLine, ability: mountAbility.optional() }),
  z.strictObject({
    class: z.literal('self-pointing'),
    ...onLine,
    /** `false`: the place that it tells is one that this train gave it, and no witness. */
    hasOwnReceiver: z.boolean().default(true),
  }),
  z.strictObject({ class: z.literal('cellular'), ...onLine, ...cellularSettings }),
  z.strictObject({
    class: z.literal('starlink'),
    driver: name,
    /** Where every terminal has its service; a twin's is a Unix socket. */
    port: port.default('tcp:192.168.100.1:9200'),
    /** What the terminal is brought to; left as it is unless given. */
    snowMelt: z.enum(['auto', 'always-on', 'always-off']).optional(),
    /** `true`: it does not use GNSS for its position. */
    isGnssInhibited: z.boolean().optional(),
  }),
  z.strictObject({ class: z.literal('power'), driver: name }),
  z.strictObject({
    class: z.literal('odometer'),
    driver: name,
    /** Of wheels half worn; navigation finds the rest. */
    pulsesPerMetre: z.number().min(0.01).max(100),
    /** Lines of the board. With `b`, a quarter of a pulse behind `a` when the coach runs forward, the direction is known. */
    lines: z.strictObject({ a: name, b: name.optional() }),
  }),
  z.strictObject({
    class: z.literal('rf-switch'),
    driver: name,
    /** Lines of the board: coils (`to1` of latching switches only), and tell-tales, both or neither. */
    lines: z.strictObject({ to1: name.optional(), to2: name, at1: name.optional(), at2: name.optional() }),
  }),
])

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

/** How a mechanical mount lies when it is stowed, in its own axes. */
const rest = z.strictObject({
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

const terminal = z.strictObject({
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
  port: z.number().int().min(1).max(65_535).default(2947),
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
    number: z.string().min(1).max(16).optional(),
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
