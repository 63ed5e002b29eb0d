import { memoryBus } from '../../firmware/bus/memory-bus.ts'
import type { TopicMessage } from '../../firmware/bus/topics.ts'
import { parseConfig } from '../../firmware/config/read-config.ts'
import { simulatedServicesOf } from '../../firmware/config/services-of.ts'
import type { TrainConfig } from '../../firmware/config/train-config.ts'
import { readText } from '../../firmware/main/linux-machine.ts'
import { readRoute } from '../../firmware/main/read-route.ts'
import { memoryMachine } from '../../firmware/main/ride/accelerated-ride.ts'
import { startServices } from '../../firmware/main/start-services.ts'
import { twinTrainFile } from '../../firmware/main/twin-config.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import type { Storage } from '../../hal/storage.ts'
import { utcMs } from '../../hal/units.ts'
import { linkNames } from '../../hardware/twin/network.ts'
import { paceOf } from '../../hardware/twin/rates.ts'
import { makeTwinTrain } from '../../hardware/twin/train.ts'

const ROUTE = 'astana-almaty'
const EVENING_UTC_MS = Date.UTC(2026, 4, 31, 15)
const DAY_MS = 86_400_000
/** A prediction counts when it was made so long before. */
const AHEAD_MS = 15_000
/** From here on the choice of links reckons with an outage of 20 s. */
const LIKELY = 0.3
/** How the map's own outages begin; what tracking and people foresee is not held against it. */
const BY_THE_MAP = /^no coverage/

/** One second of one link: where, whether it truly carried nothing, and whether the coverage map had said so. */
export interface CoverageSecond {
  link: string
  chainageM: number
  isOut: boolean
  isForeseen: boolean
}

interface Trip {
  /** Of all that passes: driver, weather, noise. */
  seed: number
  /** Of what stands beside the line. */
  lineSeed: number
  /** 0: the first evening. */
  day: number
  lengthMs: number
  /** What the train remembers. */
  storage: Storage
}

const foresees = (outlook: TopicMessage<'outlook'> | undefined, link: string, atMs: number): boolean =>
  outlook?.links[link]?.some(
    ({ fromMs, toMs, chance, cause }) => chance >= LIKELY && BY_THE_MAP.test(cause) && atMs >= fromMs && atMs < toMs,
  ) ?? false

/** Rides with all services at journey fidelity, and holds what the coverage map foresaw 15 s before against the truth of each second. */
export const rideCoverage = async ({ seed, lineSeed, day, lengthMs, storage }: Trip): Promise<CoverageSecond[]> => {
  const clock = new SimClock()
  const pace = paceOf.journey
  const train = makeTwinTrain({
    clock,
    seed,
    lineSeed,
    route: await readRoute({ readText }, ROUTE),
    startUtcMs: utcMs(EVENING_UTC_MS + day * DAY_MS),
    faults: [],
    fidelity: 'journey',
    chunking: 'frames',
  })
  const file = parseConfig(await readText(twinTrainFile), twinTrainFile)
  const config: TrainConfig = { ...file, rates: pace.firmware }
  for (const device of Object.values(config.devices)) {
    if (device.class === 'vibration') device.rateHz = pace.devices.motionHz
    if (device.class === 'odometer') device.pulsesPerMetre = pace.odometerPulsesPerMetre
  }
  const bus = memoryBus(clock)
  const outlooks: TopicMessage<'outlook'>[] = []
  bus.subscribe('outlook', (message) => outlooks.push(message))
  train.start()
  const machine = await memoryMachine(train, { plan: { seed }, config, storage })
  const services = await startServices({ machine, bus, config, services: simulatedServicesOf(config), mustOpen: false })
  const seconds: CoverageSecond[] = []
  const stop = clock.every(1_000, () => {
    const nowMs = clock.nowMs()
    while ((outlooks[1]?.atMs ?? Number.POSITIVE_INFINITY) <= nowMs - AHEAD_MS) outlooks.shift()
    const told = (outlooks[0]?.atMs ?? Number.POSITIVE_INFINITY) <= nowMs - AHEAD_MS ? outlooks[0] : undefined
    const { chainageM } = train.world.train()
    for (const link of linkNames)
      seconds.push({
        link,
        chainageM,
        isOut: !train.network.link(link).carries,
        isForeseen: foresees(told, link, nowMs),
      })
  })
  await clock.runFor(lengthMs)
  stop()
  const closing = services.close()
  await clock.runFor(60_000)
  await closing
  train.stop()
  await bus.close()
  return seconds
}
