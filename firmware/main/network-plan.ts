import type { NetworkPlan } from '../../hal/network.ts'
import type { LinuxNetworkConfig } from '../config/network-config.ts'
import type { TrainConfig } from '../config/train-config.ts'
import { classNumbers, linkNumbers, ownedNumbers } from '../domain/network-numbers.ts'
import { trafficClasses } from '../domain/traffic-class.ts'

/** What a train's file comes to for the kernel: links are numbered in the order of the file. */
export const networkPlanOf = (
  { links, traffic }: Pick<TrainConfig, 'links' | 'traffic'>,
  network: LinuxNetworkConfig,
): NetworkPlan => ({
  links: Object.keys(links).flatMap((name, index) => {
    const link = network.links[name]
    return link ? [{ name, ...link, ...linkNumbers(index + 1) }] : []
  }),
  classes: trafficClasses.flatMap((name) => {
    const { ingress } = network.classes[name] ?? {}
    const terms = traffic[name]
    if (!ingress || !terms) return []
    const { links: allowed, rateFloorKbps: floorKbps = 0, rateCeilingKbps: ceilingKbps } = terms
    return [{ name, ingress, links: allowed, floorKbps, ceilingKbps, ...classNumbers(name) }]
  }),
  owned: ownedNumbers,
})
