import {
  collectElements,
  ELEMENTS_WANTED,
  type ElementSet,
  type ElementsReading,
  type ReadElements,
  type RejectedElements,
  readTle,
} from './elements.ts'
import { atOnce } from './in-parts.ts'
import { satelliteOfOmm } from './omm.ts'
import { csvMessages } from './omm-csv.ts'
import { jsonMessages } from './omm-json.ts'
import type { Messages } from './omm-message.ts'
import { xmlMessages } from './omm-xml.ts'

/** The forms in which elements are published. */
export type ElementsForm = 'tle' | 'omm-json' | 'omm-csv' | 'omm-xml'

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

/**
 * Reads elements in any of their forms, a set at a time. A bad set is left out and named in `rejected`; a file that breaks off, or without a good
 * set, is an error.
 */
export const readElements = (text: string, source: string): ElementsReading => {
  const form = elementsFormOf(text)
  if (form === 'tle') return readTle(text, source)
  return collectElements(satellitesOf(messagesIn[form](text)), source, noneGood)
}

/** As `readElements`, to the end at once. */
export const parseElements = (text: string, source: string): ElementSet | { error: string } =>
  atOnce(readElements(text, source))

const messagesIn: Readonly<Record<Exclude<ElementsForm, 'tle'>, (text: string) => Messages>> = {
  'omm-json': jsonMessages,
  'omm-csv': csvMessages,
  'omm-xml': xmlMessages,
}

function* satellitesOf(messages: Messages): Generator<ReadElements, string | undefined> {
  let next = messages.next()
  for (; !next.done; next = messages.next()) {
    const { line, keywords } = next.value
    yield { line, name: nameOf(keywords), read: satelliteOfOmm(keywords) }
  }
  return next.value
}

const nameOf = (keywords: unknown): string => {
  const named = typeof keywords === 'object' && keywords !== null ? (keywords as Record<string, unknown>) : {}
  return String(named['OBJECT_NAME'] ?? named['NORAD_CAT_ID'] ?? '').slice(0, 40)
}

const noneGood = ([first, ...others]: readonly RejectedElements[]): string => {
  if (!first) return `holds no orbit messages; ${ELEMENTS_WANTED}`
  return `none of its ${others.length + 1} messages is good; number ${first.line}: ${first.reason}; ${ELEMENTS_WANTED}`
}
