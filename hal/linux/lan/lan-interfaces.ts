import { z } from 'zod'
import type { Lan } from '../../lan.ts'
import { parseJson } from '../network/kernel-state.ts'
import { runTool } from '../network/tool.ts'
import { lanLines, leavingVlans, ourVlans, type SeenLan, type SeenLans, whyNoLan } from './lan-lines.ts'

/** Runs `ip`; resolves with its stdout. */
export type Ip = (args: readonly string[], input?: string) => Promise<string>

export const systemIp: Ip = (args, input) => runTool('ip', args, input)

const addressShape = z.looseObject({ local: z.string().optional(), prefixlen: z.number().optional() })
/** iproute2, ip/iplink_vlan.c; of other kinds there are other data. */
const vlanShape = z.looseObject({ id: z.number(), protocol: z.string() })
const interfaceShape = z.looseObject({
  ifname: z.string(),
  flags: z.array(z.string()),
  link: z.string().nullish(),
  ifalias: z.string().optional(),
  linkinfo: z.looseObject({ info_kind: z.string().optional(), info_data: z.unknown().optional() }).optional(),
  addr_info: z.array(addressShape).default([]),
})

const seenOf = ({ flags, link, ifalias, linkinfo, addr_info }: z.infer<typeof interfaceShape>): SeenLan => {
  const kind = linkinfo?.info_kind
  const vlan = kind === 'vlan' ? vlanShape.safeParse(linkinfo?.info_data).data : undefined
  return {
    isUp: flags.includes('UP'),
    addresses: addr_info.map(({ local, prefixlen }) => `${local}/${prefixlen}`),
    kind,
    alias: ifalias,
    vlan: vlan && { parent: link ?? undefined, id: vlan.id, protocol: vlan.protocol },
  }
}

const readLans = async (ip: Ip): Promise<SeenLans> => {
  const text = await ip(['-details', '-json', 'address', 'show'])
  return new Map(
    parseJson(z.array(interfaceShape), text, 'ip address').map((found) => [found.ifname, seenOf(found)] as const),
  )
}

const removeVlans = async (names: readonly string[], ip: Ip): Promise<number> => {
  for (const name of names) await ip(['link', 'delete', 'dev', name])
  return names.length
}

const makeLan = async (lan: Lan, seen: SeenLan | undefined, ip: Ip): Promise<number> => {
  const lines = lanLines(lan, seen)
  if (lines.length > 0) await ip(['-batch', '-'], `${lines.join('\n')}\n`)
  return lines.length
}

/** What became of the interfaces of networks. */
interface KeptLans {
  /** How many things had to change. */
  changed: number
  /** Why some could not be made, a sentence each, by interface. */
  failed: ReadonlyMap<string, string>
}

/** Makes interfaces as they are wanted, each whatever becomes of the others, and takes away VLANs of ours that are wanted no more. */
export const keepLans = async (lans: readonly Lan[], ip: Ip): Promise<KeptLans> => {
  const seen = await readLans(ip)
  // Two of ours may have changed ids: all that leave go before any is made.
  const leaving = leavingVlans(lans, seen)
  let changed = await removeVlans(leaving, ip)
  const failed = new Map<string, string>()
  for (const lan of lans) {
    const { interface: name, vlan } = lan
    const found = leaving.includes(name) ? undefined : seen.get(name)
    const why = whyNoLan(lan, seen)
    try {
      if (why === undefined) changed += await makeLan(lan, found, ip)
      else failed.set(name, why)
    } catch (cause) {
      const said = cause instanceof Error ? cause.message.replace(/^network: /, '') : String(cause)
      failed.set(name, `${name}: ${said}${vlan && !found ? '; VLANs need a kernel with 8021q' : ''}`)
    }
  }
  return { changed, failed }
}

/** Takes away the VLANs that were made; says how many those were. */
export const removeOurVlans = async (ip: Ip): Promise<number> => removeVlans(ourVlans(await readLans(ip)), ip)
