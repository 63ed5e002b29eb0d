import { readdir } from 'node:fs/promises'
import type { Cancel, Clock } from '../../clock.ts'
import type { LanPlan, Lans } from '../../lan.ts'
import { keepRestoring, type OnTrouble } from '../../restoring.ts'
import { missingForRouting, networkFailed } from '../network/tool.ts'
import type { ServedLan } from './dnsmasq-config.ts'
import { DnsmasqKeeper, endDnsmasq } from './dnsmasq-keeper.ts'
import { keepLans, removeOurVlans, systemIp } from './lan-interfaces.ts'

const RESTORE_EVERY_MS = 5_000

const servedOf = ({ lans, resolvers, folder }: LanPlan): ServedLan[] =>
  lans.flatMap(({ dhcp, ...lan }) =>
    dhcp ? [{ lan: { ...lan, dhcp }, resolvers, folder: `${folder}/${lan.interface}` }] : [],
  )

/** Folders of networks that are served, or once were. */
const foldersIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder).catch(() => [])).map((name) => `${folder}/${name}`)

/** Ends the servers of networks that are served no more; says how many. */
const endOthers = async (plan: LanPlan, clock: Clock): Promise<number> => {
  const wanted = new Set(servedOf(plan).map(({ folder }) => folder))
  let ended = 0
  for (const folder of await foldersIn(plan.folder))
    if (!wanted.has(folder) && (await endDnsmasq(folder, clock))) ended++
  return ended
}

class LinuxLans implements Lans {
  readonly #plan: LanPlan
  readonly #servers: readonly { name: string; server: DnsmasqKeeper }[]
  readonly #clock: Clock
  /** Servers that were running and are gone since they were last looked at. */
  #lost: readonly string[] = []
  #last: Promise<unknown> = Promise.resolve()
  #endRestoring: Cancel = () => {}

  constructor(plan: LanPlan, clock: Clock) {
    this.#plan = plan
    this.#servers = servedOf(plan).map((served) => ({
      name: served.lan.interface,
      server: new DnsmasqKeeper(served, clock),
    }))
    this.#clock = clock
  }

  keepRestoring(onTrouble: OnTrouble): void {
    const restore = async () => {
      await this.restore()
      return this.#lost.length === 0
        ? undefined
        : `dnsmasq of ${this.#lost.join(', ')} had ended, and was started again`
    }
    this.#endRestoring = keepRestoring({ clock: this.#clock, everyMs: RESTORE_EVERY_MS, restore, onTrouble })
  }

  restore(): Promise<number> {
    const done = this.#last.catch(() => {}).then(() => this.#restore())
    this.#last = done
    return done
  }

  async close(): Promise<void> {
    this.#endRestoring()
    await this.#last.catch(() => {})
  }

  async #restore(): Promise<number> {
    const { changed: made, failed } = await keepLans(this.#plan.lans, systemIp)
    let changed = made + (await endOthers(this.#plan, this.#clock))
    const wrong = [...failed.values()]
    const lost: string[] = []
    for (const { name, server } of this.#servers) {
      if (failed.has(name)) continue
      try {
        const wasKept = server.isKept
        if (!(await server.keep())) continue
        changed++
        if (wasKept) lost.push(name)
      } catch (cause) {
        wrong.push(`${name}: ${cause instanceof Error ? cause.message : cause}`)
      }
    }
    this.#lost = lost
    if (wrong.length > 0) throw networkFailed(wrong.join('; '))
    return changed
  }
}

/** Rejects with `network-failed` when tools or rights are missing; changes nothing. */
export const checkLinuxLans = async ({ lans }: LanPlan): Promise<void> => {
  const isServed = lans.some(({ dhcp }) => dhcp !== undefined)
  const missing = await missingForRouting(isServed ? ['ip', 'dnsmasq'] : ['ip'])
  if (missing.length > 0) throw networkFailed(missing.join('; '))
}

/**
 * Makes and serves the train's own networks, again every 5 s. Rejects with `network-failed`: before anything changes when tools or rights
 * are missing; when one of the networks cannot be made, after the others were.
 */
export const openLinuxLans = async (plan: LanPlan, clock: Clock, onTrouble: OnTrouble = () => {}): Promise<Lans> => {
  await checkLinuxLans(plan)
  const lans = new LinuxLans(plan, clock)
  await lans.restore()
  lans.keepRestoring(onTrouble)
  return lans
}

/** Ends what serves the train's networks and takes away the VLANs that were made; says how many things went. What the system had stays. */
export const removeLans = async (folder: string, clock: Clock): Promise<number> => {
  let ended = 0
  for (const one of await foldersIn(folder)) if (await endDnsmasq(one, clock)) ended++
  return ended + (await removeOurVlans(systemIp))
}
