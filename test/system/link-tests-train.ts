/**
 * Tests of links by hand on the kernel of the network namespace it runs in, by the lab's train. Takes a line of JSON a request, and answers with
 * what the test came to, or why it was refused.
 */
import { createInterface } from 'node:readline'
import { memoryBus } from '../../firmware/bus/memory-bus.ts'
import { openLinkTools, speedServerOf } from '../../firmware/main/link-tools.ts'
import { networkPlanOf } from '../../firmware/main/network-plan.ts'
import { LinkTests } from '../../firmware/services/links/link-tests.ts'
import { sleep } from '../../hal/clock.ts'
import { systemClock as clock } from '../../hal/linux/clock.ts'
import { openLinuxNetwork } from '../../hal/linux/network/linux-network.ts'
import { labTrain } from './lab-train.ts'

const network = { ...labTrain.network, speedtest: { host: process.argv[2] ?? '', port: 5_201 } }
const kernel = await openLinuxNetwork(networkPlanOf(labTrain, network), clock)
const bus = memoryBus()
const links = Object.keys(labTrain.links)
const tests = new LinkTests({
  clock,
  bus,
  tools: openLinkTools(network),
  speedServer: speedServerOf({ network }),
  terms: () => ({ geo: { usedGb: 20, budgetGb: 20 } }),
  links: () => links,
})

const carryOut = async (line: string): Promise<object> => {
  const begun = await bus.request('links.test', JSON.parse(line))
  if (!begun.ok) return { refused: begun.text }
  for (;;) {
    const shown = await bus.request('links.job', { job: begun.reply.job, fromLine: 0 })
    if (!shown.ok || shown.reply.isDone) return { ...begun.reply, ...(shown.ok && shown.reply) }
    await sleep(clock, 100)
  }
}

process.stdout.write('{"say":"ready"}\n')
for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(await carryOut(line))}\n`)
await tests.close()
await kernel.close()
