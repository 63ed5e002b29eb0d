import { readdir } from 'node:fs/promises'
import { z } from 'zod'
import type { Cancel, Clock } from '../../clock.ts'
import type { Lan, LanPlan, Lans } from '../../lan.ts'
import { parseJson } from '../network/kernel-state.ts'
import { missingForRouting, networkFailed, runTool } from '../network/tool.ts'
import type { ServedLan } from './dnsmasq-config.ts'
import { DnsmasqKeeper, endDnsmasq } from './dnsmasq-keeper.ts'
import { ALIAS, lanLines, type SeenLan } from './lan-lines.ts'

const RESTORE_EVERY_MS = 5_000

const addressShape = z.looseObject({ local: z.string().optional(), prefixlen: z.number().optional() })
const interfaceShape = z.looseObject({
  ifname: z.string(),
  flags: z.array(z.string()),
  ifalias: z.string().optional(),
  addr_info: z.array(addressShape).default([]),
})

const readAddresses = async () =>
  parseJson(z.array(interfaceShape), await runTool('ip', ['-json', 'address', 'show']), 'ip address')

const readInterfaces = async (): Promise<ReadonlyMap<string, SeenLan>> => {
  const found = await readAddresses()
  return new Map(
    found.map(({ ifname, flags, addr_info }) => [
      ifname,
      { isUp: flags.includes('UP'), addresses: addr_info.map(({ local, prefixlen }) => `${local}/${prefixlen}`) },
    ]),
  )
}

/** What cannot be made of a network here, a sentence. */
const whyNot = ({ interface: name, vlan }: Lan, seen: ReadonlyMap<string, SeenLan>): string | undefined => {
  if (seen.has(name)) return undefined
  if (!vlan) return `${name}: there is no such interface`
  return seen.has(vlan.parent) ? undefined : `${name}: its parent ${vlan.parent} is not there`
}

const makeLan = async (lan: Lan, seen: SeenLan | undefined): Promise<number> => {
  const lines = lanLines(lan, seen)
  if (lines.length === 0) return 0
  try {
    await runTool('ip', ['-batch', '-'], `${lines.join('\n')}\n`)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.replace(/^network: /, '') : String(cause)
    const hint = lan.vlan && !seen ? '; VLANs need a kernel with 8021q' : ''
    throw networkFailed(`${lan.interface}: ${why}${hint}`, cause)
  }
  return lines.length
}

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
  readonly #servers: readonly DnsmasqKeeper[]
  readonly #clock: Clock
  #last: Promise<unknown> = Promise.resolve()
  #endRestoring: Cancel = () => {}

  constructor(plan: LanPlan, clock: Clock) {
    this.#plan = plan
    this.#servers = servedOf(plan).map((served) => new DnsmasqKeeper(served, clock))
    this.#clock = clock
  }

  keepRestoring(clock: Clock): void {
    this.#endRestoring = clock.every(RESTORE_EVERY_MS, () => void this.restore().catch(() => {}))
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
    const seen = await readInterfaces()
    const missing = this.#plan.lans.flatMap((lan) => whyNot(lan, seen) ?? [])
    if (missing.length > 0) throw networkFailed(missing.join('; '))
    let changed = 0
    for (const lan of this.#plan.lans) changed += await makeLan(lan, seen.get(lan.interface))
    changed += await endOthers(this.#plan, this.#clock)
    for (const server of this.#servers) if (await server.keep()) changed++
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
 * Makes and serves the train's own networks, again every 5 s. Rejects with `network-failed`, before anything changes when tools, rights
 * or interfaces are missing.
 */
export const openLinuxLans = async (plan: LanPlan, clock: Clock): Promise<Lans> => {
  await checkLinuxLans(plan)
  const lans = new LinuxLans(plan, clock)
  await lans.restore()
  lans.keepRestoring(clock)
  return lans
}

/** Ends what serves the train's networks and takes away the VLANs that were made; says how many things went. What the system had stays. */
export const removeLans = async (folder: string, clock: Clock): Promise<number> => {
  let ended = 0
  for (const one of await foldersIn(folder)) if (await endDnsmasq(one, clock)) ended++
  const made = (await readAddresses()).filter(({ ifalias }) => ifalias === ALIAS)
  for (const { ifname } of made) await runTool('ip', ['link', 'delete', 'dev', ifname])
  return made.length + ended
}
