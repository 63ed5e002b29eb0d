/** A process that holds the kernel's routing of the network namespace it runs in: a call a line on stdin, its answer a line on stdout. */
import { createInterface } from 'node:readline'
import { networkPlanOf } from '../../firmware/main/network-plan.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { openLinuxNetwork } from '../../hal/linux/network/linux-network.ts'
import { labTrain } from './lab-train.ts'

type Call =
  | { do: 'route'; class: string; link?: string }
  | { do: 'shape'; link: string; capacityKbps?: number }
  | { do: 'restore' }
  | { do: 'counters' }
  | { do: 'routes' }

const say = (answer: object): void => void process.stdout.write(`${JSON.stringify(answer)}\n`)

const network = await openLinuxNetwork(networkPlanOf(labTrain, labTrain.network), systemClock).catch((error: Error) => {
  say({ error: error.message })
  process.exit(2)
})

const doCall = async (call: Call): Promise<unknown> => {
  if (call.do === 'route') return network.route(call.class, call.link)
  if (call.do === 'shape') return network.shape(call.link, call.capacityKbps)
  if (call.do === 'counters') return network.counters()
  return call.do === 'restore' ? network.restore() : network.routes()
}

say({ answer: network.routes() })
for await (const line of createInterface({ input: process.stdin })) {
  try {
    say({ answer: (await doCall(JSON.parse(line) as Call)) ?? null })
  } catch (error) {
    say({ error: error instanceof Error ? error.message : String(error) })
  }
}
await network.close()
