import type { NetworkPlan } from '../../network.ts'
import { readKernelState } from './kernel-state.ts'
import { applyLines } from './linux-network.ts'
import { readTables, removeTables } from './nft-table.ts'
import { countChanges, routingChanges } from './routing-changes.ts'
import { shapedInterfaces, unshapeInterface } from './shaping.ts'
import { missingForRouting, networkFailed } from './tool.ts'
import { carriedBy } from './wanted-routing.ts'

const NOTHING = { routes: [], rules: [] }

const planOf = (owned: NetworkPlan['owned']): NetworkPlan => ({ links: [], classes: [], lans: [], owned })

const refuseWhatIsMissing = async (): Promise<void> => {
  const missing = await missingForRouting()
  if (missing.length > 0) throw networkFailed(missing.join('; '))
}

/** What of the kernel is ours, how much of it, and which link carries each class of a plan. Rejects with `network-failed`. */
export const readOwned = async (plan: NetworkPlan) => {
  await refuseWhatIsMissing()
  const { rules, routes, conflicts } = await readKernelState(plan)
  const tables = await readTables(plan.owned.nftTable)
  return {
    carried: carriedBy(plan, routes),
    rules: rules.length,
    routes: routes.length,
    tables: tables.length,
    shaped: await shapedInterfaces(plan.owned),
    conflicts,
  }
}

/**
 * Takes all that is ours out of the kernel, and nothing else; says how many things went. Marks go first, then the rules that act on them,
 * then their tables. Rejects with `network-failed`.
 */
export const removeNetwork = async (owned: NetworkPlan['owned']): Promise<number> => {
  await refuseWhatIsMissing()
  const state = await readKernelState(planOf(owned))
  const changes = routingChanges(state, NOTHING, owned.protocol)
  const tables = await removeTables(owned.nftTable)
  await applyLines(changes.after)
  const shaped = await shapedInterfaces(owned)
  for (const dev of shaped) await unshapeInterface(owned, dev)
  return countChanges(changes) + tables + shaped.length
}
