import { rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { serveDesk } from '../../../hal/desk/server.ts'
import { parentProcess } from '../../../hal/linux/child-process.ts'
import { systemClock } from '../../../hal/linux/clock.ts'
import { isFolder } from '../../../hal/linux/make-folder.ts'
import { openPty } from '../../../hal/linux/pty.ts'
import { listenTcp } from '../../../hal/linux/tcp-server.ts'
import type { TcpServer } from '../../../hal/tcp-server.ts'
import type { UtcMs } from '../../../hal/units.ts'
import type { PacedLine } from '../../../hardware/twin/line/paced-line.ts'
import type { ServedLine } from '../../../hardware/twin/line/serve-pty.ts'
import type { TwinTrain } from '../../../hardware/twin/train.ts'
import { parseConfig } from '../../config/read-config.ts'
import type { TrainConfig } from '../../config/train-config.ts'
import { UsageError } from '../../usage-error.ts'
import { startHeartbeat } from '../heartbeat.ts'
import { readText } from '../linux-machine.ts'
import { makeFolder } from '../make-folder.ts'
import { planTwin, readFaults } from '../ride/ride-plan.ts'
import { sayError } from '../say-error.ts'
import type { StopSignal } from '../stop-signal.ts'
import {
  arrayBeamsIn,
  dishDriverIn,
  hasStarlinkIn,
  lowClearancesOn,
  twinConfigFor,
  twinTrainFileFor,
} from '../twin-config.ts'
import { serveStarlinkAt } from './serve-starlink.ts'

interface TwinOptions {
  link?: string
  protocol?: string
  rotctldPort?: number
  tcpPort?: number
  seed: number
  route?: string
  start?: UtcMs
  elements?: string
  fault?: string[]
  without?: string[]
  reverse?: true
  coachReversed?: true
  selfPointing?: true
  starlink?: true
}

const WHOLE_TRAIN = 'train'
const SELF_ANTENNA = 'selfant'
const STARLINK = 'starlink'
const DEFAULT_ROUTE = 'astana-almaty'
/** Where a twin stands that does not ride: the platform of Astana Nurly Zhol. */
const ASTANA = { latDeg: 51.112, lonDeg: 71.533 }

const partsIn = (file: TrainConfig, route: string) => ({
  dishProtocol: dishDriverIn(file),
  beams: arrayBeamsIn(file),
  lowClearances: lowClearancesOn(file, route),
  hasStarlink: hasStarlinkIn(file),
})

/** What an earlier `run` left in a train's folder: it believes no time before the last one that it knew. */
const stateLeft = async ({ link }: TwinOptions, device: string): Promise<string | undefined> => {
  if (device !== WHOLE_TRAIN || link === undefined) return undefined
  const folder = join(link, 'state')
  return (await isFolder(folder)) ? folder : undefined
}

const makeTrain = async (options: TwinOptions, device: string): Promise<TwinTrain> => {
  const { makeTwinTrain } = await import('../../../hardware/twin/train.ts')
  const state = await stateLeft(options, device)
  const plan = await planTwin({ ...options, route: options.route ?? DEFAULT_ROUTE, speed: 1, ...(state && { state }) })
  const trainFile = twinTrainFileFor(plan)
  return makeTwinTrain({
    ...plan,
    clock: systemClock,
    chunking: 'uart',
    ...(plan.elements && { elementsTle: plan.elements.text }),
    ...(options.route === undefined && { atRestAt: ASTANA }),
    ...(device === SELF_ANTENNA && { hasSelfAntenna: true }),
    ...(device === STARLINK && { hasStarlink: true }),
    ...(device === WHOLE_TRAIN && partsIn(parseConfig(await readText(trainFile), trainFile), plan.routeId)),
    isGeoSelfPointing: plan.isSelfPointing,
    ...(options.protocol !== undefined && device === 'gnss' && { gnssProtocol: options.protocol }),
    ...(options.protocol !== undefined && device === 'dish' && { dishProtocol: options.protocol }),
    ...(options.protocol !== undefined && device === 'lte' && { lteProtocol: options.protocol }),
  })
}

const serve = async (line: PacedLine, link: string): Promise<ServedLine> => {
  const { servePty } = await import('../../../hardware/twin/line/serve-pty.ts')
  return servePty({ line, link, openPty, onError: sayError })
}

const say = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

/** Messages between the twin of a ride and the ride. */
const answerParent = (train: TwinTrain): void => {
  train.score.onReport((report) => {
    parentProcess.send({ report })
    if (train.world.isFinished()) parentProcess.send({ finished: true })
  })
  parentProcess.onMessage((message) => {
    if (typeof message !== 'object' || message === null) return
    if ('aimed' in message) train.setAimed(message.aimed as Parameters<TwinTrain['setAimed']>[0])
    if ('summarize' in message) parentProcess.send({ summary: train.score.summary() })
  })
}

interface TrainFolder {
  folder: string
  without: readonly string[]
  isSelfPointing: boolean
  hasStarlink: boolean
  stop: StopSignal
}

/** What a served train leaves in its folder for `run`, gone with it. */
const writeFiles = async (train: TwinTrain, where: TrainFolder): Promise<() => Promise<void>> => {
  const { folder } = where
  const files = { 'elements.tle': train.world.elementsTle, 'train.yaml': await configOf(where) }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return async () => {
    for (const name of Object.keys(files)) await rm(join(folder, name), { force: true })
  }
}

/** Paths in it are absolute: `run` may be started elsewhere. */
const configOf = async ({ folder, without, ...chosen }: TrainFolder): Promise<string> =>
  twinConfigFor(await readText(twinTrainFileFor(chosen)), { folder: resolve(folder), without })

const sayServed = (train: TwinTrain, folder: string): void => {
  const names = [
    ...train.lines.keys(),
    ...(train.starlink ? [STARLINK] : []),
    'desk.sock',
    'elements.tle',
    'train.yaml',
  ]
  say(`train served in ${folder}: ${names.join(', ')}; Ctrl-C ends it`)
}

const serveTrain = async (train: TwinTrain, where: TrainFolder): Promise<void> => {
  const { folder, stop } = where
  await makeFolder(folder, 0o700)
  const { gpio, network } = train
  const desk = await serveDesk({ path: join(folder, 'desk.sock'), gpio, network, clock: systemClock })
  const lines: ServedLine[] = []
  let starlink: { close(): Promise<void> } | undefined
  const endBeats = startHeartbeat(systemClock)
  let removeFiles = async (): Promise<void> => undefined
  try {
    removeFiles = await writeFiles(train, where)
    train.start()
    for (const [name, line] of train.lines) lines.push(await serve(line, join(folder, name)))
    if (train.starlink) starlink = await serveStarlinkAt(train.starlink, resolve(folder, STARLINK))
    if (parentProcess.isThere()) answerParent(train)
    else sayServed(train, folder)
    parentProcess.send({ sinceMs: train.sinceMs })
    parentProcess.send({ ready: true })
    await stop.stopped
  } finally {
    endBeats()
    for (const line of lines) line.close()
    await starlink?.close()
    await desk.close()
    await removeFiles()
  }
}

/** What each device speaks, the first unless told. */
const protocolsOf: Readonly<Record<string, readonly [string, ...string[]]>> = {
  gnss: ['nmea0183', 'ublox-m8', 'ublox-f9', 'ublox-m10', 'ublox-f9-heading'],
  'gnss-roof-2': ['ublox-f9'],
  imu: ['firmata'],
  modem: ['openamip'],
  array: ['brace'],
  'geo-modem': ['openamip'],
  dish: ['easycomm3', 'easycomm2', 'gs232a', 'gs232b', 'rot2prog', 'stepper'],
  lte: ['at-lte', 'quectel', 'telit', 'sierra'],
  [SELF_ANTENNA]: ['openamip'],
  [STARLINK]: ['starlink-grpc'],
}

/** A server for Hamlib's clients in front of the dish; a train has none. */
const serveToHamlib = async (train: TwinTrain, port: number): Promise<TcpServer> => {
  const { serveRotctld } = await import('../../../hardware/twin/serve-rotctld.ts')
  return serveRotctld({ mount: train.dish.mount, port, listen: listenTcp })
}

/** An antenna on Ethernet listens, and its modem connects. */
const serveOverTcp = async (line: PacedLine, port: number): Promise<TcpServer> => {
  const { serveTcp } = await import('../../../hardware/twin/line/serve-tcp.ts')
  return serveTcp({ line, port, listen: listenTcp })
}

/** Its service, as a real one has it on its Ethernet side. */
const serveTerminal = async (
  train: TwinTrain,
  { options, stop }: { options: TwinOptions; stop: StopSignal },
): Promise<void> => {
  if (!train.starlink) throw new UsageError(`the twin's train has no ${STARLINK}`)
  const { link, tcpPort = 0 } = options
  const where = link === undefined ? `127.0.0.1:${tcpPort}` : resolve(link)
  if (link !== undefined) await makeFolder(dirname(where))
  train.start()
  const served = await serveStarlinkAt(train.starlink, where)
  say(`${STARLINK} (starlink-grpc) served at ${where}; Ctrl-C ends it`)
  await stop.stopped
  await served.close()
}

const serveDevice = async (
  train: TwinTrain,
  device: string,
  { options, stop }: { options: TwinOptions; stop: StopSignal },
): Promise<void> => {
  const { link, protocol, rotctldPort = 0, tcpPort = 0 } = options
  const line = train.lines.get(device)
  if (!line) throw new UsageError(`the twin's train has no ${device}`)
  const hamlib = rotctldPort === 0 ? undefined : await serveToHamlib(train, rotctldPort)
  let served: ServedLine | undefined
  let overTcp: TcpServer | undefined
  try {
    if (link !== undefined) await makeFolder(dirname(resolve(link)))
    train.start()
    overTcp = tcpPort === 0 ? undefined : await serveOverTcp(line, tcpPort)
    served = link === undefined ? undefined : await serve(line, link)
    const places = [
      link,
      ...(hamlib ? [`127.0.0.1:${hamlib.port} (rotctld)`] : []),
      ...(overTcp ? [`127.0.0.1:${overTcp.port}`] : []),
    ].filter((place) => place)
    say(`${device} (${protocol ?? protocolsOf[device]?.[0]}) served at ${places.join(' and ')}; Ctrl-C ends it`)
    await stop.stopped
  } finally {
    served?.close()
    await overTcp?.close()
    await hamlib?.close()
  }
}

/** What comes about the train is felt by all that listen to radio; snow and rain weaken what an antenna’s modem hears. */
const feltBy: Readonly<Record<string, readonly string[]>> = {
  tunnel: ['gnss', 'gnss-roof-2', 'modem', 'geo-modem', 'lte', SELF_ANTENNA, STARLINK],
  'rough-track': ['imu'],
  'gnss-jammed': ['gnss', 'gnss-roof-2', SELF_ANTENNA],
  'gnss-spoofed': ['gnss', 'gnss-roof-2', SELF_ANTENNA],
  'depot-hall': ['gnss', 'gnss-roof-2', 'modem', 'geo-modem', 'lte', SELF_ANTENNA, STARLINK],
  'snow-on-array': ['array', 'modem'],
  'rain-on-dish': ['dish', 'geo-modem'],
  'order-off': ['lte'],
  'order-forged': ['lte'],
}

/** Each device has its own faults, which begin with its name. */
const isFaultOf = (device: string, fault: string): boolean =>
  feltBy[fault]?.includes(device) ?? /^(geo-modem|gnss-roof-2|[a-z]+)-/.exec(fault)?.[1] === device

const checkLink = ({ link, rotctldPort = 0, tcpPort = 0 }: TwinOptions, device: string): void => {
  if (tcpPort !== 0 && device !== SELF_ANTENNA && device !== STARLINK)
    throw new UsageError(`--tcp-port is for ${SELF_ANTENNA} and ${STARLINK}, not for ${device}`)
  if (tcpPort !== 0 && link !== undefined)
    throw new UsageError('--link and --tcp-port: give one; the device has one line')
  if (rotctldPort !== 0 && device !== 'dish') throw new UsageError(`--rotctld-port is for the dish, not for ${device}`)
  if (link === undefined && rotctldPort === 0 && tcpPort === 0)
    throw new UsageError(`--link not specified: give the path at which to serve ${device}`)
}

const checkDevice = async (options: TwinOptions, device: string): Promise<void> => {
  if (options.selfPointing && device !== WHOLE_TRAIN)
    throw new UsageError(
      `--self-pointing is for ${WHOLE_TRAIN}, not for ${device}; ${SELF_ANTENNA} alone is one antenna`,
    )
  if (options.starlink && device !== WHOLE_TRAIN)
    throw new UsageError(`--starlink is for ${WHOLE_TRAIN}, not for ${device}; ${STARLINK} alone is one terminal`)
  if (device === WHOLE_TRAIN) return
  const offered = Object.hasOwn(protocolsOf, device) ? protocolsOf[device] : undefined
  if (offered === undefined)
    throw new UsageError(
      `unknown device "${device}"; devices: ${[...Object.keys(protocolsOf), WHOLE_TRAIN].join(', ')}`,
    )
  if (options.protocol !== undefined && !offered.includes(options.protocol))
    throw new UsageError(`--protocol "${options.protocol}": the twin's ${device} speaks ${offered.join(', ')}`)
  for (const { name } of await readFaults(options.fault ?? []))
    if (!isFaultOf(device, name))
      throw new UsageError(`fault ${name} is not one of ${device}; twin train has all devices and faults`)
}

/** `twin DEVICE`: serves one virtual device, or a whole train, until Ctrl-C or SIGTERM. */
export const twin = async (options: TwinOptions, stop: StopSignal, device: string): Promise<number> => {
  await checkDevice(options, device)
  checkLink(options, device)
  if (stop.isStopping()) return 0
  const train = await makeTrain(options, device)
  try {
    if (device === STARLINK) await serveTerminal(train, { options, stop })
    else if (device !== WHOLE_TRAIN) await serveDevice(train, device, { options, stop })
    else
      await serveTrain(train, {
        folder: options.link ?? '',
        without: options.without ?? [],
        isSelfPointing: options.selfPointing === true,
        hasStarlink: options.starlink === true,
        stop,
      })
  } finally {
    train.stop()
  }
  return 0
}
