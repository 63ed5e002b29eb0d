import { resolve } from 'node:path'
import { listenTcp } from '../../../hal/linux/tcp-server.ts'
import { TerminalError } from '../../../hal/terminal-error.ts'
import type { UtcMs } from '../../../hal/units.ts'
import type { Fault } from '../../../hardware/twin/faults.ts'
import type { Fidelity } from '../../../hardware/twin/rates.ts'
import { parseConfig } from '../../config/read-config.ts'
import { durationText } from '../../domain/duration.ts'
import type { Route } from '../../domain/route.ts'
import { UsageError } from '../../usage-error.ts'
import type { Speed } from '../arguments.ts'
import { usualConsoleLink } from '../console-link.ts'
import { readText } from '../linux-machine.ts'
import { checkWithout } from '../optional-devices.ts'
import { readRoute } from '../read-route.ts'
import { twinTrainFileFor } from '../twin-config.ts'
import { rideStart } from './ride-start.ts'

/** What the command line gave. */
export interface RideOptions {
  route: string
  speed: Speed
  for?: number
  seed: number
  elements?: string
  fidelity?: Fidelity
  fault?: string[]
  without?: string[]
  reverse?: true
  coachReversed?: true
  selfPointing?: true
  starlink?: true
  gpsdPort?: number
  report?: string
  state?: string
  /** When it begins; `undefined`: see `rideStart`. */
  start?: UtcMs
  json?: true
  /** Where a link to the console is put; `false`: none is served. */
  console?: string | false
}

/** What the twin of a ride needs: everything read and checked, nothing started. */
export interface TwinPlan {
  routeId: string
  route: Route
  speed: Speed
  /** Absent: to the end of the line. */
  lengthMs?: number
  seed: number
  startUtcMs: UtcMs
  elements?: { file: string; text: string }
  fidelity: Fidelity
  faults: readonly Fault[]
  faultTexts: readonly string[]
  /** Devices of the twin's train that the firmware is not given. */
  without: readonly string[]
  /** From the end of the line to its start. */
  isReverse: boolean
  /** The coach runs tail first. */
  isCoachReversed: boolean
  /** Two antennas that point themselves instead of the dish. */
  isSelfPointing: boolean
  /** A Starlink terminal besides. */
  hasStarlink: boolean
  /** Where the ride finds what one before it learnt, and leaves what it learns. */
  stateFolder?: string
}

/** A ride that can be ridden. */
export interface RidePlan extends TwinPlan {
  /** Where gpsd's clients are served. */
  gpsd?: { host: string; port: number }
  /** Where the technician's console is; absent: none is served. */
  consoleLink?: string
  /** What the ride does without, in a line each. */
  notes: readonly string[]
}

const JOURNEY_FROM_MS = 4 * 3_600_000

/** Reads `--fault` arguments; throws UsageError that names the nearest known fault. */
export const readFaults = async (texts: readonly string[]): Promise<Fault[]> => {
  const { parseFault } = await import('../../../hardware/twin/faults.ts')
  return texts.map((text) => {
    const parsed = parseFault(text)
    if (!parsed.ok) throw new UsageError(parsed.message)
    return parsed.fault
  })
}

/** A fault that nobody will see is a mistake. */
const checkTimes = (faults: readonly Fault[], lengthMs: number | undefined): void => {
  const late = faults.find(({ atMs }) => lengthMs !== undefined && atMs >= lengthMs)
  if (late && lengthMs !== undefined)
    throw new UsageError(
      `fault ${late.name} begins at ${durationText(late.atMs)}, after the ride's end at ${durationText(lengthMs)}`,
    )
}

const GPSD = { host: '127.0.0.1', port: 2947 }

/** A port that was asked for must be free; the usual one is done without when it is not. */
const planGpsd = async ({ speed, gpsdPort }: RideOptions): Promise<Pick<RidePlan, 'gpsd' | 'notes'>> => {
  if (gpsdPort === 0 || (gpsdPort === undefined && speed !== 1)) return { notes: [] }
  const gpsd = { ...GPSD, ...(gpsdPort !== undefined && { port: gpsdPort }) }
  try {
    await (await listenTcp({ ...gpsd, maxClients: 1, maxUnreadBytes: 0 }, (client) => client.close())).close()
  } catch (error) {
    if (gpsdPort !== undefined || !(error instanceof TerminalError)) throw error
    return { notes: [`gpsd is not served: ${error.message}; --gpsd-port N names one`] }
  }
  return { gpsd, notes: [] }
}

/** Signals need processes of their own, which only a real-time ride has. */
const checkSignals = async (faults: readonly Fault[], speed: Speed): Promise<void> => {
  const { signalOf } = await import('../../../hardware/twin/faults.ts')
  const sent = faults.find(({ name }) => signalOf(name) !== undefined)
  if (sent && speed !== 1)
    throw new UsageError(`fault ${sent.name} needs --speed 1: at any other speed all services share one process`)
}

/** Reads and checks everything that a ride needs; throws UsageError, nothing started. */
export const planRide = async (options: RideOptions): Promise<RidePlan> => {
  const plan = await planTwin(options)
  const served = await planGpsd(options)
  const idle = plan.faults.find(({ name }) => /^process-\w+:gpsd$/.test(name))
  if (!served.gpsd && idle) throw new UsageError(`fault ${idle.name} has no process: this ride serves no gpsd`)
  return { ...plan, ...served, ...(await planConsole(options)) }
}

/** A ride on a simulated clock has nobody at its console. */
const planConsole = async (options: RideOptions): Promise<Pick<RidePlan, 'consoleLink'>> => {
  if (options.speed !== 1 && typeof options.console === 'string')
    throw new UsageError('--console needs --speed 1: a simulated clock does not wait for anybody')
  if (options.speed !== 1 || options.console === false) return {}
  return { consoleLink: options.console === undefined ? usualConsoleLink() : resolve(options.console) }
}

/** The same for the twin alone, which serves nothing to gpsd's clients. */
export const planTwin = async (options: RideOptions): Promise<TwinPlan> => {
  const route = await readRoute({ readText }, options.route)
  const faultTexts = options.fault ?? []
  const faults = await readFaults(faultTexts)
  await checkSignals(faults, options.speed)
  const isSelfPointing = options.selfPointing === true
  const hasStarlink = options.starlink === true
  if (isSelfPointing && hasStarlink)
    throw new UsageError('--self-pointing and --starlink: give one; no train of the twin has both')
  const trainFile = twinTrainFileFor({ isSelfPointing, hasStarlink })
  checkWithout(options.without ?? [], parseConfig(await readText(trainFile), trainFile))
  checkTimes(faults, options.for)
  const elements =
    options.elements === undefined ? undefined : { file: options.elements, text: await readText(options.elements) }
  const stateFolder = options.state === undefined ? undefined : resolve(options.state)
  const lengthMs = options.for
  const isLong = (lengthMs ?? Number.POSITIVE_INFINITY) >= JOURNEY_FROM_MS
  const fidelity = options.fidelity ?? (options.speed !== 1 && isLong ? 'journey' : 'full')
  if (fidelity === 'journey' && options.speed === 1)
    throw new UsageError('--fidelity journey is for accelerated rides: give --speed N or max')
  return {
    routeId: options.route,
    route,
    speed: options.speed,
    ...(lengthMs !== undefined && { lengthMs }),
    seed: options.seed,
    startUtcMs: options.start ?? (await rideStart({ elements, stateFolder })),
    ...(elements && { elements }),
    fidelity,
    faults,
    faultTexts,
    without: options.without ?? [],
    isReverse: options.reverse === true,
    isCoachReversed: options.coachReversed === true,
    isSelfPointing,
    hasStarlink,
    ...(stateFolder !== undefined && { stateFolder }),
  }
}
