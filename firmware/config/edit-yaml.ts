import { type Document, isCollection, isSeq, parseDocument } from 'yaml'
import { UsageError } from '../usage-error.ts'

/** What is changed in a train's file: a value at a path of keys with points between, such as `rates.aimHz`. */
export type YamlEdit = { do: 'set'; path: string; value: string } | { do: 'delete'; path: string }

const DEEPEST = 12
const WHAT_HOLDS_NO_KEY = ['__proto__', 'constructor', 'prototype']

/** Keys that hold a point themselves are put in quotes. */
const keysOf = (path: string): string[] => {
  const found = path.match(/"[^"]+"|[^."]+|\.(?=\.|$)|^\./g) ?? []
  const keys = found.map((key) => key.replace(/^"(.*)"$/, '$1'))
  if (keys.length === 0 || keys.length > DEEPEST || keys.includes('.'))
    throw new UsageError(`"${path}" is no path: give keys with points between, such as rates.aimHz`)
  const odd = keys.find((key) => WHAT_HOLDS_NO_KEY.includes(key))
  if (odd !== undefined) throw new UsageError(`"${odd}" is no name of a setting`)
  return keys
}

const parsed = (text: string, what: string): Document => {
  const document = parseDocument(text)
  const [mistake] = document.errors
  if (mistake) throw new UsageError(`${what} is no YAML: ${mistake.message.split('\n')[0]}`)
  return document
}

const printed = (document: Document): string => document.toString({ lineWidth: 0 })

/** The text as it is printed after an edit: two texts that differ in their spaces alone become one. */
export const tidyYaml = (text: string): string => printed(parsed(text, 'it'))

/** Numbers stand for places of lists where the path passes through one. */
const placesIn = (document: Document, keys: readonly string[]): (string | number)[] => {
  let at: unknown = document.contents
  return keys.map((key) => {
    const place = isSeq(at) && /^\d{1,4}$/.test(key) ? Number(key) : key
    at = isCollection(at) ? at.get(place, true) : undefined
    return place
  })
}

/** The text with one change in it; its comments and its order stay. Throws UsageError for a path or a value that is none, or a path that leads nowhere. */
export const editYaml = (text: string, edit: YamlEdit): string => {
  const document = parsed(text, 'it')
  const places = placesIn(document, keysOf(edit.path))
  if (edit.do === 'delete') {
    if (!document.hasIn(places)) throw new UsageError(`${edit.path}: there is no such setting to delete`)
    document.deleteIn(places)
  } else {
    try {
      const value: unknown = parsed(edit.value, 'the value').toJS({ maxAliasCount: 0 })
      // Lists stand on one line, as people write them.
      document.setIn(places, document.createNode(value, { flow: Array.isArray(value) }))
    } catch (cause) {
      if (cause instanceof UsageError) throw cause
      const why =
        cause instanceof ReferenceError
          ? 'write out what the alias stands for'
          : 'leads through a value that holds no others'
      throw new UsageError(`${edit.path}: ${why}`, { cause })
    }
  }
  return printed(document)
}
