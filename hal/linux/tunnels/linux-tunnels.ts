import { type Clock, sleep } from '../../clock.ts'
import { KeptPart } from '../../kept-part.ts'
import type { Tunnel, Tunnels, TwoWays } from '../../tunnel.ts'
import { presentInterfaces } from '../network/present-interfaces.ts'
import { missingForRouting, missingTools, networkFailed, runTool, type Tool } from '../network/tool.ts'
import { keepDoubleTable, refuseWithoutDup } from './double-table.ts'
import { readKeyFile } from './key-file.ts'
import { ipLines, type SeenInterface, wgArgs } from './tunnel-changes.ts'
import { readWgDump } from './wg-dump.ts'
import { removeSpentSocket, startWireguardGo } from './wireguard-go.ts'

/** A wireguard-go that died has taken its interface along; it is back within this. */
const RESTORE_EVERY_MS = 5_000
const HEAD_START_MS = 3_000

interface IpAddress {
  ifname?: string
  flags?: string[]
  mtu?: number
  linkinfo?: { info_kind?: string }
  addr_info?: { family?: string; local?: string; address?: string }[]
}

const readInterface = async (name: string): Promise<SeenInterface | undefined> => {
  const all = JSON.parse((await runTool('ip', ['-json', 'addr', 'show'])) || '[]') as IpAddress[]
  const found = all.find(({ ifname }) => ifname === name)
  return (
    found && {
      isUp: found.flags?.includes('UP') === true,
      mtuBytes: found.mtu ?? 0,
      addresses: (found.addr_info ?? [])
        .filter(({ family }) => family === 'inet')
        .map(({ local = '', address = '' }) => `${local} peer ${address}`),
    }
  )
}

const tools: readonly Tool[] = ['ip', 'wg']

const TRIAL_LINK = ['ip', 'link', 'add', 'dev', 'trial', 'type', 'wireguard']

/** Whether the kernel makes tunnels itself; tried in a network namespace that ends at once. */
const isInKernel = (): Promise<boolean> =>
  runTool('unshare', ['--net', ...TRIAL_LINK]).then(
    () => true,
    () => false,
  )

/** What is missing to make those that are not there yet, a sentence each: where the kernel has no WireGuard, wireguard-go is wanted. */
const missingToMake = async (wanted: readonly Tunnel[]): Promise<string[]> => {
  const present = await presentInterfaces()
  if (wanted.every((one) => present.has(one.interface)) || (await isInKernel())) return []
  return missingTools(['wireguard-go'])
}

/** In the kernel where it can; else by wireguard-go. */
const makeInterface = async (name: string): Promise<void> => {
  try {
    await runTool('ip', ['link', 'add', 'dev', name, 'type', 'wireguard'])
  } catch {
    await startWireguardGo(name)
  }
}

const readTunnel = async (name: string) => {
  const seen = readWgDump(await runTool('wg', ['show', name, 'dump']))
  if (!seen) throw networkFailed(`wg told nothing of ${name} that is understood`)
  return seen
}

/** Makes one tunnel as it is wanted; whether anything had to change. */
const keepOne = async (wanted: Tunnel): Promise<boolean> => {
  const { interface: name } = wanted
  const privateKey = await readKeyFile(wanted.privateKeyFile)
  const before = await readInterface(name)
  if (!before) await makeInterface(name)
  const args = wgArgs(wanted, privateKey, await readTunnel(name))
  // The mark comes before the peer: what is sent before it would go, and stay, by another link.
  if (args.length > 0) await runTool('wg', ['set', name, ...args])
  const lines = ipLines(wanted, (await readInterface(name)) ?? { isUp: false, mtuBytes: 0, addresses: [] })
  if (lines.length > 0) await runTool('ip', ['-batch', '-'], `${lines.join('\n')}\n`)
  return !before || args.length > 0 || lines.length > 0
}

/** Told by the interface of a tunnel, or by the nft table of what sends two ways. */
export type OnTunnelTrouble = (name: string, trouble: string | undefined) => void

class LinuxTunnels implements Tunnels {
  readonly #parts: ReadonlyMap<string, KeptPart>

  constructor(wanted: readonly Tunnel[], double: TwoWays | undefined) {
    this.#parts = new Map([
      ...wanted.map((one) => [one.interface, new KeptPart(() => keepOne(one))] as const),
      ...(double ? [[double.nftTable, new KeptPart(() => keepDoubleTable(double))] as const] : []),
    ])
  }

  keepRestoring(clock: Clock, onTrouble: OnTunnelTrouble): void {
    for (const [name, part] of this.#parts)
      part.keepRestoring(clock, RESTORE_EVERY_MS, (trouble) => onTrouble(name, trouble))
  }

  /** One that fails keeps no other from being made. */
  async restore(): Promise<number> {
    const done = await Promise.allSettled([...this.#parts.values()].map((part) => part.restore()))
    for (const one of done) if (one.status === 'rejected') throw one.reason
    return done.filter((one) => one.status === 'fulfilled' && one.value).length
  }

  async close(): Promise<void> {
    await Promise.all([...this.#parts.values()].map((part) => part.close()))
  }
}

/** Rejects with `network-failed` when tools, rights or a key are missing, or what sends two ways; changes nothing. */
export const checkLinuxTunnels = async (wanted: readonly Tunnel[], isDouble: boolean): Promise<void> => {
  const missing = await missingForRouting(isDouble ? [...tools, 'nft', 'unshare'] : tools)
  if (missing.length > 0) throw networkFailed(missing.join('; '))
  const missingThen = await missingToMake(wanted)
  if (missingThen.length > 0) throw networkFailed(missingThen.join('; '))
  if (isDouble) await refuseWithoutDup()
  for (const { privateKeyFile } of wanted) await readKeyFile(privateKeyFile)
}

/**
 * Takes tunnels over as they stand and changes what differs, again every 5 s; what one of them sends may go two ways.
 * Rejects with `network-failed` when one cannot be made.
 */
export const openLinuxTunnels = async (
  wanted: readonly Tunnel[],
  clock: Clock,
  { double, onTrouble }: { double?: TwoWays | undefined; onTrouble: OnTunnelTrouble },
): Promise<Tunnels> => {
  await checkLinuxTunnels(wanted, double !== undefined)
  const tunnels = new LinuxTunnels(wanted, double)
  await tunnels.restore()
  tunnels.keepRestoring(clock, onTrouble)
  return tunnels
}

/** The same each for itself: one that cannot be made is told of and tried again, and waited for 3 s at the most. */
export const openEachLinuxTunnel = async (
  wanted: readonly Tunnel[],
  clock: Clock,
  { double, onTrouble }: { double?: TwoWays | undefined; onTrouble: OnTunnelTrouble },
): Promise<Tunnels> => {
  const tunnels = new LinuxTunnels(wanted, double)
  tunnels.keepRestoring(clock, onTrouble)
  // What fails now fails again within 5 s, and is told then.
  await Promise.race([tunnels.restore().catch(() => {}), sleep(clock, HEAD_START_MS)])
  return tunnels
}

/** Takes away the interfaces of tunnels, with what runs them, and says how many; those that are not there are well. */
export const removeLinuxTunnels = async (tunnels: readonly Pick<Tunnel, 'interface'>[]): Promise<number> => {
  let count = 0
  for (const { interface: name } of tunnels) {
    if (!(await readInterface(name))) {
      await removeSpentSocket(name)
      continue
    }
    // An interface of this name that is no tunnel is somebody else's.
    await readTunnel(name)
    await runTool('ip', ['link', 'del', 'dev', name])
    count += 1
  }
  return count
}

/** Interfaces of WireGuard tunnels that mark what they send so; none where no tool of WireGuard's is. */
export const tunnelsWithMark = async (mark: number): Promise<string[]> => {
  const told = await runTool('wg', ['show', 'all', 'fwmark']).catch(() => '')
  const there = await Promise.all(
    told.split('\n').map(async (line) => {
      const [name = '', fwmark] = line.split('\t')
      return Number(fwmark) === mark && (await readInterface(name)) ? [name] : []
    }),
  )
  return there.flat()
}
