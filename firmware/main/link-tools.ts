import type { LinkTools } from '../../hal/link-tools.ts'
import { linuxLinkTools } from '../../hal/linux/network/link-tools.ts'
import type { LinuxNetworkConfig } from '../config/network-config.ts'
import type { TrainConfig } from '../config/train-config.ts'
import type { SpeedServer } from '../services/links/link-tests.ts'

/** The programs that test the links of a train whose network is the kernel's. */
export const openLinkTools = ({ links, resolvers }: Pick<LinuxNetworkConfig, 'links' | 'resolvers'>): LinkTools =>
  linuxLinkTools(
    Object.fromEntries(
      Object.entries(links).map(([name, { interface: own, resolver }]) => [
        name,
        { interface: own, resolvers: resolver === undefined ? resolvers : [resolver] },
      ]),
    ),
  )

/** Whom speed is measured against: the server of the train's file, or the hub in the link's tunnel. */
export const speedServerOf =
  ({ network }: Pick<TrainConfig, 'network'>): SpeedServer =>
  (link) => {
    if (network.kind !== 'linux' || !network.speedtest) return undefined
    const { host, port } = network.speedtest
    if (host !== undefined) return { host, port }
    const address = network.tunnels?.links[link]?.address
    return address && { host: address.peer, port, own: address.own }
  }
