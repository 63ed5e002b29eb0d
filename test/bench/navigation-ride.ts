import { memoryBus } from '../../firmware/bus/memory-bus.ts'
import { parseConfig } from '../../firmware/config/read-config.ts'
import type { TrainConfig } from '../../firmware/config/train-config.ts'
import { readText } from '../../firmware/main/linux-machine.ts'
import { readRoute } from '../../firmware/main/read-route.ts'
import { memoryMachine } from '../../firmware/main/ride/accelerated-ride.ts'
import { FixScore } from '../../firmware/main/ride/fix-score.ts'
import type { NavigationScore } from '../../firmware/main/ride/navigation-score.ts'
import { startServices } from '../../firmware/main/start-services.ts'
import { twinTrainFile } from '../../firmware/main/twin-config.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { memoryStorage } from '../../hal/storage.ts'
import { utcMs } from '../../hal/units.ts'
import type { Fault } from '../../hardware/twin/faults.ts'
import { paceOf } from '../../hardware/twin/rates.ts'
import { makeTwinTrain, type TwinTrain } from '../../hardware/twin/train.ts'

const ROUTE = 'astana-almaty'
const START_UTC_MS = utcMs(Date.UTC(2026, 4, 31, 15))
const MINUTE_MS = 60_000
/** An evening's first hour and a half: two stations, curves, and the tunnels below. */
const LENGTH_MS = 90 * MINUTE_MS
/** Every eight minutes a tunnel, of 90 s and of 200 s in turn; each time the receiver comes back wild. */
const TUNNEL_EVERY_MS = 8 * MINUTE_MS
const TUNNELS_S = [90, 200]

const faults = (): Fault[] => {
  const tunnels: Fault[] = []
  for (let atMs = 2 * TUNNEL_EVERY_MS; atMs < LENGTH_MS - 5 * MINUTE_MS; atMs += TUNNEL_EVERY_MS) {
    const lengthS = TUNNELS_S[tunnels.length % TUNNELS_S.length] ?? 0
    tunnels.push({ name: 'tunnel', atMs, durationMs: 1_000 * lengthS })
  }
  return [...tunnels, { name: 'gnss-wild-return', atMs: 1_000, durationMs: LENGTH_MS }]
}

/** The train of the twin with what navigation reads, and nothing else. */
const configOf = async (hasOdometer: boolean): Promise<TrainConfig> => {
  const file = parseConfig(await readText(twinTrainFile), twinTrainFile)
  const wanted = ['gnss', 'imu', ...(hasOdometer ? ['odometer'] : [])]
  const devices = Object.fromEntries(Object.entries(file.devices).filter(([name]) => wanted.includes(name)))
  return { ...file, devices, route: ROUTE, rates: { ...file.rates, ...paceOf.full.firmware } }
}

const startDevices = (train: TwinTrain): void => {
  train.start()
  for (const [name, line] of train.lines) if (name !== 'gnss' && name !== 'imu') line.stop()
  train.network.stop()
}

/**
 * Rides with tunnels and wild returns: the bytes of receiver, motion part and odometer through their drivers and the services. What
 * navigation says is held against the truth by `score`; resolves to the number of false fixes that it accepted.
 */
export const rideNavigation = async (
  score: NavigationScore,
  { seed, hasOdometer }: { seed: number; hasOdometer: boolean },
): Promise<number> => {
  const clock = new SimClock()
  const route = await readRoute({ readText }, ROUTE)
  const train = makeTwinTrain({
    clock,
    seed,
    route,
    startUtcMs: START_UTC_MS,
    faults: faults(),
    fidelity: 'full',
    chunking: 'frames',
  })
  const config = await configOf(hasOdometer)
  const bus = memoryBus(clock)
  score.beginRide()
  const fixes = new FixScore(clock.nowMs())
  bus.subscribe('navigation', (message) => score.onNavigation(message))
  bus.subscribe('fix', (fix) => {
    score.onFix(fix)
    fixes.onFix(fix)
  })
  train.score.onReport((report) => {
    fixes.onTruth({ atMs: report.atMs, latDeg: report.train.latDeg, lonDeg: report.train.lonDeg })
    score.onTruth(report)
  })
  startDevices(train)
  const machine = await memoryMachine(train, { plan: { seed }, config, storage: memoryStorage() })
  const services = await startServices({ machine, bus, config, services: ['vibration', 'navigation'], mustOpen: false })
  await clock.runFor(LENGTH_MS)
  const closing = services.close()
  await clock.runFor(MINUTE_MS)
  await closing
  train.stop()
  await bus.close()
  return fixes.summary(clock.nowMs()).falseFixes
}
