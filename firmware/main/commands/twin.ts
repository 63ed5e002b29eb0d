import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { serveDesk } from '../../../hal/desk/server.ts'
import { parentProcess } from '../../../hal/linux/child-process.ts'
import { systemClock } from '../../../hal/linux/clock.ts'
import { openPty } from '../../../hal/linux/pty.ts'
import type { PacedLine } from '../../../hardware/twin/line/paced-line.ts'
import type { ServedLine } from '../../../hardware/twin/line/serve-pty.ts'
import type { TwinTrain } from '../../../hardware/twin/train.ts'
import { UsageError } from '../../usage-error.ts'
import { makeFolder } from '../make-folder.ts'
import { planRide } from '../ride/ride-plan.ts'
import { sayError } from '../say-error.ts'
import { listenForStop, type StopSignal } from '../stop-signal.ts'

interface TwinOptions {
  link: string
  protocol?: string
  seed: number
  route?: string
  elements?: string
  fault?: string[]
}

const WHOLE_TRAIN = 'train'
/** Where a twin stands that does not ride: the platform of Astana Nurly Zhol. */
const ASTANA = { latDeg: 51.112, lonDeg: 71.533 }

const makeTrain = async (options: TwinOptions): Promise<TwinTrain> => {
  const { makeTwinTrain } = await import('../../../hardware/twin/train.ts')
  const plan = await planRide({ ...options, route: options.route ?? 'astana-almaty', speed: 1 })
  return makeTwinTrain({
    ...plan,
    clock: systemClock,
    chunking: 'uart',
    ...(plan.elements && { elementsTle: plan.elements.text }),
    ...(options.route === undefined && { atRestAt: ASTANA }),
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
    if ('followed' in message) train.setFollowed(typeof message.followed === 'number' ? message.followed : undefined)
    if ('summarize' in message) parentProcess.send({ summary: train.score.summary() })
  })
}

const serveTrain = async (train: TwinTrain, folder: string, stop: StopSignal): Promise<void> => {
  await makeFolder(folder, 0o700)
  await writeFile(join(folder, 'elements.tle'), train.world.elementsTle)
  train.start()
  const desk = await serveDesk({
    path: join(folder, 'desk.sock'),
    gpio: train.board,
    network: train.network,
    clock: systemClock,
  })
  const lines: ServedLine[] = []
  try {
    for (const [name, line] of train.lines) lines.push(await serve(line, join(folder, name)))
    if (parentProcess.isThere()) answerParent(train)
    else
      say(
        `train served in ${folder}: ${[...train.lines.keys(), 'desk.sock', 'elements.tle'].join(', ')}; Ctrl-C ends it`,
      )
    parentProcess.send({ ready: true })
    await stop.stopped
  } finally {
    for (const line of lines) line.close()
    await desk.close()
  }
}

const protocolOf: Readonly<Record<string, string>> = {
  gnss: 'nmea0183',
  imu: 'firmata',
  modem: 'openamip',
  array: 'brace',
  'geo-modem': 'openamip',
  dish: 'easycomm3',
  lte: 'at-lte',
}

const serveDevice = async (
  train: TwinTrain,
  device: string,
  { link, stop }: { link: string; stop: StopSignal },
): Promise<void> => {
  const line = train.lines.get(device)
  if (!line)
    throw new UsageError(`unknown device "${device}"; devices: ${[...train.lines.keys(), WHOLE_TRAIN].join(', ')}`)
  train.start()
  const served = await serve(line, link)
  try {
    say(`${device} (${protocolOf[device]}) served at ${link}; Ctrl-C ends it`)
    await stop.stopped
  } finally {
    served.close()
  }
}

/** `twin DEVICE`: serves one virtual device, or a whole train, until Ctrl-C or SIGTERM. */
export const twin = async (options: TwinOptions, device: string): Promise<number> => {
  const offered = protocolOf[device]
  if (options.protocol !== undefined && offered !== undefined && options.protocol !== offered)
    throw new UsageError(`--protocol "${options.protocol}": the twin's ${device} speaks ${offered}`)
  const stop = listenForStop()
  if (parentProcess.isThere()) parentProcess.onGone(stop.stop)
  const train = await makeTrain(options)
  try {
    if (device === WHOLE_TRAIN) await serveTrain(train, options.link, stop)
    else await serveDevice(train, device, { link: options.link, stop })
  } finally {
    train.stop()
  }
  return 0
}
