import { parseXml, XmlElement } from '@rgrove/parse-xml'
import { parse as parseCsv } from 'csv-parse/sync'
import { type ElementSet, parseTle, type RejectedElements, type Satellite } from './elements.ts'
import { satelliteOfOmm } from './omm.ts'

/** The forms in which elements are published. */
export type ElementsForm = 'tle' | 'omm-json' | 'omm-csv' | 'omm-xml'

/** Messages with the place that each has in its file: a line of CSV, else the number of the message. */
type Found = readonly { line: number; keywords: unknown }[]

/** Told by how a file begins: OMM has letters of its format, element lines begin with a name or a digit. */
export const elementsFormOf = (text: string): ElementsForm => {
  const start = text
    .slice(0, 2_000)
    .replace(/^\uFEFF/, '')
    .trimStart()
  if (start.startsWith('[') || start.startsWith('{')) return 'omm-json'
  if (start.startsWith('<')) return 'omm-xml'
  return /^[^\n]*\bNORAD_CAT_ID\b[^\n]*\bEPOCH\b|^[^\n]*\bEPOCH\b[^\n]*\bNORAD_CAT_ID\b/.test(start) ? 'omm-csv' : 'tle'
}

/** Reads elements in any of their forms. A bad set is left out and named in `rejected`; a file without a good one is an error. */
export const parseElements = (text: string, source: string): ElementSet | { error: string } => {
  const form = elementsFormOf(text)
  if (form === 'tle') return parseTle(text, source)
  const found = messagesIn[form](text)
  return typeof found === 'string' ? { error: `${source}: ${found}` } : collect(found, source)
}

const wordsOf = (error: unknown): string => (error instanceof Error ? (error.message.split('\n')[0] ?? '') : '')

const messagesIn: Readonly<Record<Exclude<ElementsForm, 'tle'>, (text: string) => Found | string>> = {
  'omm-json': (text) => {
    try {
      const json: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
      return (Array.isArray(json) ? json : [json]).map((keywords, index) => ({ line: index + 1, keywords }))
    } catch (error) {
      return `is not JSON: ${wordsOf(error)}`
    }
  },
  'omm-csv': (text) => {
    try {
      const rows: unknown[] = parseCsv(text, { columns: true, bom: true, skip_empty_lines: true, trim: true })
      return rows.map((row, index) => ({ line: index + 2, keywords: withoutEmpty(row as Record<string, string>) }))
    } catch (error) {
      return `is not CSV: ${wordsOf(error)}`
    }
  },
  'omm-xml': (text) => {
    try {
      return elementsNamed(parseXml(text).root, 'omm').map((omm, index) => ({ line: index + 1, keywords: leaves(omm) }))
    } catch (error) {
      return `is not XML: ${wordsOf(error)}`
    }
  },
}

const withoutEmpty = (row: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== ''))

const childrenOf = (element: XmlElement): XmlElement[] =>
  element.children.filter((child): child is XmlElement => child instanceof XmlElement)

/** Depth is bounded by the parser's own recursion: an NDM has four levels. */
const elementsNamed = (root: XmlElement | null, name: string): XmlElement[] => {
  if (!root) return []
  if (root.name === name) return [root]
  return childrenOf(root).flatMap((child) => elementsNamed(child, name))
}

/** Keywords are the leaves of a message, in whatever section they stand. */
const leaves = (element: XmlElement): Record<string, string> => {
  const found: Record<string, string> = {}
  for (const child of childrenOf(element)) {
    if (childrenOf(child).length > 0) Object.assign(found, leaves(child))
    else if (child.text !== '') found[child.name] = child.text
  }
  return found
}

const nameOf = (keywords: unknown): string => {
  const named = typeof keywords === 'object' && keywords !== null ? (keywords as Record<string, unknown>) : {}
  return String(named['OBJECT_NAME'] ?? named['NORAD_CAT_ID'] ?? '').slice(0, 40)
}

const collect = (found: Found, source: string): ElementSet | { error: string } => {
  const satellites = new Map<number, Satellite>()
  const rejected: RejectedElements[] = []
  for (const { line, keywords } of found) {
    const read = satelliteOfOmm(keywords)
    const known = typeof read === 'string' ? undefined : satellites.get(read.noradId)
    if (typeof read === 'string') rejected.push({ line, name: nameOf(keywords), reason: read })
    else if (known && known.epochUtcMs >= read.epochUtcMs)
      rejected.push({ line, name: read.name, reason: `a newer set of ${read.noradId} is in the same file` })
    else satellites.set(read.noradId, read)
  }
  if (satellites.size > 0) return { satellites: [...satellites.values()], rejected, source }
  const [first] = rejected
  if (!first) return { error: `${source}: holds no orbit messages; give TLE, or OMM as JSON, CSV or XML` }
  return { error: `${source}: none of its ${rejected.length} messages is good; number ${first.line}: ${first.reason}` }
}
