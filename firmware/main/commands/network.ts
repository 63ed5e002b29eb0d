import { systemClock } from '../../../hal/linux/clock.ts'
import type { NetworkPlan } from '../../../hal/network.ts'
import { parseConfig } from '../../config/read-config.ts'
import { doubleNumbers, ownedNumbers } from '../../domain/network-numbers.ts'
import { UsageError } from '../../usage-error.ts'
import { STATE_FOLDER } from '../command-line/common-options.ts'
import { lanFolderOf } from '../lan-plan.ts'
import { readText } from '../linux-machine.ts'
import { networkPlanOf } from '../network-plan.ts'
import type { StopSignal } from '../stop-signal.ts'
import { trainTunnelsOf } from '../tunnel-plan.ts'

const HEADINGS = ['class', 'link', 'interface', 'mark', 'table']

const rowsOf = ({ classes, links }: NetworkPlan, carried: ReadonlyMap<string, string>): string[][] =>
  classes.map(({ name, mark, table }) => {
    const link = links.find((one) => one.name === carried.get(name))
    const exit = link?.tunnel ?? link?.interface
    return [name, link?.name ?? 'none', exit ?? '-', `0x${mark.toString(16)}`, String(table)]
  })

/** Columns as wide as their widest cell. */
const aligned = (rows: readonly (readonly string[])[]): string[] => {
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

const linuxTrain = async (file: string) => {
  const config = parseConfig(await readText(file), file)
  if (config.network.kind !== 'linux')
    throw new UsageError(`${file}: network.kind: "${config.network.kind}": only linux routes in the kernel`)
  return { config, network: config.network }
}

type LinuxTrain = Awaited<ReturnType<typeof linuxTrain>>

/** `network show`: the kernel's word, not that of the service; it works while nothing of ours runs. */
export const networkShow = async ({ config: file }: { config: string }, _stop: StopSignal): Promise<number> => {
  const { config, network } = await linuxTrain(file)
  const plan = networkPlanOf(config, network)
  const { readOwned } = await import('../../../hal/linux/network/owned-in-kernel.ts')
  const { carried, rules, routes, tables, shaped, conflicts } = await readOwned(plan)
  const lines = [
    ...aligned([HEADINGS, ...rowsOf(plan, carried)]),
    `in the kernel: ${rules} rules, ${routes} routes, ${tables} nft tables, ${shaped.join(', ') || 'nothing'} shaped`,
    ...(rules + routes + tables === 0
      ? ['nothing here is ours: run was not started, or is in another network namespace (ip netns exec NAME …)']
      : []),
    ...conflicts.map((conflict) => `in the way: ${conflict}`),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  return 0
}

/** Tunnels of a train's file; what runs inside others goes first. */
const removeTunnels = async (train: LinuxTrain | undefined): Promise<number> => {
  const { removeLinuxTunnels, tunnelsWithMark } = await import('../../../hal/linux/tunnels/linux-tunnels.ts')
  if (train) return removeLinuxTunnels(trainTunnelsOf(train.config, train.network).reverse())
  const [inside] = await tunnelsWithMark(doubleNumbers.mark)
  if (inside !== undefined)
    throw new UsageError(
      `${inside} would send its own datagrams through itself: give --config, which takes it away too`,
    )
  return 0
}

/** `network remove`: what is foreign stays, and tunnels unless a train's file names them. */
export const networkRemove = async (
  { config: file, state }: { config?: string; state?: string },
  _stop: StopSignal,
): Promise<number> => {
  const { removeNetwork } = await import('../../../hal/linux/network/owned-in-kernel.ts')
  const { removeLans } = await import('../../../hal/linux/lan/linux-lans.ts')
  const train = file === undefined ? undefined : await linuxTrain(file)
  const folder = lanFolderOf(state ?? train?.config.state.folder ?? STATE_FOLDER)
  const tunnels = await removeTunnels(train)
  const count = tunnels + (await removeNetwork(ownedNumbers)) + (await removeLans(folder, systemClock))
  process.stdout.write(count === 0 ? 'nothing in the kernel is ours\n' : `taken out of the kernel: ${count} things\n`)
  return 0
}
