import { memoryAppendLog } from '../../../hal/append-log.ts'
import { sleep } from '../../../hal/clock.ts'
import { deskGpio, deskNetwork } from '../../../hal/desk/in-process.ts'
import { systemClock } from '../../../hal/linux/clock.ts'
import { listenTcp } from '../../../hal/linux/tcp-server.ts'
import { seededRandom } from '../../../hal/random.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import type { Storage } from '../../../hal/storage.ts'
import { TerminalError } from '../../../hal/terminal-error.ts'
import type { TwinTrain } from '../../../hardware/twin/train.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import { parseConfig } from '../../config/read-config.ts'
import { simulatedServicesOf } from '../../config/services-of.ts'
import type { TrainConfig } from '../../config/train-config.ts'
import { ceilingsOf } from '../ceilings.ts'
import { readText } from '../linux-machine.ts'
import type { Machine } from '../machine.ts'
import { withoutDevices } from '../optional-devices.ts'
import { startServices } from '../start-services.ts'
import { arrayBeamsIn, dishDriverIn, hasStarlinkIn, lowClearancesOn, twinTrainFileFor } from '../twin-config.ts'
import { aimWords } from './aim-words.ts'
import { atPace } from './at-pace.ts'
import { scheduleOrders } from './ride-orders.ts'
import type { RidePlan } from './ride-plan.ts'
import { rideState } from './ride-state.ts'
import type { RideWatch } from './ride-watch.ts'

/** How much of the ride runs between two looks at the wall clock and at the stop signal. */
const SLICE_MS = 1_000

/** A machine whose lines end in the twin's memory: the same bytes, on the simulated clock. */
export const memoryMachine = async (
  train: TwinTrain,
  { plan, config, storage }: { plan: Pick<RidePlan, 'seed'>; config: TrainConfig; storage: Storage },
): Promise<Machine> => {
  const { memoryRpc } = await import('../../../hardware/twin/line/memory-rpc.ts')
  const { memoryPort } = await import('../../../hardware/twin/line/memory-port.ts')
  const { clock } = train.world
  const elementsFiles = Object.values(config.terminals).flatMap(({ service }) =>
    service.kind === 'constellation' ? [service.elements] : [],
  )
  return {
    clock,
    random: seededRandom(plan.seed).fork('firmware'),
    line: (device, _where, { baudRate }) => {
      const line = train.lines.get(device)
      if (line) return memoryPort(line, baudRate)
      const message = `the twin has no such device; it has ${[...train.lines.keys()].join(', ')}`
      throw new TerminalError({ code: 'port-missing', device, retry: 'never', message })
    },
    rpc: async (device) => {
      if (train.starlink?.name === device) return memoryRpc(train.starlink, clock)
      const message = 'the twin has no such device with a service'
      throw new TerminalError({ code: 'port-missing', device, retry: 'never', message })
    },
    gpio: async () => deskGpio(train.gpio, clock),
    network: async () => deskNetwork(train.network, ceilingsOf(config)),
    listen: listenTcp,
    storage: async () => storage,
    transmissionLog: async () => memoryAppendLog(),
    readText: async (path) => (elementsFiles.includes(path) ? train.world.elementsTle : readText(path)),
  }
}

/** Waits as long as the ride is ahead of the wall clock at `--speed N`. */
const keepPace = async (plan: RidePlan, riddenMs: number, sinceMs: number): Promise<void> => {
  if (plan.speed === 'max') return
  const aheadMs = riddenMs / plan.speed - (systemClock.nowMs() - sinceMs)
  if (aheadMs > 0) await sleep(systemClock, aheadMs)
}

const runClock = async (
  clock: SimClock,
  train: TwinTrain,
  { plan, watch }: { plan: RidePlan; watch: RideWatch },
): Promise<void> => {
  const sinceMs = systemClock.nowMs()
  const lengthMs = plan.lengthMs ?? Number.POSITIVE_INFINITY
  for (let riddenMs = 0; riddenMs < lengthMs && !train.world.isFinished() && !watch.stop.isStopping(); ) {
    const sliceMs = Math.min(SLICE_MS, lengthMs - riddenMs)
    await clock.runFor(sliceMs, watch.stop.isStopping)
    riddenMs += sliceMs
    await keepPace(plan, riddenMs, sinceMs)
  }
}

/** A ride in one process on the simulated clock: the same services, the same bytes, the same result for the same seed. */
export const rideAccelerated = async (plan: RidePlan, watch: RideWatch): Promise<void> => {
  const { makeTwinTrain } = await import('../../../hardware/twin/train.ts')
  const { paceOf } = await import('../../../hardware/twin/rates.ts')
  const clock = new SimClock()
  const trainFile = twinTrainFileFor(plan)
  const file = withoutDevices(parseConfig(await readText(trainFile), trainFile), plan.without)
  const train = makeTwinTrain({
    ...plan,
    clock,
    chunking: 'frames',
    dishProtocol: dishDriverIn(file),
    beams: arrayBeamsIn(file),
    lowClearances: lowClearancesOn(file, plan.routeId),
    isGeoSelfPointing: plan.isSelfPointing,
    hasStarlink: hasStarlinkIn(file),
    ...(plan.elements && { elementsTle: plan.elements.text }),
  })
  const config: TrainConfig = { ...atPace(file, paceOf[plan.fidelity]), gpsd: plan.gpsd }
  const bus = memoryBus(clock)
  watch.onStart(bus, clock.nowMs())
  train.score.onReport((report) => watch.onTruth(report))
  bus.subscribe('pointing', ({ terminals }) => train.setAimed(aimWords(terminals)))
  train.start()
  const state = await rideState(plan.stateFolder)
  const services = await startServices({
    machine: await memoryMachine(train, { plan, config, storage: state.storage }),
    bus,
    config,
    services: simulatedServicesOf(config),
    mustOpen: false,
  })
  const endOrders = scheduleOrders(plan.faults, { bus, clock, sinceMs: train.sinceMs })
  await runClock(clock, train, { plan, watch })
  endOrders()
  watch.onEnd(train.score.summary())
  const closing = services.close()
  await clock.runFor(CLOSING_MS)
  await closing
  await state.keep()
  train.stop()
  await bus.close()
}

/** Closing a device may wait for its last write. */
const CLOSING_MS = 2_000
