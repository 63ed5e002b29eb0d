import type { LanPlan } from '../../hal/lan.ts'
import type { TrainConfig } from '../config/train-config.ts'
import { ipv4Number } from '../domain/ipv4-network.ts'

/** Where what is leased and served is kept, within the folder of what survives a restart. */
export const lanFolderOf = (stateFolder: string): string => `${stateFolder}/lan`

/** The networks that a train's file has on the train's side, also when it has none: what an earlier file had has to go. `undefined` where no kernel routes. */
export const lanPlanOf = ({ network, state }: Pick<TrainConfig, 'network' | 'state'>): LanPlan | undefined => {
  if (network.kind !== 'linux') return undefined
  const lans = Object.entries(network.lans).map(([name, { dhcp, ...lan }]) => ({
    interface: name,
    ...lan,
    ...(dhcp && { dhcp: { ...dhcp, clientsAtMost: ipv4Number(dhcp.to) - ipv4Number(dhcp.from) + 1 } }),
  }))
  return { lans, resolvers: network.resolvers, folder: lanFolderOf(state.folder) }
}
