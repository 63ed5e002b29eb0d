import { parseDocument } from 'yaml'
import type { z } from 'zod'
import { UsageError } from '../usage-error.ts'
import { findContradictions } from './contradictions.ts'
import { type TrainConfig, trainConfig } from './train-config.ts'

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined), value)

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

/** Issues of a union lie one deeper, in the branch that came nearest. */
const flatten = (issue: z.core.$ZodIssue): z.core.$ZodIssue[] => {
  if (issue.code !== 'invalid_union') return [issue]
  const nearest = [...issue.errors].sort((a, b) => a.length - b.length)[0] ?? []
  return nearest.length > 0 ? nearest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })) : [issue]
}

const describe = (issue: z.core.$ZodIssue, value: unknown): string => {
  const path = issue.path.join('.') || '(the whole file)'
  const { message } = issue
  return `${path}: ${shown(valueAt(value, issue.path))}: ${message.charAt(0).toLowerCase()}${message.slice(1)}`
}

/** Every mistake of a train's configuration, a line each: path, value, what it may be. */
export const checkConfig = (value: unknown): { config: TrainConfig } | { mistakes: string[] } => {
  const parsed = trainConfig.safeParse(value)
  if (!parsed.success) return { mistakes: parsed.error.issues.flatMap(flatten).map((issue) => describe(issue, value)) }
  const mistakes = findContradictions(parsed.data)
  return mistakes.length > 0 ? { mistakes } : { config: parsed.data }
}

/** Reads YAML text; throws UsageError with every mistake of `source` in one line. */
export const parseConfig = (text: string, source: string): TrainConfig => {
  const document = parseDocument(text, { prettyErrors: false })
  const wrong = document.errors[0]
  if (wrong) {
    const line = text.slice(0, wrong.pos[0]).split('\n').length
    throw new UsageError(`${source}: line ${line}: ${wrong.message}`)
  }
  const checked = checkConfig(document.toJS({ maxAliasCount: 20 }))
  if ('mistakes' in checked) throw new UsageError(`${source}: ${checked.mistakes.join('; ')}`)
  return checked.config
}
