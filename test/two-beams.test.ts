import test from 'ava'
import { memoryBus } from '../firmware/bus/memory-bus.ts'
import { parseConfig } from '../firmware/config/read-config.ts'
import { simulatedServicesOf } from '../firmware/config/services-of.ts'
import { readText } from '../firmware/main/linux-machine.ts'
import { memoryMachine } from '../firmware/main/ride/accelerated-ride.ts'
import { aimWords } from '../firmware/main/ride/aim-words.ts'
import { planRide } from '../firmware/main/ride/ride-plan.ts'
import { startServices } from '../firmware/main/start-services.ts'
import { arrayBeamsIn, dishDriverIn, twinTrainFile } from '../firmware/main/twin-config.ts'
import { SimClock } from '../hal/sim-clock.ts'
import { memoryStorage } from '../hal/storage.ts'
import { paceOf } from '../hardware/twin/rates.ts'
import { makeTwinTrain } from '../hardware/twin/train.ts'

/** The first minutes go by with booting and acquiring. */
const SETTLED_MS = 100_000
const RIDE_MS = 420_000
const AROUND_MS = { before: 2_000, after: 5_000 }

/** Seven minutes of the twin's train with an array of so many beams; what was muted around each handover, s. */
const ride = async (beams: 1 | 2) => {
  const plan = await planRide({ route: 'astana-almaty', speed: 'max', seed: 1, for: RIDE_MS, fidelity: 'full' })
  const text = await readText(twinTrainFile)
  const file = parseConfig(text.replace('pointer: array', `pointer: array\n    beams: ${beams}`), twinTrainFile)
  const clock = new SimClock()
  const parts = { dishProtocol: dishDriverIn(file), beams: arrayBeamsIn(file) }
  const train = makeTwinTrain({
    route: plan.route,
    startUtcMs: plan.startUtcMs,
    seed: plan.seed,
    fidelity: 'full',
    faults: [],
    clock,
    chunking: 'frames',
    ...parts,
  })
  const config = { ...file, rates: paceOf.full.firmware }
  const bus = memoryBus(clock)
  const handoversAtMs: number[] = []
  let followed: number | undefined
  bus.subscribe('pointing', ({ atMs, terminals }) => {
    const noradId = terminals['oneweb']?.noradId
    train.setAimed(aimWords(terminals))
    if (followed !== undefined && noradId !== followed && atMs > SETTLED_MS) handoversAtMs.push(atMs)
    followed = noradId
  })
  const muted: { atMs: number; mutedS: number }[] = []
  train.start()
  const machine = await memoryMachine(train, { plan, config, storage: memoryStorage() })
  const services = await startServices({ machine, bus, config, services: simulatedServicesOf(config), mustOpen: false })
  const stop = clock.every(500, () =>
    muted.push({ atMs: clock.nowMs(), mutedS: train.score.summary().tracking.mutedS }),
  )
  await clock.runFor(RIDE_MS)
  stop()
  const { offTargetTransmitS } = train.score.summary().tracking
  const closing = services.close()
  await clock.runFor(2_000)
  await closing
  train.stop()
  await bus.close()
  const mutedBy = (atMs: number): number => muted.findLast((one) => one.atMs <= atMs)?.mutedS ?? 0
  const mutedS = handoversAtMs.map((atMs) => mutedBy(atMs + AROUND_MS.after) - mutedBy(atMs - AROUND_MS.before))
  return { handovers: handoversAtMs.length, mutedS, offTargetTransmitS }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

test.serial('an array with two beams hands over without a mute, where one beam is muted each time', async (t) => {
  const [one, two] = [await ride(1), await ride(2)]
  t.log(
    `muted per handover: ${one.mutedS.map((s) => s.toFixed(2))} s with one beam, ${two.mutedS.map((s) => s.toFixed(2))} s with two`,
  )
  t.true(one.handovers >= 2 && two.handovers >= 2)
  t.true(one.mutedS.every((s) => s >= 0.3))
  t.true(mean(two.mutedS) <= 0.1 && mean(two.mutedS) < mean(one.mutedS) / 4)
  t.is(one.offTargetTransmitS, 0)
  t.is(two.offTargetTransmitS, 0)
})
