import type { DoubleTunnel, NetworkClass, NetworkLink, NetworkPlan } from '../../network.ts'
import {
  type Family,
  families,
  type KernelInterface,
  type KernelRoute,
  type KernelRule,
  keyOf,
} from './kernel-state.ts'

/** Of the route before it, of classes that are sent on two links: where it loses its interface, the class goes by its link alone. */
const DOUBLE_METRIC = 90
/** Of the route that counts; one `ip route replace` changes it. */
const PRESENT_METRIC = 100
/** Of the way of the double tunnel's own datagrams should that by its first link be gone. */
const SPARE_METRIC = 200
/** Of the route that stands behind it: what has lost its interface goes nowhere, and never by somebody else's table. */
const BACKSTOP_METRIC = 1_000

type Interfaces = ReadonlyMap<string, KernelInterface>

/** Which link carries each class; a class that is absent is carried by none. */
export type Carried = ReadonlyMap<string, string>

/** What routes of a class hang on beside its link. `double` is absent while no class is sent on two links. */
interface Routed {
  interfaces: Interfaces
  double?: DoubleTunnel | undefined
}

/** How packets leave by an interface now; `undefined` when they cannot. */
const wayOut = (
  link: NetworkLink,
  family: Family,
  interfaces: Interfaces,
): Pick<KernelRoute, 'dev' | 'gateway'> | undefined => {
  const found = interfaces.get(link.interface)
  const key = keyOf(family)
  if (!found?.isUp || found.address[key] === undefined) return undefined
  return { dev: link.interface, gateway: link.gateway[key] ?? found.gateway[key] }
}

const wayInside = (link: NetworkLink, family: Family, interfaces: Interfaces) => {
  if (link.tunnel === undefined) return wayOut(link, family, interfaces)
  return interfaces.get(link.tunnel)?.isUp ? { dev: link.tunnel } : undefined
}

const tableWith = (
  family: Family,
  table: number,
  way: Pick<KernelRoute, 'dev' | 'gateway'> | undefined,
): KernelRoute[] => [
  { family, table, metric: PRESENT_METRIC, ...way },
  { family, table, metric: BACKSTOP_METRIC },
]

/** The interface by which a link's classes leave: its tunnel, or in the open its own. */
export const exitOf = ({ tunnel, interface: own }: NetworkLink): string => tunnel ?? own

/** Why a link cannot carry anything now; `undefined` when it can. */
export const whyNoExit = (link: NetworkLink, interfaces: Interfaces): string | undefined => {
  const exit = interfaces.get(exitOf(link))
  if (!exit) return `${link.name}: its interface ${exitOf(link)} is not there`
  if (!exit.isUp) return `${link.name}: its interface ${exitOf(link)} is down`
  if (families.some((family) => wayInside(link, family, interfaces))) return undefined
  return `${link.name}: its interface ${exitOf(link)} has no address`
}

const isDoubled = (
  { isDouble }: NetworkClass,
  link: NetworkLink | undefined,
  { interfaces, double }: Routed,
): boolean =>
  isDouble === true &&
  link !== undefined &&
  double?.links.includes(link.name) === true &&
  interfaces.get(double.interface)?.isUp === true

/** The routes of a class's table, of each family: the present one, that behind it, and before it the one by two links. */
export const classRoutes = (one: NetworkClass, link: NetworkLink | undefined, routed: Routed): KernelRoute[] =>
  families.flatMap((family) => {
    const alone = link && wayInside(link, family, routed.interfaces)
    const way = isDoubled(one, link, routed) ? { dev: routed.double?.interface } : alone
    return [
      ...tableWith(family, one.table, alone),
      ...(one.isDouble ? [{ family, table: one.table, metric: DOUBLE_METRIC, ...way }] : []),
    ]
  })

/** The double tunnel's own datagrams leave inside one link's tunnel; nft sends each inside the other's as well. */
const doubleRoutes = ({ double, links }: NetworkPlan, interfaces: Interfaces): KernelRoute[] => {
  if (!double) return []
  const { table, own: source } = double
  const isThere = interfaces.get(double.interface)?.address.ipv4 === source
  const ways = double.links.flatMap((name, index): KernelRoute[] => {
    const dev = links.find((link) => link.name === name)?.tunnel
    if (!isThere || dev === undefined || !interfaces.get(dev)?.isUp) return []
    return [{ family: 4, table, metric: index === 0 ? PRESENT_METRIC : SPARE_METRIC, dev, source }]
  })
  return [...ways, { family: 4, table, metric: BACKSTOP_METRIC }]
}

const doubleRules = ({ double }: NetworkPlan): KernelRule[] =>
  double ? [{ family: 4, priority: double.priority, table: double.table, mark: double.mark, mask: double.mask }] : []

const linkRoutes = (link: NetworkLink, interfaces: Interfaces): KernelRoute[] =>
  families.flatMap((family) => tableWith(family, link.table, wayOut(link, family, interfaces)))

const rulesOf = (plan: NetworkPlan, interfaces: Interfaces): KernelRule[] =>
  families.flatMap((family) => [
    ...[...plan.classes, ...plan.links].map(({ priority, table, mark, mask }) => ({
      family,
      priority,
      table,
      mark,
      mask,
    })),
    ...plan.links.flatMap(({ sourcePriority, table, interface: own }) => {
      const from = interfaces.get(own)?.address[keyOf(family)]
      return from === undefined ? [] : [{ family, priority: sourcePriority, table, from }]
    }),
  ])

/** The routes and rules that a plan comes to on this machine as it is now. */
export const wantedRouting = (plan: NetworkPlan, carried: Carried, routed: Routed) => {
  const { interfaces } = routed
  const linkOf = (name: string): NetworkLink | undefined => plan.links.find((link) => link.name === carried.get(name))
  return {
    routes: [
      ...plan.classes.flatMap((one) => classRoutes(one, linkOf(one.name), routed)),
      ...plan.links.flatMap((link) => linkRoutes(link, interfaces)),
      ...doubleRoutes(plan, interfaces),
    ],
    rules: [...rulesOf(plan, interfaces), ...doubleRules(plan)],
  }
}

/** Which link carries each class by the routes that are there: what ran before us is taken over as it stands. */
export const carriedBy = (plan: NetworkPlan, routes: readonly KernelRoute[]): Map<string, string> => {
  const carried = new Map<string, string>()
  for (const { name, table, links } of plan.classes)
    for (const route of routes) {
      if (route.table !== table || route.dev === undefined) continue
      const link = plan.links.find((one) => exitOf(one) === route.dev)
      if (link && links.includes(link.name)) carried.set(name, link.name)
    }
  return carried
}

/** Whether a class goes by the double tunnel by the routes that are there. */
export const isDoubledBy = ({ double }: NetworkPlan, routes: readonly KernelRoute[]): boolean =>
  double !== undefined && routes.some(({ dev, metric }) => dev === double.interface && metric === DOUBLE_METRIC)
