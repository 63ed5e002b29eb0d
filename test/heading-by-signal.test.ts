import test from 'ava'
import { memoryBus } from '../firmware/bus/memory-bus.ts'
import type { TopicMessage } from '../firmware/bus/topics.ts'
import { parseConfig } from '../firmware/config/read-config.ts'
import { simulatedServicesOf } from '../firmware/config/services-of.ts'
import { readText } from '../firmware/main/linux-machine.ts'
import { memoryMachine } from '../firmware/main/ride/accelerated-ride.ts'
import { planRide } from '../firmware/main/ride/ride-plan.ts'
import { startServices } from '../firmware/main/start-services.ts'
import { twinTrainFile } from '../firmware/main/twin-config.ts'
import { seededRandom } from '../hal/random.ts'
import { SimClock } from '../hal/sim-clock.ts'
import { memoryStorage } from '../hal/storage.ts'
import { wrap180Deg, wrap360Deg } from '../hal/units.ts'
import { misalignmentOf } from '../hardware/twin/misalignment.ts'
import { paceOf } from '../hardware/twin/rates.ts'
import { makeTwinTrain } from '../hardware/twin/train.ts'

const STANDS_MS = 900_000
const SEED = 3
const ASTANA = { latDeg: 51.112, lonDeg: 71.533 }

const bytesOf = (value: object): Uint8Array => new TextEncoder().encode(JSON.stringify(value))

/** A train that stands a quarter of an hour, was turned by `offDeg` against the heading that it kept, and knows how its array sits or not. */
const stand = async (offDeg: number, { knowsMount }: { knowsMount: boolean }) => {
  const plan = await planRide({ route: 'astana-almaty', speed: 'max', seed: SEED, for: STANDS_MS, fidelity: 'full' })
  const file = parseConfig(await readText(twinTrainFile), twinTrainFile)
  const clock = new SimClock()
  const { route, startUtcMs } = plan
  const twin = { route, startUtcMs, seed: SEED, fidelity: 'full', faults: [], clock, chunking: 'frames' } as const
  const train = makeTwinTrain({ ...twin, atRestAt: ASTANA })
  const { latDeg, lonDeg, headingTrueDeg } = train.world.train()
  const sits = misalignmentOf(seededRandom(SEED).fork('oneweb misalignment'))
  const heading = { headingTrueDeg: wrap360Deg(headingTrueDeg + offDeg), headingSigmaDeg: 0.3 }
  const records = new Map([
    ['heading', bytesOf({ ...heading, latDeg, lonDeg, isAtRest: true, facing: 'forwards' })],
    ...(knowsMount ? [['mount-yaw-oneweb', bytesOf({ yawDeg: sits.yawDeg, varianceDeg2: 0.0025 })] as const] : []),
  ])
  const bus = memoryBus(clock)
  const told: NonNullable<TopicMessage<'navigation'>['attitude']>[] = []
  const events: string[] = []
  bus.subscribe('navigation', ({ attitude }) => attitude && told.push(attitude))
  bus.subscribe('navigation.event', ({ subject, text }) => subject === 'heading' && events.push(text))
  train.start()
  const config = { ...file, rates: paceOf.full.firmware }
  const machine = await memoryMachine(train, { plan, config, storage: memoryStorage(records) })
  const services = await startServices({ machine, bus, config, services: simulatedServicesOf(config), mustOpen: false })
  await clock.runFor(STANDS_MS)
  const closing = services.close()
  await clock.runFor(2_000)
  await closing
  train.stop()
  await bus.close()
  const last = told.at(-1)
  const errorDeg = wrap180Deg((last?.headingTrueDeg ?? 0) - headingTrueDeg)
  return { errorDeg, sigmaDeg: last?.headingSigmaDeg ?? 180, turnedDeg: last?.turnedBySignalDeg ?? 0, events }
}

test.serial(
  'a coach that was turned while nobody looked finds its heading again by the signal of its array',
  async (t) => {
    const { errorDeg, sigmaDeg, turnedDeg, events } = await stand(0.6, { knowsMount: true })
    t.log(
      `off by ${errorDeg.toFixed(3)}°, said ${sigmaDeg.toFixed(3)}°, turned by ${turnedDeg.toFixed(3)}°: ${events.join('; ')}`,
    )
    t.true(Math.abs(errorDeg) < 0.2)
    t.true(Math.abs(errorDeg) < 2.5 * sigmaDeg)
    t.true(events.length >= 1 && events.length <= 3)
  },
)

test.serial('one whose array has never ridden with a known heading says nothing of it', async (t) => {
  const { errorDeg, turnedDeg, events } = await stand(0.6, { knowsMount: false })
  t.true(Math.abs(errorDeg - 0.6) < 0.05, `${errorDeg}`)
  t.deepEqual([turnedDeg, events], [0, []])
})
