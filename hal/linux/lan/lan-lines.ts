import type { Lan } from '../../lan.ts'

/** What is ours of interfaces is called so. */
const ALIAS = 'steppelink'

/** What is seen of an interface. */
export interface SeenLan {
  isUp: boolean
  /** With the length of their networks. */
  addresses: readonly string[]
  /** As the kernel has it: `vlan`, `veth`; absent for a port. */
  kind?: string | undefined
  alias?: string | undefined
  /** Of a VLAN; its parent is absent where that lies in another network namespace. */
  vlan?: { parent?: string | undefined; id: number; protocol: string } | undefined
}

export type SeenLans = ReadonlyMap<string, SeenLan>

type WantedVlan = NonNullable<Lan['vlan']>

/** A VLAN that we made: only these are ever taken away. */
const isOurs = ({ kind, alias }: SeenLan): boolean => kind === 'vlan' && alias === ALIAS

const isAsWanted = (wanted: WantedVlan, { vlan }: SeenLan): boolean =>
  vlan?.protocol === '802.1Q' && vlan.id === wanted.id && vlan.parent === wanted.parent

const wordsOf = ({ kind, vlan }: SeenLan): string =>
  vlan
    ? `VLAN ${vlan.id}${vlan.parent === undefined ? '' : ` on ${vlan.parent}`} (${vlan.protocol})`
    : `an interface${kind === undefined ? '' : ` of kind ${kind}`}`

/** What keeps a network from being made here, a sentence. */
export const whyNoLan = ({ interface: name, vlan }: Lan, seen: SeenLans): string | undefined => {
  const found = seen.get(name)
  if (!vlan) return found ? undefined : `${name}: there is no such interface`
  if (found && !isAsWanted(vlan, found) && !isOurs(found))
    return `${name}: is ${wordsOf(found)} of somebody else's already, and not VLAN ${vlan.id} on ${vlan.parent}`
  return found || seen.has(vlan.parent) ? undefined : `${name}: its parent ${vlan.parent} is not there`
}

/** VLANs of ours that have to go: the file has them no more, or with another id or parent. */
export const leavingVlans = (lans: readonly Lan[], seen: SeenLans): string[] =>
  [...seen]
    .filter(([name, found]) => {
      const wanted = lans.find((lan) => lan.interface === name)
      return isOurs(found) && (!wanted || (wanted.vlan !== undefined && !isAsWanted(wanted.vlan, found)))
    })
    .map(([name]) => name)

/** VLANs that we made, whatever the file says. */
export const ourVlans = (seen: SeenLans): string[] =>
  [...seen].filter(([, found]) => isOurs(found)).map(([name]) => name)

/** Lines for `ip -batch` that bring a network's interface to what is wanted; what has more addresses keeps them. */
export const lanLines = ({ interface: name, vlan, address }: Lan, seen: SeenLan | undefined): string[] => {
  const wanted = [address.ipv4, ...(address.ipv6 === undefined ? [] : [address.ipv6])]
  const has = seen?.addresses ?? []
  return [
    ...(seen || !vlan
      ? []
      : [`link add link ${vlan.parent} name ${name} type vlan id ${vlan.id}`, `link set ${name} alias ${ALIAS}`]),
    ...wanted
      .filter((one) => !has.includes(one))
      // Its duplicate is looked for when the train is built, not at each start.
      .map((one) => `address add ${one} dev ${name}${one.includes(':') ? ' nodad' : ''}`),
    ...(seen?.isUp ? [] : [`link set ${name} up`]),
  ]
}
