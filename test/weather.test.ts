import test from 'ava'
import { memoryBus } from '../firmware/bus/memory-bus.ts'
import type { TopicMessage } from '../firmware/bus/topics.ts'
import { parseConfig } from '../firmware/config/read-config.ts'
import { simulatedServicesOf } from '../firmware/config/services-of.ts'
import type { TrainConfig } from '../firmware/config/train-config.ts'
import { readText } from '../firmware/main/linux-machine.ts'
import { readRoute } from '../firmware/main/read-route.ts'
import { memoryMachine } from '../firmware/main/ride/accelerated-ride.ts'
import { startServices } from '../firmware/main/start-services.ts'
import { twinTrainFile } from '../firmware/main/twin-config.ts'
import { SimClock } from '../hal/sim-clock.ts'
import { memoryStorage } from '../hal/storage.ts'
import { utcMs } from '../hal/units.ts'
import { paceOf } from '../hardware/twin/rates.ts'
import { makeTwinTrain } from '../hardware/twin/train.ts'

const EVENING_UTC_MS = Date.UTC(2026, 4, 31, 15)
const RAIN_AT_MS = 900_000

/** The twin's train with passengers on the dish first. */
const configOf = async (): Promise<TrainConfig> => {
  const pace = paceOf.journey
  const file = parseConfig(await readText(twinTrainFile), twinTrainFile)
  const config = { ...file, rates: pace.firmware, traffic: { passenger: { links: ['geo', 'lte', 'oneweb'] } } }
  for (const device of Object.values(config.devices)) {
    if (device.class === 'vibration') device.rateHz = pace.devices.motionHz
    if (device.class === 'odometer') device.pulsesPerMetre = pace.odometerPulsesPerMetre
  }
  return config
}

const rideInRain = async (seed: number) => {
  const clock = new SimClock()
  const train = makeTwinTrain({
    clock,
    seed,
    lineSeed: 7,
    route: await readRoute({ readText }, 'astana-almaty'),
    startUtcMs: utcMs(EVENING_UTC_MS),
    faults: [{ name: 'rain-on-dish', atMs: RAIN_AT_MS, durationMs: 480_000 }],
    fidelity: 'journey',
    chunking: 'frames',
  })
  const config = await configOf()
  const bus = memoryBus(clock)
  const links: TopicMessage<'links'>[] = []
  const weather: TopicMessage<'links.event'>[] = []
  bus.subscribe('links', (message) => links.push(message))
  bus.subscribe('links.event', (message) => {
    if (message.subject === 'geo' && message.text.startsWith('weather')) weather.push(message)
  })
  train.start()
  const machine = await memoryMachine(train, { plan: { seed }, config, storage: memoryStorage() })
  const services = await startServices({ machine, bus, config, services: simulatedServicesOf(config), mustOpen: false })
  await clock.runFor(RAIN_AT_MS + 200_000)
  const closing = services.close()
  await clock.runFor(60_000)
  await closing
  train.stop()
  await bus.close()
  return { links, weather }
}

test('a class leaves the dish before rain takes its satellite, and not before it rains', async (t) => {
  t.timeout(300_000)
  for (const seed of [1, 7]) {
    const { links, weather } = await rideInRain(seed)
    const inRain = links.filter(({ atMs }) => atMs >= RAIN_AT_MS)
    t.is(links.find(({ atMs }) => atMs > RAIN_AT_MS - 2_000)?.routes.passenger, 'geo', 'it goes by the dish')
    const lostMs = inRain.find(({ links: { geo } }) => geo?.state !== 'up' && geo?.state !== 'degraded')?.atMs ?? 0
    const movedMs = inRain.find(({ routes }) => routes.passenger !== 'geo')?.atMs ?? Number.POSITIVE_INFINITY
    t.log(
      `seed ${seed}: moved ${(movedMs - RAIN_AT_MS) / 1000} s into the rain, lost at ${(lostMs - RAIN_AT_MS) / 1000} s`,
    )
    t.true(movedMs < lostMs - 2_000)
    t.deepEqual(
      weather.filter(({ atMs }) => atMs < RAIN_AT_MS),
      [],
    )
  }
})
