/** The train's router with its tunnels, in the network namespace it runs in, by a file with its links and network: a call a line on stdin. */
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { linuxNetwork } from '../../firmware/config/network-config.ts'
import type { TrainConfig } from '../../firmware/config/train-config.ts'
import type { TrafficClass } from '../../firmware/domain/traffic-class.ts'
import { openLinkMeasuring } from '../../firmware/main/link-measuring.ts'
import { networkPlanOf } from '../../firmware/main/network-plan.ts'
import { checkTrainTunnels, openTrainTunnels } from '../../firmware/main/train-tunnels.ts'
import { CapacityKeeper } from '../../firmware/services/links/capacity-keeper.ts'
import type { LinkMeasuring } from '../../firmware/services/links/link-measuring.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { openLinuxNetwork } from '../../hal/linux/network/linux-network.ts'

const say = (answer: object): void => void process.stdout.write(`${JSON.stringify(answer)}\n`)

const train = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Pick<TrainConfig, 'links' | 'traffic'> & {
  network: unknown
}
const network = linuxNetwork.parse(train.network)
// As a train's machine does, before its routing.
await checkTrainTunnels({ train, network })
const router = await openLinuxNetwork(networkPlanOf(train, network), systemClock)
const unanswered: string[] = []
let measuring: LinkMeasuring | undefined
const onUnanswered = (trafficClass: TrafficClass, link: string): void => void unanswered.push(`${trafficClass} ${link}`)
let isDoubled = false
const tunnels = await openTrainTunnels({
  train,
  network,
  clock: systemClock,
  onUnanswered,
  carryDouble: (isThrough) => router.double(isThrough),
  onTrouble: () => {},
  onDouble: (isThrough) => {
    isDoubled = isThrough
  },
})
/** From now on every link is shaped by what it turns out to carry. */
const follow = async (): Promise<void> => {
  measuring = await openLinkMeasuring({ train, network, clock: systemClock })
  measuring.use(new Set(Object.keys(train.links)))
  const keeper = new CapacityKeeper({
    clock: systemClock,
    network: router,
    tell: () => {},
    tellCapacity: tunnels?.tellCapacity,
  })
  measuring.onSeen((seen, isNews) => {
    if (!isNews) keeper.seen(seen)
  })
}
say({ routes: router.routes() })
for await (const line of createInterface({ input: process.stdin })) {
  const call = JSON.parse(line) as
    | { class: TrafficClass; link: string }
    | { shape: string; upKbps?: number; downKbps?: number }
    | { follow: true }
    | 'double?'
  if (call === 'double?') {
    say({ isDoubled })
    continue
  }
  try {
    if ('follow' in call) await follow()
    else if ('shape' in call) {
      await router.shape(call.shape, call.upKbps)
      tunnels?.tellCapacity(call.shape, call.downKbps)
    } else {
      await router.route(call.class, call.link)
      tunnels?.announce(call.class, call.link)
    }
    say({ atMs: systemClock.nowMs(), unanswered })
  } catch (error) {
    say({ error: error instanceof Error ? error.message : String(error) })
  }
}
await measuring?.close()
await tunnels?.close()
await router.close()
