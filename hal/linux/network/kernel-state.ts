import { z } from 'zod'
import type { NetworkPlan } from '../../network.ts'
import { networkFailed, runTool } from './tool.ts'

export type Family = 4 | 6
export const families: readonly Family[] = [4, 6]

/** A route of a table of ours. */
export interface KernelRoute {
  family: Family
  table: number
  metric: number
  /** Absent: `unreachable`. */
  dev?: string | undefined
  gateway?: string | undefined
  /** What the machine itself sends by it comes from this address. */
  source?: string | undefined
}

/** A policy rule: what has this mark, or comes from this address, goes by this table. */
export interface KernelRule {
  family: Family
  priority: number
  table: number
  mark?: number | undefined
  mask?: number | undefined
  from?: string | undefined
}

/** An interface with what it has of each family. */
export interface KernelInterface {
  isUp: boolean
  mtu: number
  address: { ipv4?: string; ipv6?: string }
  /** Of the main table's default route through it. */
  gateway: { ipv4?: string; ipv6?: string }
}

/** What routes there are. */
export interface KernelState {
  /** Ours. */
  routes: readonly KernelRoute[]
  rules: readonly KernelRule[]
  interfaces: ReadonlyMap<string, KernelInterface>
  /** What is in the way: foreign rules and routes among our numbers, rules for marks of ours. A sentence each. */
  conflicts: readonly string[]
}

const routeShape = z.looseObject({
  type: z.string().default('unicast'),
  dst: z.string(),
  dev: z.string().optional(),
  gateway: z.string().optional(),
  prefsrc: z.string().optional(),
  table: z.string().default('main'),
  protocol: z.string().default(''),
  metric: z.number().default(0),
})
const ruleShape = z.looseObject({
  priority: z.number(),
  src: z.string(),
  table: z.string().default(''),
  fwmark: z.string().optional(),
  fwmask: z.string().optional(),
  protocol: z.string().default(''),
})
const addressShape = z.looseObject({ family: z.string(), local: z.string().optional(), scope: z.string() })
const interfaceShape = z.looseObject({
  ifname: z.string(),
  flags: z.array(z.string()),
  mtu: z.number(),
  addr_info: z.array(addressShape.or(z.looseObject({}))),
})

type Route = z.infer<typeof routeShape>
type Rule = z.infer<typeof ruleShape>
type Owned = NetworkPlan['owned']

/** Throws `network-failed` when a tool's JSON is not as iproute2 6 writes it. */
export const parseJson = <T>(shape: z.ZodType<T>, text: string, tool: string): T => {
  try {
    return shape.parse(text.trim() === '' ? [] : JSON.parse(text))
  } catch (cause) {
    throw networkFailed(`${tool}: its answer is not understood`, cause)
  }
}

const within = (value: number, [first, last]: readonly [number, number]): boolean => value >= first && value <= last

const routesOf = (family: Family, routes: readonly Route[], owned: Owned): KernelRoute[] =>
  routes
    .filter(({ table, protocol }) => within(Number(table), owned.tables) && protocol === String(owned.protocol))
    .map(({ table, metric, type, dev, gateway, prefsrc: source }) => ({
      family,
      table: Number(table),
      metric,
      ...(type === 'unicast' && { dev, gateway, source }),
    }))

const ruleOf = (family: Family, { priority, table, fwmark, fwmask, src }: Rule): KernelRule => ({
  family,
  priority,
  table: Number(table),
  ...(fwmark !== undefined && { mark: Number(fwmark), mask: Number(fwmask ?? 0xffffffff) }),
  ...(src !== 'all' && { from: src }),
})

const isOurs = ({ priority, protocol }: Rule, owned: Owned): boolean =>
  within(priority, owned.priorities) && protocol === String(owned.protocol)

const conflictsIn = (
  routes: readonly Route[],
  rules: readonly Rule[],
  { owned, classes, links, double }: NetworkPlan,
) => {
  const marks = [...classes, ...links, ...(double ? [double] : [])].map(({ mark }) => mark)
  const foreign = rules.filter((rule) => !isOurs(rule, owned))
  const catches = ({ fwmark, fwmask }: Rule): boolean => {
    const mask = Number(fwmask ?? 0xffffffff)
    return fwmark !== undefined && marks.some((mark) => (mark & mask) >>> 0 === (Number(fwmark) & mask) >>> 0)
  }
  return [
    ...foreign
      .filter(({ priority }) => within(priority, owned.priorities))
      .map(
        ({ priority }) => `a rule of somebody else has priority ${priority}, one of ${owned.priorities.join(' to ')}`,
      ),
    ...foreign
      .filter(catches)
      .map(
        ({ priority, fwmark, fwmask }) =>
          `the rule of priority ${priority} takes mark ${fwmark}${fwmask ? `/${fwmask}` : ''}, which overlaps ours`,
      ),
    ...routes
      .filter(({ table, protocol }) => within(Number(table), owned.tables) && protocol !== String(owned.protocol))
      .map(
        ({ table, dst }) =>
          `table ${table}, one of ${owned.tables.join(' to ')}, has a route of somebody else to ${dst}`,
      ),
  ]
}

const familyKey = { 4: 'ipv4', 6: 'ipv6' } as const
export const keyOf = (family: Family): 'ipv4' | 'ipv6' => familyKey[family]

const gatewayOf = (routes: readonly Route[], dev: string): string | undefined =>
  routes.find((route) => route.dst === 'default' && route.table === 'main' && route.dev === dev)?.gateway

const firstAddress = (info: z.infer<typeof interfaceShape>['addr_info'], family: string): string | undefined => {
  for (const one of info) {
    const { data } = addressShape.safeParse(one)
    if (data?.family === family && data.scope === 'global' && data.local !== undefined) return data.local
  }
  return undefined
}

const pair = (ipv4: string | undefined, ipv6: string | undefined) => ({
  ...(ipv4 !== undefined && { ipv4 }),
  ...(ipv6 !== undefined && { ipv6 }),
})

const readInterfaces = async (routes: Readonly<Record<Family, readonly Route[]>>) => {
  const found = parseJson(z.array(interfaceShape), await runTool('ip', ['-json', 'address', 'show']), 'ip address')
  return new Map(
    found.map(({ ifname, flags, mtu, addr_info }) => [
      ifname,
      {
        isUp: flags.includes('UP'),
        mtu,
        address: pair(firstAddress(addr_info, 'inet'), firstAddress(addr_info, 'inet6')),
        gateway: pair(gatewayOf(routes[4], ifname), gatewayOf(routes[6], ifname)),
      },
    ]),
  )
}

const read = async <T>(family: Family, args: readonly string[], shape: z.ZodType<T>): Promise<T[]> =>
  parseJson(z.array(shape), await runTool('ip', ['-json', `-${family}`, ...args]), `ip ${args[0]}`)

/** Reads what routing there is; rejects with `network-failed`. */
export const readKernelState = async (plan: NetworkPlan): Promise<KernelState> => {
  const [routes4, routes6, rules4, rules6] = await Promise.all([
    read(4, ['route', 'show', 'table', 'all'], routeShape),
    read(6, ['route', 'show', 'table', 'all'], routeShape),
    read(4, ['rule', 'show'], ruleShape),
    read(6, ['rule', 'show'], ruleShape),
  ])
  const ours = (family: Family, rules: readonly Rule[]): KernelRule[] =>
    rules.filter((rule) => isOurs(rule, plan.owned)).map((rule) => ruleOf(family, rule))
  return {
    routes: [...routesOf(4, routes4, plan.owned), ...routesOf(6, routes6, plan.owned)],
    rules: [...ours(4, rules4), ...ours(6, rules6)],
    interfaces: await readInterfaces({ 4: routes4, 6: routes6 }),
    conflicts: [...new Set([...conflictsIn(routes4, rules4, plan), ...conflictsIn(routes6, rules6, plan)])],
  }
}
