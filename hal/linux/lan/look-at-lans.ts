import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { Lan, LanLook, LanPlan } from '../../lan.ts'
import { parseJson } from '../network/kernel-state.ts'
import { runTool } from '../network/tool.ts'
import { findRunning } from './dnsmasq-keeper.ts'

const shape = z.array(
  z.looseObject({
    ifname: z.string(),
    flags: z.array(z.string()),
    addr_info: z.array(z.looseObject({ local: z.string().optional(), prefixlen: z.number().optional() })).default([]),
  }),
)

export type SeenInterfaces = z.infer<typeof shape>

/** A network as the kernel's list has it; who serves it is added by who knows. */
export const lookOf = ({ interface: name, vlan, address }: Lan, all: SeenInterfaces): LanLook => {
  const own = all.find(({ ifname }) => ifname === name)
  const addresses = own?.addr_info.map(({ local, prefixlen }) => `${local}/${prefixlen}`) ?? []
  const parent = vlan?.parent
  return {
    interface: name,
    isThere: own !== undefined,
    ...(parent !== undefined && { parent: { name: parent, isThere: all.some(({ ifname }) => ifname === parent) } }),
    hasCarrier: own?.flags.includes('LOWER_UP') === true,
    hasAddress: addresses.includes(address.ipv4),
  }
}

/** A line a lease of IPv4: when it ends, the client's MAC address, the address, its name. */
export const leasesIn = (text: string): number =>
  text.split('\n').filter((line) => /^\d+ [0-9a-f:]+ \d+\./.test(line)).length

const served = async ({ dhcp }: Lan, folder: string) => {
  if (!dhcp) return {}
  const isServing = (await findRunning(folder)) !== undefined
  const text = await readFile(`${folder}/dnsmasq.leases`, 'utf8').catch(() => '')
  return { isServing, leases: { held: leasesIn(text), most: dhcp.clientsAtMost } }
}

/** How the train's own networks stand now; changes nothing. Rejects with `network-failed`. */
export const lookAtLans = async ({ lans, folder }: LanPlan): Promise<LanLook[]> => {
  const all = parseJson(shape, await runTool('ip', ['-json', 'address', 'show']), 'ip address')
  return Promise.all(
    lans.map(async (lan) => ({ ...lookOf(lan, all), ...(await served(lan, `${folder}/${lan.interface}`)) })),
  )
}
