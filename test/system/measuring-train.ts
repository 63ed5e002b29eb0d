/**
 * The train's links service with its measuring, on the kernel and the tunnels of the network namespace it runs in, by a file with its links and
 * network. Its modems are made to say that all is well for ever: what it finds out, it has measured. Says on stdout what links
 * are each second, and each class that the kernel has moved at that moment.
 */
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { memoryBus } from '../../firmware/bus/memory-bus.ts'
import { linuxNetwork } from '../../firmware/config/network-config.ts'
import type { TrainConfig } from '../../firmware/config/train-config.ts'
import { openLinkMeasuring } from '../../firmware/main/link-measuring.ts'
import { networkPlanOf } from '../../firmware/main/network-plan.ts'
import { openTrainTunnels } from '../../firmware/main/train-tunnels.ts'
import { startLinks } from '../../firmware/services/links.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { openLinuxNetwork } from '../../hal/linux/network/linux-network.ts'
import type { Network } from '../../hal/network.ts'
import { memoryStorage } from '../../hal/storage.ts'

const say = (answer: object): void => void process.stdout.write(`${JSON.stringify(answer)}\n`)

const train = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Pick<TrainConfig, 'links' | 'traffic'> & {
  network: unknown
}
const clock = systemClock
const config = linuxNetwork.parse(train.network)
const network = await openLinuxNetwork(networkPlanOf(train, config), clock)
const tunnels = await openTrainTunnels({
  train,
  network: config,
  clock,
  onUnanswered: () => {},
  carryDouble: (isThrough) => network.double(isThrough),
  onTrouble: () => {},
  onDouble: () => {},
})
const measuring = await openLinkMeasuring({ train, network: config, clock })
const bus = memoryBus()
bus.subscribe('links', ({ routes, links }) => say({ say: 'links', routes, links }))
const telling: Network = {
  ...network,
  routes: () => network.routes(),
  shape: (link, kbps) => network.shape(link, kbps),
  counters: () => network.counters(),
  onTraffic: () => {},
  close: () => network.close(),
  double: (isThrough) => network.double(isThrough),
  route: async (trafficClass, link) => {
    await network.route(trafficClass, link)
    say({ say: 'moved', trafficClass, link, atMs: clock.nowMs() })
  },
}
const service = startLinks({
  clock,
  bus,
  links: train.links,
  policies: train.traffic,
  cellular: {},
  starlink: {},
  network: telling,
  measuring,
  announce: tunnels?.announce,
  storage: memoryStorage(),
  recipients: {},
})
const names = Object.keys(train.links)
const allIsWell = (): void => {
  const atMs = clock.nowMs()
  const modem = { isAlive: true, isLocked: true, isTransmitAllowed: true }
  bus.publish('modems', { atMs, terminals: Object.fromEntries(names.map((name) => [name, modem])) })
  const permitted = { isPermitted: true, conditions: [] }
  const terminals = Object.fromEntries(names.map((name) => [name, permitted]))
  bus.publish('transmit', { atMs, isLockedOut: false, mode: 'normal', isLineRenewed: true, terminals })
}
allIsWell()
const end = clock.every(500, allIsWell)
for await (const _ of createInterface({ input: process.stdin }));
end()
await service.close()
await tunnels?.close()
