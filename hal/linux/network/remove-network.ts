import type { NetworkPlan } from '../../network.ts'
import { readKernelState } from './kernel-state.ts'
import { applyLines } from './linux-network.ts'
import { readTables, removeTables } from './nft-table.ts'
import { countChanges, routingChanges } from './routing-changes.ts'
import { shapedInterfaces, unshapeInterface } from './shaping.ts'
import { missingForRouting, networkFailed } from './tool.ts'

/** How much of the kernel is ours. */
export interface OwnedInKernel {
  rules: number
  routes: number
  tables: number
  shaped: readonly string[]
}

const NOTHING = { routes: [], rules: [] }

const planOf = (owned: NetworkPlan['owned']): NetworkPlan => ({ links: [], classes: [], owned })

/** Counts what is ours, whatever plan made it. */
export const readOwned = async (owned: NetworkPlan['owned']): Promise<OwnedInKernel> => {
  const { rules, routes } = await readKernelState(planOf(owned))
  const tables = await readTables(owned.nftTable)
  return { rules: rules.length, routes: routes.length, tables: tables.length, shaped: await shapedInterfaces(owned) }
}

/**
 * Takes all that is ours out of the kernel, and nothing else; says how many things went. Marks go first, then the rules that act on them,
 * then their tables. Rejects with `network-failed`.
 */
export const removeNetwork = async (owned: NetworkPlan['owned']): Promise<number> => {
  const missing = await missingForRouting()
  if (missing.length > 0) throw networkFailed(missing.join('; '))
  const state = await readKernelState(planOf(owned))
  const changes = routingChanges(state, NOTHING, owned.protocol)
  const tables = await removeTables(owned.nftTable)
  for (const of of ['rule', 'route'])
    await applyLines({
      4: changes.after[4].filter((line) => line.startsWith(of)),
      6: changes.after[6].filter((line) => line.startsWith(of)),
    })
  const shaped = await shapedInterfaces(owned)
  for (const dev of shaped) await unshapeInterface(owned, dev)
  return countChanges(changes) + tables + shaped.length
}
