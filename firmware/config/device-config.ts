import { z } from 'zod'
import { cellularSettings } from './cellular-config.ts'
import { name } from './name-parts.ts'

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

/** A device of the train, by its class. */
export const device = z.discriminatedUnion('class', [
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
