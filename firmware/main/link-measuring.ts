import type { Clock } from '../../hal/clock.ts'
import { openDatagramSocket } from '../../hal/linux/datagram-socket.ts'
import { ipv4AddressOf } from '../../hal/linux/interface-address.ts'
import { readInterfaceCounters } from '../../hal/linux/network/interface-counters.ts'
import { tcpKnock } from '../../hal/linux/tcp-knock.ts'
import { readKeyFile } from '../../hal/linux/tunnels/key-file.ts'
import { wallUtcMs } from '../../hal/linux/wall-clock.ts'
import type { LinuxNetworkConfig } from '../config/network-config.ts'
import { probeTargets } from '../config/probe-targets.ts'
import { type ProbesConfig, probes } from '../config/probes-config.ts'
import type { TrainConfig } from '../config/train-config.ts'
import type { ProbeTerms } from '../plan/probe-pace.ts'
import { LinkMeasuring, type LinkToMeasure } from '../services/links/link-measuring.ts'
import { openDoor } from '../services/links/open-door.ts'
import { ownSocket } from '../services/links/own-socket.ts'
import { type ProbeDoor, tunnelDoor } from '../services/links/probe-door.ts'
import { switchMac } from '../services/switch-mac.ts'

interface MeasuringOptions {
  train: Pick<TrainConfig, 'links'>
  network: LinuxNetworkConfig
  clock: Clock
}

/** What probes of a link that carries leave of its budget, for bursts in doubt. */
const CALM_SHARE = 0.7

const NO_COST: ProbeDoor['cost'] = { probeBytes: 1, knockBytes: 0 }

const termsOf = ({ budgetKbps, ...every }: ProbesConfig, cost = NO_COST): ProbeTerms => {
  const leastMs = (cost.probeBytes * 8) / (budgetKbps * CALM_SHARE)
  return { ...every, ...cost, budgetKbps, usedEveryMs: Math.max(every.usedEveryMs, leastMs) }
}

const doorsInTunnels = async (
  network: LinuxNetworkConfig,
  { port }: ProbesConfig,
): Promise<Record<string, ProbeDoor>> => {
  const { tunnels } = network
  if (!tunnels) return {}
  const mac = switchMac(await readKeyFile(tunnels.announcing.keyFile))
  const knock = tcpKnock()
  const doors = Object.entries(tunnels.links).map(
    ([
      name,
      {
        address: { own, peer },
      },
    ]) => {
      const ownAddress = () => ipv4AddressOf(network.links[name]?.tunnel ?? '')
      const socket = ownSocket({ ownAddress, open: openDatagramSocket })
      const askKernel = () => knock({ from: own, to: peer, port })
      return [name, tunnelDoor({ socket, hub: { host: peer, port }, mac, askKernel })] as const
    },
  )
  return Object.fromEntries(doors)
}

/** Measures the links of a train whose network is the kernel's, once its tunnels were tried: one that is not there answers no probe. Rejects with TerminalError `network-failed` for their key. */
export const openLinkMeasuring = async (options: MeasuringOptions): Promise<LinkMeasuring> => {
  const { train, network, clock } = options
  const config = probes.parse(network.probes ?? {})
  const inTunnels = await doorsInTunnels(network, config)
  const links = Object.entries(network.links).map(([name, { interface: own, tunnel }]): [string, LinkToMeasure] => {
    const ownAddress = () => ipv4AddressOf(own)
    const targets = tunnel === undefined ? probeTargets(network, name) : []
    const door =
      inTunnels[name] ?? (targets.length > 0 ? openDoor({ targets, ownAddress, open: openDatagramSocket }) : undefined)
    const terms = termsOf(config, door?.cost)
    return [name, { interface: tunnel ?? own, door, terms, isCostly: (train.links[name]?.costPerGb ?? 0) > 0 }]
  })
  return new LinkMeasuring({
    clock,
    readCounters: readInterfaceCounters,
    links: Object.fromEntries(links),
    firstNumber: Math.floor(wallUtcMs()),
  })
}
