import { z } from 'zod'

/** Bounds of a number, and its unit where the setting's name ends with one. */
export interface SettingRange {
  min: number | undefined
  max: number | undefined
  unit: string
}

/** What a schema is as JSON Schema, as far as bounds need it. */
interface Node {
  properties?: Record<string, Node>
  additionalProperties?: Node | boolean
  items?: Node
  prefixItems?: readonly Node[]
  anyOf?: readonly Node[]
  oneOf?: readonly Node[]
  allOf?: readonly Node[]
  minimum?: number
  maximum?: number
}

/** Ends of names, the longest first where one ends with another. */
const units: readonly (readonly [end: string, unit: string])[] = [
  ['DegPerS', '°/s'],
  ['Kbps', 'kbit/s'],
  ['Mbps', 'Mbit/s'],
  ['Mps', 'm/s'],
  ['Dbm', 'dBm'],
  ['Minutes', 'min'],
  ['Hz', 'Hz'],
  ['Deg', '°'],
  ['Gb', 'GB'],
  ['Km', 'km'],
  ['Ms', 'ms'],
  ['S', 's'],
  ['M', 'm'],
  ['G', 'g'],
]

const unitOf = (key: string): string => units.find(([end]) => key.endsWith(end))?.[1] ?? ''

const inside = (node: Node, key: PropertyKey): readonly Node[] => {
  const { properties, additionalProperties, items, prefixItems } = node
  if (typeof key === 'number') return [prefixItems?.[key] ?? items].filter((one) => one !== undefined)
  const named = properties && Object.hasOwn(properties, key) ? properties[String(key)] : undefined
  if (named) return [named]
  return typeof additionalProperties === 'object' ? [additionalProperties] : []
}

const alternatives = (node: Node): readonly Node[] => [
  node,
  ...[...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? [])].flatMap(alternatives),
]

const isBound = (bound: number | undefined): boolean => bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER

/** The bounds of the number at a path, where all that may stand there agree on them; `undefined` where there is none. */
export const rangeAt = (schema: z.ZodType, path: readonly PropertyKey[]): SettingRange | undefined => {
  const root = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input', reused: 'inline' }) as Node
  const reached = path.reduce<readonly Node[]>(
    (nodes, key) => nodes.flatMap((node) => inside(node, key)).flatMap(alternatives),
    alternatives(root),
  )
  const bounds = reached.filter(({ minimum, maximum }) => isBound(minimum) || isBound(maximum))
  const [first] = bounds
  if (!first || bounds.some(({ minimum, maximum }) => minimum !== first.minimum || maximum !== first.maximum))
    return undefined
  const bounded = (bound: number | undefined): number | undefined => (isBound(bound) ? bound : undefined)
  return { min: bounded(first.minimum), max: bounded(first.maximum), unit: unitOf(String(path.at(-1))) }
}

/** `must be from 1 to 50 Hz`. */
export const rangeText = ({ min, max, unit }: SettingRange): string => {
  const withUnit = (bound: number): string => (unit === '°' ? `${bound}°` : `${bound} ${unit}`.trimEnd())
  if (min !== undefined && max !== undefined) return `must be from ${min} to ${withUnit(max)}`
  return max === undefined ? `must be ${withUnit(min ?? 0)} or more` : `must be ${withUnit(max)} or less`
}
