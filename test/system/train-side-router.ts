/** The train's router with the networks of its own side, in the network namespace it runs in: a call a line on stdin. `FOLDER` keeps the leases. */
import { createInterface } from 'node:readline'
import { linuxNetwork } from '../../firmware/config/network-config.ts'
import { lanPlanOf } from '../../firmware/main/lan-plan.ts'
import { networkPlanOf } from '../../firmware/main/network-plan.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { openLinuxLans } from '../../hal/linux/lan/linux-lans.ts'
import { openLinuxNetwork } from '../../hal/linux/network/linux-network.ts'
import { labTrain } from './lab-train.ts'

const say = (answer: object): void => void process.stdout.write(`${JSON.stringify(answer)}\n`)

const address = (number: number) => ({ ipv4: `10.71.${number}.1/24`, ipv6: `fd71:0:0:${number}::1/64` })
const network = linuxNetwork.parse({
  ...labTrain.network,
  classes: {
    operations: { ingress: ['lan-operations'], reaches: ['udp:9100'] },
    passenger: { ingress: ['lan-passenger', 'lan-paid'] },
    maintenance: { ingress: ['lan-maint'] },
  },
  lans: {
    'lan-operations': { address: address(2) },
    'lan-passenger': { address: address(5), dhcp: { from: '10.71.5.10', to: '10.71.5.250', leaseMinutes: 30 } },
    'lan-maint': { address: address(6), dhcp: { from: '10.71.6.10', to: '10.71.6.250', leaseMinutes: 30 } },
  },
  resolvers: ['203.0.113.200'],
})
const router = await openLinuxNetwork(networkPlanOf(labTrain, network), systemClock)
const plan = lanPlanOf({ network, state: { folder: process.argv[2] ?? '' } })
const lans = plan && (await openLinuxLans(plan, systemClock))
say({ routes: router.routes() })
for await (const line of createInterface({ input: process.stdin })) {
  const call = JSON.parse(line) as { class: string; link: string } | { do: 'restore' }
  if ('do' in call) say({ changed: (await router.restore()) + ((await lans?.restore()) ?? 0) })
  else {
    await router.route(call.class, call.link)
    say({ routed: call.link })
  }
}
await lans?.close()
await router.close()
