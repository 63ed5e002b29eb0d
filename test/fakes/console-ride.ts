import { memoryBus } from '../../firmware/bus/memory-bus.ts'
import type { ServiceName } from '../../firmware/bus/services.ts'
import { type TopicMessage, type TopicName, topics } from '../../firmware/bus/topics.ts'
import { parseConfig } from '../../firmware/config/read-config.ts'
import { simulatedServicesOf } from '../../firmware/config/services-of.ts'
import type { TrainConfig } from '../../firmware/config/train-config.ts'
import type { CommandContext, Seen } from '../../firmware/console/command.ts'
import { knownNamesOf } from '../../firmware/console/known-names.ts'
import { readText } from '../../firmware/main/linux-machine.ts'
import { withoutDevices } from '../../firmware/main/optional-devices.ts'
import { memoryMachine } from '../../firmware/main/ride/accelerated-ride.ts'
import { aimWords } from '../../firmware/main/ride/aim-words.ts'
import { atPace } from '../../firmware/main/ride/at-pace.ts'
import { scheduleOrders } from '../../firmware/main/ride/ride-orders.ts'
import { planRide, type RideOptions } from '../../firmware/main/ride/ride-plan.ts'
import { startServices } from '../../firmware/main/start-services.ts'
import { dishDriverIn, hasStarlinkIn, twinTrainFileFor } from '../../firmware/main/twin-config.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { memoryStorage, type Storage } from '../../hal/storage.ts'
import { paceOf } from '../../hardware/twin/rates.ts'
import { makeTwinTrain } from '../../hardware/twin/train.ts'
import { consoleContext } from './console-context.ts'

/** A ride as the command line has it, and what its train's file says besides. */
export interface ConsoleRideOptions extends Partial<RideOptions> {
  settle?: (config: TrainConfig) => TrainConfig
  /** Services whose processes stand still. */
  silent?: readonly ServiceName[]
  /** What outlives the ride; nothing unless given. */
  storage?: Storage
}

export type ConsoleRide = Awaited<ReturnType<typeof consoleRide>>

/** The twin's train in one process, and what a command of the console runs with on it, after so many seconds. */
export const consoleRide = async (
  { settle = (file) => file, silent = [], storage = memoryStorage(), ...options }: ConsoleRideOptions,
  afterS: number,
) => {
  const plan = await planRide({ route: 'astana-almaty', speed: 'max', seed: 1, fidelity: 'full', ...options })
  const clock = new SimClock()
  const trainFile = twinTrainFileFor(plan)
  const file = settle(withoutDevices(parseConfig(await readText(trainFile), trainFile), plan.without))
  const config = atPace(file, paceOf[plan.fidelity])
  const train = makeTwinTrain({
    ...plan,
    clock,
    chunking: 'frames',
    dishProtocol: dishDriverIn(file),
    isGeoSelfPointing: plan.isSelfPointing,
    hasStarlink: hasStarlinkIn(file),
  })
  const bus = memoryBus(clock)
  const last = new Map<TopicName, { message: unknown; heardMs: number }>()
  for (const name of Object.keys(topics) as TopicName[])
    bus.subscribe(name, (message) => void last.set(name, { message, heardMs: clock.nowMs() }))
  bus.subscribe('pointing', ({ terminals }) => train.setAimed(aimWords(terminals)))
  train.start()
  const machine = await memoryMachine(train, { plan, config, storage })
  const services = await startServices({
    machine,
    bus,
    config,
    services: simulatedServicesOf(config).filter((name) => !silent.includes(name)),
    configFile: trainFile,
    mustOpen: false,
  })
  const endOrders = scheduleOrders(plan.faults, { bus, clock, sinceMs: train.sinceMs })
  await clock.runFor(afterS * 1_000)
  const said: string[] = []
  const seen = async <N extends TopicName>(topic: N): Promise<Seen<N> | undefined> => {
    const found = last.get(topic)
    if (!found) return undefined
    const heardMs = found.heardMs as Seen<N>['heardMs']
    return {
      message: found.message as TopicMessage<N>,
      heardMs,
      isStale: clock.nowMs() - heardMs > topics[topic].staleAfterMs,
    }
  }
  const context: CommandContext = {
    ...consoleContext().context,
    bus,
    clock,
    config,
    known: knownNamesOf(config),
    say: (line) => void said.push(line),
    confirm: async () => true,
    seen,
  }
  const close = async (): Promise<void> => {
    endOrders()
    const closing = services.close()
    await clock.runFor(2_000)
    await closing
    train.stop()
    await bus.close()
  }
  return { context, bus, clock, train, said, close, riddenMs: () => clock.nowMs() - train.sinceMs }
}
