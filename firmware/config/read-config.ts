import { parseDocument } from 'yaml'
import type { z } from 'zod'
import { UsageError } from '../usage-error.ts'
import { findContradictions } from './contradictions.ts'
import { rangeAt, rangeText } from './range-at.ts'
import { type Readable, readableParts } from './readable-parts.ts'
import { type TrainConfig, trainConfig } from './train-config.ts'

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined), value)

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

type Issue = Pick<z.core.$ZodIssue, 'path' | 'message'> & { code?: z.core.$ZodIssue['code']; origin?: string }

/** A branch for lists says nothing of a mapping, and one for mappings nothing of a list. */
const ofWrongKind = (branch: readonly z.core.$ZodIssue[]): number =>
  branch.filter(({ code, path }) => code === 'invalid_type' && path.length === 0).length

/** Issues of a union lie one deeper, in the branch that came nearest; each unknown key is an issue of its own. */
const flatten = (issue: z.core.$ZodIssue): Issue[] => {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...issue.path, key], message: 'there is no such setting' }))
  if (issue.code !== 'invalid_union') return [issue]
  const nearest = [...issue.errors].sort((a, b) => ofWrongKind(a) - ofWrongKind(b) || a.length - b.length)[0] ?? []
  return nearest.length > 0 ? nearest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })) : [issue]
}

const inOurWords = (message: string, found: unknown): string => {
  const wanted = /^Invalid input: expected (\w+), received/.exec(message)?.[1]
  if (wanted === 'object' || wanted === 'record') return 'must be a mapping of names to values'
  // YAML reads 009 as 9, and yes, no and 1.10 as no text either
  if (wanted === 'string' && (typeof found === 'number' || typeof found === 'boolean'))
    return 'must be a string: put it in quotes'
  if (wanted !== undefined) return `must be ${/^[aeiou]/.test(wanted) ? 'an' : 'a'} ${wanted}`
  return `${message.charAt(0).toLowerCase()}${message.slice(1)}`
}

/** Both bounds of a number and its unit, where one of them was passed and both are known. */
const outOfRange = ({ code, origin, path }: Issue, schema: z.ZodType | undefined): string | undefined => {
  if (!schema || (origin !== 'number' && origin !== 'int') || (code !== 'too_big' && code !== 'too_small'))
    return undefined
  const range = rangeAt(schema, path)
  return range && (code === 'too_big' ? range.max : range.min) !== undefined ? rangeText(range) : undefined
}

const describe = (issue: Issue, value: unknown, schema?: z.ZodType): string => {
  const path = issue.path.join('.') || '(the whole file)'
  const found = valueAt(value, issue.path)
  return `${path}: ${found === undefined ? 'is missing' : shown(found)}: ${outOfRange(issue, schema) ?? inOurWords(issue.message, found)}`
}

/** What a schema found wrong with a value, a line each. */
export const mistakesOf = (issues: readonly z.core.$ZodIssue[], value: unknown): string[] =>
  issues.flatMap(flatten).map((issue) => describe(issue, value))

/** The schema's parser passes over a key of this name in silence. */
const PASSED_OVER = '__proto__'

const passedOver = (value: unknown, path: readonly string[] = []): Issue[] => {
  if (typeof value !== 'object' || value === null) return []
  const here = Object.hasOwn(value, PASSED_OVER) ? [{ path: [...path, PASSED_OVER], message: 'is no name' }] : []
  return [...here, ...Object.entries(value).flatMap(([key, inner]) => passedOver(inner, [...path, key]))]
}

type Checked = { config: TrainConfig } | { mistakes: string[]; readable?: Readable | undefined }

/** Who refers to what could not be read is not at fault. */
const contradictionsIn = ({ parts, unread }: Readable): string[] =>
  findContradictions(parts).filter((mistake) => !unread.some((name) => mistake.includes(`: "${name}": no such `)))

/** Every mistake of a train's configuration, a line each: path, value, what it may be; and what is well beside them. */
export const checkConfig = (value: unknown): Checked => {
  const parsed = trainConfig.safeParse(value)
  const issues = [...passedOver(value), ...(parsed.error?.issues.flatMap(flatten) ?? [])]
  const said = issues.map((issue) => describe(issue, value, trainConfig))
  if (!parsed.success || issues.length > 0) {
    const readable = readableParts(
      value,
      issues.map(({ path }) => path),
    )
    return { mistakes: [...said, ...(readable ? contradictionsIn(readable) : [])], readable }
  }
  const mistakes = findContradictions(parsed.data)
  return mistakes.length > 0 ? { mistakes, readable: { parts: parsed.data, unread: [] } } : { config: parsed.data }
}

/** Aliases are found wrong only when they are followed. */
const followAliases = (document: ReturnType<typeof parseDocument>, source: string): unknown => {
  try {
    const value: unknown = document.toJS({ maxAliasCount: 20 })
    JSON.stringify(value)
    return value
  } catch (cause) {
    const why = cause instanceof ReferenceError ? cause.message : 'an alias holds itself; write out what it stands for'
    throw new UsageError(`${source}: ${why}`, { cause })
  }
}

/** What YAML text holds; throws UsageError with the line of `source` that is no YAML. */
export const readYaml = (text: string, source: string): unknown => {
  const document = parseDocument(text, { prettyErrors: false })
  const wrong = document.errors[0]
  if (wrong) {
    const line = text.slice(0, wrong.pos[0]).split('\n').length
    throw new UsageError(`${source}: line ${line}: ${wrong.message}`)
  }
  return followAliases(document, source)
}

/** Reads YAML text; throws UsageError with every mistake of `source` in one line. */
export const parseConfig = (text: string, source: string): TrainConfig => {
  const checked = checkConfig(readYaml(text, source))
  if ('mistakes' in checked) throw new UsageError(`${source}: ${checked.mistakes.join('; ')}`)
  return checked.config
}
