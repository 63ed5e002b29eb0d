import type { Lan } from '../../lan.ts'

/** What is ours of interfaces is called so. */
export const ALIAS = 'steppelink'

/** What is seen of an interface. */
export interface SeenLan {
  isUp: boolean
  /** With the length of their networks. */
  addresses: readonly string[]
}

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
