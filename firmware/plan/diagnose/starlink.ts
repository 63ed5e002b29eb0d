import type { StarlinkSeen } from './seen.ts'
import { type Ending, type EndingId, ending, ends, good, type Result } from './steps.ts'

const words = (name: string): string => name.replaceAll('-', ' ')

/** What people can do differs by why it is out; a cause that is not here is waited for. */
const outageEndings: ReadonlyMap<string, EndingId> = new Map([
  ['booting', 'starlink-starts'],
  ['no-schedule', 'starlink-starts'],
  ['sky-search', 'starlink-starts'],
  ['cable-test', 'starlink-starts'],
  ['actuator-activity', 'starlink-starts'],
  ['stowed', 'starlink-stowed'],
  ['thermal-shutdown', 'starlink-shut-down'],
  ['obstructed', 'starlink-obstructed'],
  ['moving-while-not-allowed', 'starlink-plan'],
])

/** Why a terminal carries nothing; undefined for one that does. */
export const whyStarlinkIsOut = (
  { link, device }: { link: string; device: string },
  dish: StarlinkSeen | undefined,
): Ending | undefined => {
  if (!dish?.isAlive) return ending('starlink-silent', { link, device })
  if (dish.disabled !== undefined) return ending('starlink-disabled', { device, why: dish.disabled })
  if (!dish.outage) return undefined
  const { cause } = dish.outage
  return ending(outageEndings.get(cause) ?? 'starlink-out', { device, why: words(cause) })
}

const FULL_MBPS = 100
const hotAlerts: readonly string[] = ['thermal-throttle', 'thermal-shutdown', 'power-supply-hot']
/** Its maker slows a terminal that is not used as its plan has it. */
const planAlerts: readonly string[] = ['unexpected-location', 'moving-not-allowed', 'moving-too-fast']

/** Why a terminal carries little. */
export const judgeSlowStarlink = (device: string, dish: StarlinkSeen | undefined): Result => {
  const { alerts = [], ethernetMbps, isObstructed } = dish ?? {}
  const text = alerts.join(', ')
  if (ethernetMbps !== undefined && ethernetMbps < FULL_MBPS)
    return ends(`${ethernetMbps} Mbit/s`, 'starlink-slow-cable', { device, mbps: ethernetMbps })
  if (alerts.some((alert) => hotAlerts.includes(alert))) return ends(text, 'starlink-hot', { device })
  if (isObstructed) return ends('obstructed', 'starlink-obstructed', { device })
  if (alerts.includes('motors-stuck')) return ends(text, 'starlink-stuck', { device })
  const why = alerts.find((alert) => planAlerts.includes(alert))
  return why === undefined ? good(text || 'none') : ends(text, 'starlink-plan', { device, why: words(why) })
}
