import type { ShorePlan } from '../../shore-router.ts'
import { networkFailed, runTool } from '../network/tool.ts'

type Family = 4 | 6
export const families: readonly Family[] = [4, 6]

interface SeenRule {
  priority: number
  fwmark?: string
  fwmask?: string
  table?: string
}

interface SeenRoute {
  dst: string
  dev?: string
  table?: string
}

const hex = (mark: number): string => `0x${mark.toString(16)}`

const read = async <T>(family: Family, what: readonly string[]): Promise<T[]> =>
  JSON.parse((await runTool('ip', [`-${family}`, '-json', '-N', ...what])) || '[]') as T[]

const ruleLines = (plan: ShorePlan, seen: readonly SeenRule[]): string[] =>
  plan.links.flatMap(({ name, mark, priority, table }) => {
    const here = seen.filter((rule) => rule.priority === priority)
    const isOurs = (rule: SeenRule): boolean =>
      rule.fwmark === hex(mark) && rule.fwmask === hex(plan.linkMask) && rule.table === String(table)
    if (here.some((rule) => !isOurs(rule)))
      throw networkFailed(`${name}: somebody else's rule has priority ${priority}: see ip rule`)
    if (here.length > 0) return []
    const { protocol } = plan.owned
    return [
      `rule add priority ${priority} fwmark ${hex(mark)}/${hex(plan.linkMask)} table ${table} protocol ${protocol}`,
    ]
  })

const routeLines = (plan: ShorePlan, seen: readonly SeenRoute[]): string[] =>
  plan.links
    .filter(
      ({ interface: dev, table }) =>
        !seen.some((route) => route.table === String(table) && route.dst === 'default' && route.dev === dev),
    )
    .map(
      ({ interface: dev, table }) => `route replace default dev ${dev} table ${table} protocol ${plan.owned.protocol}`,
    )

/** The lines for `ip -batch` that are missing in one family; rejects with `network-failed` when a foreign rule is in the way. */
export const missingLines = async (plan: ShorePlan, family: Family): Promise<string[]> => [
  ...ruleLines(plan, await read<SeenRule>(family, ['rule', 'show'])),
  ...routeLines(plan, await read<SeenRoute>(family, ['route', 'show', 'table', 'all'])),
]

/** The lines that take away the rules and routes of ours that are there. */
export const leavingLines = async (plan: ShorePlan, family: Family): Promise<string[]> => {
  const rules = await read<SeenRule>(family, ['rule', 'show'])
  const routes = await read<SeenRoute>(family, ['route', 'show', 'table', 'all'])
  return plan.links.flatMap(({ mark, priority, table }) => [
    ...(rules.some((rule) => rule.priority === priority && rule.fwmark === hex(mark))
      ? [`rule del priority ${priority} fwmark ${hex(mark)}/${hex(plan.linkMask)} table ${table}`]
      : []),
    ...(routes.some((route) => route.table === String(table)) ? [`route flush table ${table}`] : []),
  ])
}
