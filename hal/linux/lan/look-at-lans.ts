import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { Lan, LanLook, LanPlan } from '../../lan.ts'
import { parseJson } from '../network/kernel-state.ts'
import { runTool } from '../network/tool.ts'
import { isDnsAlive } from './dns-alive.ts'
import { findRunning } from './dnsmasq-keeper.ts'

const shape = z.array(
  z.looseObject({
    ifname: z.string(),
    flags: z.array(z.string()),
    stats64: z.looseObject({ rx: z.looseObject({ packets: z.number() }) }).optional(),
    addr_info: z.array(z.looseObject({ local: z.string().optional(), prefixlen: z.number().optional() })).default([]),
  }),
)

export type SeenInterfaces = z.infer<typeof shape>

/** A network as the kernel's list has it; who serves it is added by who knows. */
export const lookOf = ({ interface: name, vlan, address }: Lan, all: SeenInterfaces): LanLook => {
  const own = all.find(({ ifname }) => ifname === name)
  const addresses = own?.addr_info.map(({ local, prefixlen }) => `${local}/${prefixlen}`) ?? []
  const parent = vlan?.parent
  const rxFrames = own?.stats64?.rx.packets
  return {
    interface: name,
    isThere: own !== undefined,
    ...(parent !== undefined && { parent: { name: parent, isThere: all.some(({ ifname }) => ifname === parent) } }),
    hasCarrier: own?.flags.includes('LOWER_UP') === true,
    hasAddress: addresses.includes(address.ipv4),
    ...(rxFrames !== undefined && { rxFrames }),
  }
}

/** A line a lease of IPv4: when it ends, the client's MAC address, the address, its name. */
export const leasesIn = (text: string): number =>
  text.split('\n').filter((line) => /^\d+ [0-9a-f:]+ \d+\./.test(line)).length

/** Without its address nobody could be asked there; whether its process runs is all that is known then. */
const served = async ({ dhcp, address }: Lan, { hasAddress }: LanLook, folder: string) => {
  if (!dhcp) return {}
  const isRunning = (await findRunning(folder)) !== undefined
  const isServing = isRunning && (!hasAddress || (await isDnsAlive(address.ipv4.split('/')[0] ?? '')))
  const text = await readFile(`${folder}/dnsmasq.leases`, 'utf8').catch(() => '')
  return { isServing, leases: { held: leasesIn(text), most: dhcp.clientsAtMost } }
}

/** How the train's own networks stand now; changes nothing. Rejects with `network-failed`. */
export const lookAtLans = async ({ lans, folder }: LanPlan): Promise<LanLook[]> => {
  const all = parseJson(shape, await runTool('ip', ['-json', '-statistics', 'address', 'show']), 'ip address')
  return Promise.all(
    lans.map(async (lan) => {
      const look = lookOf(lan, all)
      return { ...look, ...(await served(lan, look, `${folder}/${lan.interface}`)) }
    }),
  )
}
