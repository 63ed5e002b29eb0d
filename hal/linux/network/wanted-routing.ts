import type { NetworkClass, NetworkLink, NetworkPlan } from '../../network.ts'
import {
  type Family,
  families,
  type KernelInterface,
  type KernelRoute,
  type KernelRule,
  keyOf,
} from './kernel-state.ts'

/** Of the route that counts; one `ip route replace` changes it. */
const PRESENT_METRIC = 100
/** Of the route that stands behind it: what has lost its interface goes nowhere, and never by somebody else's table. */
const BACKSTOP_METRIC = 1_000

type Interfaces = ReadonlyMap<string, KernelInterface>

/** Which link carries each class; a class that is absent is carried by none. */
export type Carried = ReadonlyMap<string, string>

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

/** The two routes of a class's table, of each family. */
export const classRoutes = (
  { table }: NetworkClass,
  link: NetworkLink | undefined,
  interfaces: Interfaces,
): KernelRoute[] => families.flatMap((family) => tableWith(family, table, link && wayInside(link, family, interfaces)))

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
export const wantedRouting = (plan: NetworkPlan, carried: Carried, interfaces: Interfaces) => {
  const linkOf = (name: string): NetworkLink | undefined => plan.links.find((link) => link.name === carried.get(name))
  return {
    routes: [
      ...plan.classes.flatMap((one) => classRoutes(one, linkOf(one.name), interfaces)),
      ...plan.links.flatMap((link) => linkRoutes(link, interfaces)),
    ],
    rules: rulesOf(plan, interfaces),
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
