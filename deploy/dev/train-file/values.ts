/** A schema as JSON Schema has it, as far as it is looked at here. */
export interface Shape {
  type?: string
  const?: unknown
  enum?: readonly unknown[]
  default?: unknown
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  maxItems?: number
  minItems?: number
  format?: string
  pattern?: string
  properties?: Readonly<Record<string, Shape>>
  required?: readonly string[]
  additionalProperties?: Shape | boolean
  propertyNames?: Shape
  items?: Shape | boolean
  prefixItems?: readonly Shape[]
  anyOf?: readonly Shape[]
  oneOf?: readonly Shape[]
}

/** What a key's name ends with says its unit; the longest that fits counts. */
const UNITS: readonly (readonly [ending: RegExp, unit: string])[] = [
  [/DegPerS2$/, '°/s²'],
  [/DegPerS$/, '°/s'],
  [/Deg$/, '°'],
  [/Kbps$/, 'kbit/s'],
  [/Mps$/, 'm/s'],
  [/PerMetre$/, 'a metre'],
  [/PerGb$/, 'a GB'],
  [/Gb$/, 'GB'],
  [/Mhz$/, 'MHz'],
  [/Hz$/, 'Hz'],
  [/Km$/, 'km'],
  [/Ms$/, 'ms'],
  [/Minutes$/, 'min'],
  [/Days$/, 'days'],
  [/Bytes$/, 'bytes'],
  [/(?<=[a-z])G$/, 'g'],
  [/(?<=[a-z])M$/, 'm'],
  [/(?<=[a-z])S$/, 's'],
]

const unitOf = (key: string): string => {
  const unit = UNITS.find(([ending]) => ending.test(key))?.[1] ?? ''
  return unit === '' || unit.startsWith('°') ? unit : ` ${unit}`
}

/** What everything that people name is called by. */
const NAME = '^[a-z][a-z0-9-]{0,31}$'

const FORMATS: Readonly<Record<string, string>> = {
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  cidrv4: 'an IPv4 address with the length of its network',
  cidrv6: 'an IPv6 address with the length of its network',
  starts_with: 'an absolute path',
}

const shown = (value: unknown): string => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``

const figure = (value: number): string => value.toLocaleString('en-US').replace('-', '−')

const numberOf = ({ type, minimum, maximum }: Shape, key: string): string => {
  const unit = unitOf(key)
  if (minimum === undefined || maximum === undefined) return `a number${unit && ` (${unit.trim()})`}`
  return `${figure(minimum)} to ${figure(maximum)}${unit}${type === 'integer' ? ', whole' : ''}`
}

const textOf = ({ format = '', pattern, minLength, maxLength }: Shape): string => {
  const known = FORMATS[format]
  if (known) return known
  if (pattern !== undefined) return `as \`${pattern.replaceAll('|', '\\|')}\``
  const from = minLength === undefined ? 'at most' : `${minLength} to`
  return maxLength === undefined ? 'a text' : `a text, ${from} ${maxLength} characters`
}

const listOf = (shape: Shape, key: string, refused: string | undefined): string => {
  const of = typeof shape.items === 'object' ? permitted(shape.items, key, refused) : 'anything'
  return `a list, each ${of}${shape.maxItems === undefined ? '' : `; ${figure(shape.maxItems)} at most`}`
}

const variantsOf = ({ anyOf, oneOf }: Shape): readonly Shape[] | undefined => anyOf ?? oneOf

/** What a value may be, for people; `refused` are the words of the schema's own check. */
export const permitted = (shape: Shape, key: string, refused?: string): string => {
  if (shape.const !== undefined) return shown(shape.const)
  if (shape.enum) return shape.enum.map(shown).join(', ')
  if (shape.prefixItems) return `${shape.prefixItems.map((one) => permitted(one, key)).join(' and ')}`
  if (shape.type === 'array') return listOf(shape, key, refused)
  if (shape.type === 'boolean') return '`true`, `false`'
  if (shape.type === 'number' || shape.type === 'integer') return numberOf(shape, key)
  if (shape.type === 'object') return 'a mapping'
  if (shape.pattern === NAME) return 'a name'
  if (refused !== undefined) return refused
  const variants = variantsOf(shape)
  if (variants) return [...new Set(variants.map((one) => permitted(one, key)))].join(', or ')
  return textOf(shape)
}

/** What stands when the key is left out. */
export const defaultOf = (shape: Shape, isRequired: boolean): string => {
  const { default: usual } = shape
  const isEmpty = typeof usual === 'object' && usual !== null && Object.keys(usual).length === 0
  if (usual !== undefined)
    return isEmpty && !Array.isArray(usual) ? '' : usual === '' ? 'none' : isEmpty ? 'none' : shown(usual)
  return isRequired ? '**required**' : '–'
}
