import { readFile } from 'node:fs/promises'
import type { Cancel, Clock } from '../../clock.ts'
import type { LinkCounter, Network, NetworkClass, NetworkLink, NetworkPlan } from '../../network.ts'
import { keepRestoring, type OnTrouble } from '../../restoring.ts'
import { TerminalError } from '../../terminal-error.ts'
import { together } from '../together.ts'
import { type Family, families, type KernelRoute, type KernelState, readKernelState } from './kernel-state.ts'
import { NftTableKeeper } from './nft-table.ts'
import { countChanges, type RoutingChanges, replaceLine, routingChanges } from './routing-changes.ts'
import { rulesetText, sharedLinkOf } from './ruleset.ts'
import type { Isolation } from './shaped-tree.ts'
import { isolationHere, shapeInterface, unshapeInterface } from './shaping.ts'
import { missingForRouting, missingForwarding, networkFailed, runTool, tooStrict } from './tool.ts'
import { readCounters, usageTableOf, usageTableText } from './usage-table.ts'
import {
  type Carried,
  carriedBy,
  classRoutes,
  exitOf,
  isDoubledBy,
  wantedRouting,
  whyNoExit,
} from './wanted-routing.ts'

/** Interfaces come and go with their devices; what the kernel dropped with one is put back within this. */
const RESTORE_EVERY_MS = 5_000

/** Another after each start of the machine. */
const readBoot = async (): Promise<string> =>
  (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => 'boot')).trim().slice(0, 36)

/** Does the lines of both families at once, as far as they go; rejects when one failed. */
export const applyLines = async (lines: Readonly<Record<Family, readonly string[]>>): Promise<void> => {
  const done = await Promise.allSettled(
    families
      .filter((family) => lines[family].length > 0)
      .map((family) => runTool('ip', [`-${family}`, '-force', '-batch', '-'], `${lines[family].join('\n')}\n`)),
  )
  for (const one of done) if (one.status === 'rejected') throw one.reason
}

const refuse = (reasons: readonly string[]): void => {
  if (reasons.length === 0) return
  throw new TerminalError({ code: 'network-failed', device: 'network', retry: 'never', message: reasons.join('; ') })
}

/** Where a class is to go; without a link, nowhere. */
interface Move {
  wanted: NetworkClass
  over: NetworkLink | undefined
}

/** The kernel's routing as a plan has it. All changes are made one after the other. */
class LinuxNetwork implements Network {
  readonly #plan: NetworkPlan
  readonly #table: NftTableKeeper
  readonly #usage: NftTableKeeper
  readonly #boot: string
  readonly #carried: Map<string, string>
  readonly #shaped = new Map<string, number>()
  readonly #isolation: Isolation
  #state: KernelState
  #isDoubled: boolean
  readonly #moving = together<Move>({
    inTurn: (change) => this.#inTurn(change),
    all: (moves) => this.#moveAll(moves),
    each: (move) => this.#move(move),
  })
  #last: Promise<unknown> = Promise.resolve()
  #endRestoring: Cancel = () => {}

  constructor(plan: NetworkPlan, state: KernelState, { isolation, boot }: { isolation: Isolation; boot: string }) {
    this.#plan = plan
    this.#table = new NftTableKeeper(plan.owned.nftTable)
    this.#usage = new NftTableKeeper(usageTableOf(plan))
    this.#boot = boot
    this.#state = state
    this.#isolation = isolation
    this.#carried = carriedBy(plan, state.routes)
    this.#isDoubled = isDoubledBy(plan, state.routes)
  }

  /** Puts back at intervals what has gone missing. What fails is tried again, and the next `route` says why. */
  keepRestoring(clock: Clock, onTrouble: OnTrouble): void {
    const restore = () => this.restore().then(() => undefined)
    this.#endRestoring = keepRestoring({ clock, everyMs: RESTORE_EVERY_MS, restore, onTrouble })
  }

  /** Makes the kernel's routing as planned; says how many things had to change. */
  restore(): Promise<number> {
    return this.#inTurn(async () => {
      this.#state = await readKernelState(this.#plan)
      refuse(this.#state.conflicts)
      const changes = this.#changes(this.#carried)
      await applyLines(changes.before)
      const { interfaces } = this.#state
      const isWritten = await this.#table.keep(rulesetText(this.#plan, { interfaces, isolation: this.#isolation }))
      const isCounted = !(await this.#usage.keep(usageTableText(this.#plan)))
      await applyLines(changes.after)
      for (const [dev, capacityKbps] of this.#shaped) if (interfaces.has(dev)) await this.#shape(dev, capacityKbps)
      return countChanges(changes) + (isWritten ? 1 : 0) + (isCounted ? 0 : 1)
    })
  }

  routes(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#carried)
  }

  async route(trafficClass: string, link: string | undefined): Promise<void> {
    const wanted = this.#classNamed(trafficClass)
    const over = link === undefined ? undefined : this.#linkNamed(link)
    if (over && !wanted.links.includes(over.name))
      throw networkFailed(`${trafficClass} may not go by ${over.name}; its links: ${wanted.links.join(', ')}`)
    await this.#moving({ wanted, over })
  }

  async shape(link: string, capacityKbps: number | undefined): Promise<void> {
    const dev = exitOf(this.#linkNamed(link))
    await this.#inTurn(async () => {
      if (capacityKbps === undefined) {
        this.#shaped.delete(dev)
        await unshapeInterface(this.#plan.owned, dev)
        return
      }
      this.#shaped.set(dev, capacityKbps)
      await this.#shape(dev, capacityKbps)
    })
  }

  async double(isThrough: boolean): Promise<void> {
    this.#isDoubled = isThrough
    await this.restore()
  }

  onTraffic(): void {
    // What links carry is measured elsewhere: the kernel's counters alone do not say whether anything comes back.
  }

  counters(): Promise<readonly LinkCounter[]> {
    return readCounters(this.#plan, this.#boot)
  }

  async close(): Promise<void> {
    this.#endRestoring()
    await this.#last.catch(() => {})
  }

  async #shape(dev: string, capacityKbps: number): Promise<void> {
    await shapeInterface(sharedLinkOf(this.#plan, this.#isolation), dev, capacityKbps)
  }

  /** One `ip route replace` of each family, by what was last read of the interfaces; read anew when that fails. */
  async #move({ wanted, over }: Move): Promise<void> {
    const earlier = this.#carried.get(wanted.name)
    try {
      await this.#replace([{ wanted, over }])
    } catch {
      this.#state = await readKernelState(this.#plan)
      try {
        await this.#replace([{ wanted, over }])
      } catch (error) {
        // One family may have moved: both go back to where they were.
        const back = { wanted, over: earlier === undefined ? undefined : this.#linkNamed(earlier) }
        await this.#replace([back]).catch(() => {})
        throw error
      }
    }
    this.#keep({ wanted, over })
  }

  async #moveAll(moves: readonly Move[]): Promise<void> {
    await this.#replace(moves)
    for (const move of moves) this.#keep(move)
  }

  #keep({ wanted, over }: Move): void {
    if (over) this.#carried.set(wanted.name, over.name)
    else this.#carried.delete(wanted.name)
  }

  async #replace(moves: readonly Move[]): Promise<void> {
    for (const { over } of moves) {
      const why = over && whyNoExit(over, this.#state.interfaces)
      if (why !== undefined) throw networkFailed(why)
    }
    const routes = moves.flatMap(({ wanted, over }) => classRoutes(wanted, over, this.#routed()))
    await applyLines({ 4: this.#lines(routes, 4), 6: this.#lines(routes, 6) })
  }

  #routed() {
    return { interfaces: this.#state.interfaces, double: this.#isDoubled ? this.#plan.double : undefined }
  }

  #lines(routes: readonly KernelRoute[], family: Family): string[] {
    return routes
      .filter((route) => route.family === family)
      .map((route) => replaceLine(route, this.#plan.owned.protocol))
  }

  #changes(carried: Carried): RoutingChanges {
    const wanted = wantedRouting(this.#plan, carried, this.#routed())
    return routingChanges(this.#state, wanted, this.#plan.owned.protocol)
  }

  #classNamed(name: string): NetworkClass {
    const found = this.#plan.classes.find((one) => one.name === name)
    if (found) return found
    throw networkFailed(`"${name}": no such class; classes: ${this.#plan.classes.map((one) => one.name).join(', ')}`)
  }

  #linkNamed(name: string): NetworkLink {
    const found = this.#plan.links.find((one) => one.name === name)
    if (found) return found
    throw networkFailed(`"${name}": no such link; links: ${this.#plan.links.map((one) => one.name).join(', ')}`)
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const done = this.#last.catch(() => {}).then(change)
    this.#last = done
    return done
  }
}

/** What answers come in by. */
const outsideOf = ({ links }: NetworkPlan): string[] =>
  links.flatMap(({ interface: own, tunnel }) => [own, ...(tunnel === undefined ? [] : [tunnel])])

/** Rejects with `network-failed` when tools, rights or settings of the system are missing, or somebody else's rules are in the way; changes nothing. */
export const checkLinuxNetwork = async (plan: NetworkPlan): Promise<KernelState> => {
  refuse([...(await missingForRouting()), ...(await missingForwarding()), ...(await tooStrict(outsideOf(plan)))])
  const state = await readKernelState(plan)
  refuse(state.conflicts)
  return state
}

/**
 * Takes the kernel's routing over: what classes go by stays as it is, what differs from the plan is changed. Rejects with
 * `network-failed` before anything changes when tools or rights are missing, or somebody else's rules are in the way.
 */
export const openLinuxNetwork = async (
  plan: NetworkPlan,
  clock: Clock,
  onTrouble: OnTrouble = () => {},
): Promise<LinuxNetwork> => {
  const state = await checkLinuxNetwork(plan)
  const network = new LinuxNetwork(plan, state, { isolation: await isolationHere(), boot: await readBoot() })
  await network.restore()
  network.keepRestoring(clock, onTrouble)
  return network
}
