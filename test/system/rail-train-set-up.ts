import { existsSync } from 'node:fs'
import type { ExecutionContext } from 'ava'
import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import type { FlowRecord } from './flow-record.ts'
import { RailTrain } from './rail-train.ts'
import type { ToldProgram } from './told-program.ts'
import type { LabProgram } from './tunnel-lab.ts'

const SERVER = '203.0.113.200'
/** Modems boot and search, links are proved for 20 s, and the machine may be busy. */
export const MODEM_WITHIN_MS = 120_000

/** A lab of a test's own with its train's files; says what is missing on this machine. */
export const openTrain = async (t: ExecutionContext): Promise<RailTrain> => {
  t.is(process.getuid?.(), 0, 'network namespaces need root: run this test as root')
  for (const tool of ['/usr/bin/wg', '/usr/bin/wireguard-go', '/usr/sbin/conntrack', '/usr/bin/iperf3'])
    t.true(existsSync(tool), `${tool} is missing: deploy/dev/debian-packages.txt names its package`)
  const train = await RailTrain.open()
  t.teardown(() => train.close())
  return train
}

/** The whole `run` of a train, once all its services are up; commands of a shell may go before it. */
export const runningIn = async (train: RailTrain, before: readonly string[] = []): Promise<ToldProgram> => {
  const run = train.startRun(before)
  await run.says(/^running: navigation, tracking, links, vibration;/, { withinMs: MODEM_WITHIN_MS })
  return run
}

/** What both ends of a flow had at its end; `up` is what the server heard. */
interface EndedFlow {
  up: FlowRecord
  down: FlowRecord
}

const recordOf = async (end: LabProgram): Promise<FlowRecord> => JSON.parse(await end.finish()) as FlowRecord

/** A flow of 200 datagrams a second each way between a host of the train and the server; the returned function ends it. */
export const flowFrom = async (train: RailTrain, node: string, port: string): Promise<() => Promise<EndedFlow>> => {
  const server = train.script('server', 'udp-flow.ts', 'serve', SERVER, port)
  await server.ask()
  const ride = train.script(node, 'udp-flow.ts', 'ride', SERVER, port)
  await ride.ask()
  return async () => {
    for (const end of [ride, server]) end.tell('stop')
    await sleep(systemClock, 500)
    return { up: await recordOf(server), down: await recordOf(ride) }
  }
}
