import type { TrainConfig } from '../config/train-config.ts'
import { UsageError } from '../usage-error.ts'
import { lanPlanOf } from './lan-plan.ts'
import { missingInterfaces } from './needed-interfaces.ts'
import { networkPlanOf } from './network-plan.ts'

/**
 * Looks, before anything starts, whether the kernel can carry out what a train's file asks of it: tools, rights, keys, foreign rules,
 * interfaces. Rejects with TerminalError `network-failed` or UsageError; changes nothing.
 */
export const checkNetwork = async (train: TrainConfig): Promise<void> => {
  const { network } = train
  if (network.kind !== 'linux') return
  const { checkTrainTunnels } = await import('./train-tunnels.ts')
  const { checkLinuxNetwork } = await import('../../hal/linux/network/linux-network.ts')
  const { checkLinuxLans } = await import('../../hal/linux/lan/linux-lans.ts')
  const { presentInterfaces } = await import('../../hal/linux/network/present-interfaces.ts')
  await checkLinuxNetwork(networkPlanOf(train, network))
  await checkTrainTunnels({ train, network })
  const lans = lanPlanOf(train)
  if (lans) await checkLinuxLans(lans)
  const missing = missingInterfaces(train, network, await presentInterfaces())
  if (missing.length > 0)
    throw new UsageError(
      `${missing.join('; ')}${missing.length > 1 ? '; --wait waits for them' : '; --wait waits for it'}`,
    )
}
