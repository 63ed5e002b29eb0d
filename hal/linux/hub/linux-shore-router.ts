import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Cancel, Clock } from '../../clock.ts'
import { keepRestoring, type OnTrouble } from '../../restoring.ts'
import type { ShorePlan, ShoreRouter } from '../../shore-router.ts'
import type { Isolation } from '../network/shaped-tree.ts'
import { isolationHere, shapeInterface, unshapeInterface } from '../network/shaping.ts'
import { missingForRouting, networkFailed, runTool } from '../network/tool.ts'
import { together } from '../together.ts'
import { families, leavingLines, missingLines } from './shore-routing.ts'
import { moveScript, ofFamily, sharedTunnelOf, shoreRuleset } from './shore-ruleset.ts'

const RESTORE_EVERY_MS = 5_000

const setting = async (name: string): Promise<string> => {
  const text = await readFile(`/proc/sys/net/${name.replaceAll('.', '/')}`, 'latin1').catch(() => '')
  return text.trim()
}

/** What of the machine would make a hub fail in silence. */
const refuseUnfit = async (plan: ShorePlan): Promise<void> => {
  const wanted = [
    ['ipv4.ip_forward', (value: string) => value === '1', '1'],
    // Strict, it drops what comes by any tunnel but the one by which the main table would answer.
    ['ipv4.conf.all.rp_filter', (value: string) => value !== '1', '0 or 2'],
    ...(plan.classes.some(({ networks }) => ofFamily(networks, 6).length > 0)
      ? [['ipv6.conf.all.forwarding', (value: string) => value === '1', '1'] as const]
      : []),
  ] as const
  for (const [name, isFit, fit] of wanted) {
    const value = await setting(name)
    if (!isFit(value)) throw networkFailed(`net.${name} is ${value || 'not there'}: a hub needs ${fit}`)
  }
}

const applyLines = async (family: 4 | 6, lines: readonly string[]): Promise<void> => {
  if (lines.length > 0) await runTool('ip', [`-${family}`, '-force', '-batch', '-'], `${lines.join('\n')}\n`)
}

/** conntrack(8) counts a class that has no flow as a failure, with no other sign than its words. */
const markFlows = async (family: 4 | 6, network: string, mark: string): Promise<void> => {
  try {
    await runTool('conntrack', ['-U', '-f', `ipv${family}`, '-s', network, '-m', mark])
  } catch (error) {
    if (!(error instanceof Error && /\b0 flow entries have been updated/.test(error.message))) throw error
  }
}

/** A class, and the link by which it is to be answered. */
interface Move {
  trafficClass: string
  link: string
}

class LinuxShoreRouter implements ShoreRouter {
  readonly #plan: ShorePlan
  readonly #rules: string
  /** What the table was made from stands in its comment: a restart finds it, and leaves what it has learnt. */
  readonly #made: string
  readonly #isolation: Isolation
  /** Capacities by link, kbit/s. */
  readonly #shaped = new Map<string, number>()
  readonly #moving = together<Move>({
    inTurn: (change) => this.#inTurn(change),
    all: (moves) => this.#move(moves),
    each: (move) => this.#move([move]),
  })
  /** By which link each class was last moved, for marks that are changed later. */
  readonly #present = new Map<string, string>()
  #last: Promise<unknown> = Promise.resolve()
  /** Classes that moved, and whose flows' marks do not all say so yet. */
  readonly #unmarked = new Set<string>()
  #marking: Promise<void> | undefined
  #endRestoring: Cancel = () => {}

  constructor(plan: ShorePlan, isolation: Isolation) {
    this.#plan = plan
    this.#isolation = isolation
    const rules = shoreRuleset(plan, isolation)
    this.#made = `made from ${createHash('sha256').update(rules).digest('hex').slice(0, 32)}`
    this.#rules = rules.replace('{', `{ comment "${this.#made}"`)
  }

  keepRestoring(clock: Clock, onTrouble: OnTrouble): void {
    const restore = () => this.restore().then(() => undefined)
    this.#endRestoring = keepRestoring({ clock, everyMs: RESTORE_EVERY_MS, restore, onTrouble })
  }

  restore(): Promise<number> {
    return this.#inTurn(async () => {
      // First, and whatever else fails: without it the hub neither filters nor translates.
      let changed = (await this.#keepTable()) ? 1 : 0
      const done = await Promise.allSettled([
        ...families.map((family) => this.#keepRoutes(family)),
        ...[...this.#shaped].map(([link, kbps]) => this.#shape(link, kbps)),
        this.#markMoved(),
      ])
      for (const one of done) {
        if (one.status === 'rejected') throw one.reason
        changed += one.value ?? 0
      }
      return changed
    })
  }

  /** Flows that speak are turned by the rules at once; the marks of all are changed after that, beside later moves. */
  async move(trafficClass: string, link: string): Promise<void> {
    await this.#moving({ trafficClass, link })
    this.#unmarked.add(trafficClass)
    this.#markMoved().catch(() => undefined)
  }

  async shape(link: string, capacityKbps: number | undefined): Promise<void> {
    await this.#inTurn(async () => {
      if (capacityKbps === undefined) this.#shaped.delete(link)
      else this.#shaped.set(link, capacityKbps)
      await this.#shape(link, capacityKbps)
    })
  }

  async close(): Promise<void> {
    this.#endRestoring()
    await Promise.allSettled([this.#last, this.#marking])
  }

  /** One transaction of nft. */
  async #move(moves: readonly Move[]): Promise<void> {
    const scripts = moves.map(({ trafficClass, link }) => {
      const script = moveScript(this.#plan, trafficClass, link)
      if (script === '') throw networkFailed(`${trafficClass} by ${link}: there is no such class or link here`)
      return script
    })
    await runTool('nft', ['-f', '-'], scripts.join(''))
    for (const { trafficClass, link } of moves) this.#present.set(trafficClass, link)
  }

  async #keepRoutes(family: 4 | 6): Promise<number> {
    const lines = await missingLines(this.#plan, family)
    await applyLines(family, lines)
    return lines.length
  }

  async #shape(link: string, capacityKbps: number | undefined): Promise<void> {
    const found = this.#plan.links.find(({ name }) => name === link)
    if (!found) throw networkFailed(`${link}: there is no such link here`)
    const shared = sharedTunnelOf(this.#plan, this.#isolation)
    if (capacityKbps === undefined) await unshapeInterface(shared, found.interface)
    else await shapeInterface(shared, found.interface, capacityKbps)
  }

  /** One class after the other, each as it goes by then. What fails is tried again when all is restored, and told there. */
  #markMoved(): Promise<void> {
    this.#marking ??= this.#markEach().finally(() => {
      this.#marking = undefined
    })
    return this.#marking
  }

  async #markEach(): Promise<void> {
    for (const trafficClass of this.#unmarked) {
      // Moved once more meanwhile it is added, and so met, again.
      this.#unmarked.delete(trafficClass)
      try {
        await this.#mark(trafficClass)
      } catch (error) {
        this.#unmarked.add(trafficClass)
        throw error
      }
    }
  }

  /** Flows that the kernel knows carry their link in their conntrack mark: those of a class get that of where it goes now. */
  async #mark(trafficClass: string): Promise<void> {
    const { classes, links, linkMask } = this.#plan
    const networks = classes.find(({ name }) => name === trafficClass)?.networks ?? []
    const mark = links.find(({ name }) => name === this.#present.get(trafficClass))?.mark ?? 0
    const done = await Promise.allSettled(
      families.flatMap((family) =>
        ofFamily(networks, family).map((network) => markFlows(family, network, `${mark}/${linkMask}`)),
      ),
    )
    for (const one of done) if (one.status === 'rejected') throw one.reason
  }

  async #keepTable(): Promise<boolean> {
    const { nftTable } = this.#plan.owned
    const there = await runTool('nft', ['list', 'tables', 'inet'])
    const isThere = there.split('\n').includes(`table inet ${nftTable}`)
    const made = isThere ? await runTool('nft', ['-t', 'list', 'table', 'inet', nftTable]) : ''
    if (made.includes(this.#made)) return false
    await runTool('nft', ['-f', '-'], `${isThere ? `delete table inet ${nftTable}\n` : ''}${this.#rules}`)
    return true
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const done = this.#last.catch(() => {}).then(change)
    this.#last = done
    return done
  }
}

/** Rejects with `network-failed` where this machine is unfit for a hub: tools, rights, forwarding. Changes nothing. */
export const checkLinuxShore = async (plan: ShorePlan): Promise<void> => {
  const missing = await missingForRouting(['ip', 'tc', 'nft', 'unshare', 'conntrack'])
  if (missing.length > 0) throw networkFailed(missing.join('; '))
  await refuseUnfit(plan)
}

/** Makes the hub's rules, routes and marks, again every 5 s, on a machine that was found fit. Rejects with `network-failed`. */
export const openLinuxShoreRouter = async (
  plan: ShorePlan,
  clock: Clock,
  onTrouble: OnTrouble = () => {},
): Promise<ShoreRouter> => {
  const router = new LinuxShoreRouter(plan, await isolationHere())
  await router.restore()
  router.keepRestoring(clock, onTrouble)
  return router
}

/** Takes away all that a hub's router made in the kernel. */
export const removeLinuxShoreRouter = async (plan: ShorePlan): Promise<void> => {
  for (const family of families) await applyLines(family, await leavingLines(plan, family))
  const { nftTable } = plan.owned
  const there = await runTool('nft', ['list', 'tables', 'inet'])
  if (there.split('\n').includes(`table inet ${nftTable}`)) await runTool('nft', ['delete', 'table', 'inet', nftTable])
}
