import { type SatRec, twoline2satrec } from 'satellite.js'
import { atOnce, type InParts } from './in-parts.ts'
import { plainName } from './plain-name.ts'

/** A satellite with its SGP4 state, made from one two-line element set. */
export interface Satellite {
  noradId: number
  /** As the file names it; `NORAD 44057` when it has two lines only. */
  name: string
  epochUtcMs: number
  satrec: SatRec
}

/** What an elements file held. */
export interface ElementSet {
  satellites: readonly Satellite[]
  rejected: readonly RejectedElements[]
  /** The file's name or other origin, as given. */
  source: string
}

/** One set that was left out, its line in the file (from 1) and why. */
export interface RejectedElements {
  line: number
  name: string
  reason: string
}

interface TextLine {
  number: number
  text: string
}

interface FoundSet {
  line: number
  name: string
  line1?: string | undefined
  line2?: string | undefined
}

// Columns of the two-line format: CelesTrak, "NORAD Two-Line Element Set Format".
const LINE_1 =
  /^1 [ \dA-Z][ \d]{3}\d[UCS ] [ \dA-Z]{8} (\d{2})([ \d]{2}\d\.\d{8}) [ +-]\.\d{8} [ +-][ \d]{5}[ +-]\d [ +-][ \d]{5}[ +-]\d [ \d] [ \d]{4}\d$/
const LINE_2 =
  /^2 [ \dA-Z][ \d]{3}\d ([ \d]{2}\d\.\d{4}) ([ \d]{2}\d\.\d{4}) [ \d]{7} ([ \d]{2}\d\.\d{4}) ([ \d]{2}\d\.\d{4}) ([ \d]\d\.\d{8})[ \d]{5}\d$/
const LENGTH = 69
const DAY_MS = 86_400_000
const ALPHA_5 = 'ABCDEFGHJKLMNPQRSTUVWXYZ'

/** Reads elements a set at a time; see `collectElements`. */
export type ElementsReading = InParts<ElementSet | { error: string }>

/** One set of a file: its line or number, its name, and the satellite or why there is none. */
export interface ReadElements {
  line: number
  name: string
  read: Satellite | string
}

/**
 * Puts sets together and pauses after each, so that whoever must not be held up can do something else in between: there is nothing to use before the
 * last. Of two sets for one satellite the newer counts. Names come out without control characters. What `found` returns is why it broke off; `noneGood` words the error of a file without a good set.
 */
export function* collectElements(
  found: Iterator<ReadElements, string | undefined>,
  source: string,
  noneGood: (rejected: readonly RejectedElements[]) => string,
): ElementsReading {
  const satellites = new Map<number, Satellite>()
  const rejected: RejectedElements[] = []
  let next = found.next()
  for (; !next.done; next = found.next()) {
    const { line, name, read } = plainSet(next.value)
    const known = typeof read === 'string' ? undefined : satellites.get(read.noradId)
    if (typeof read === 'string') rejected.push({ line, name, reason: read })
    else if (known && known.epochUtcMs >= read.epochUtcMs)
      rejected.push({ line, name, reason: `a newer set of ${read.noradId} is in the same file` })
    else satellites.set(read.noradId, read)
    yield
  }
  if (next.value !== undefined) return { error: `${source}: ${next.value}` }
  if (satellites.size === 0) return { error: `${source}: ${noneGood(rejected)}` }
  return { satellites: [...satellites.values()], rejected, source }
}

/** A satellite without a name that can be shown goes by its number. */
const plainSet = ({ line, name, read }: ReadElements): ReadElements => ({
  line,
  name: plainName(name),
  read: typeof read === 'string' ? read : { ...read, name: plainName(read.name) || `NORAD ${read.noradId}` },
})

/** Reads two-line or three-line element sets, one at a time. A bad set is left out and named in `rejected`; a file without a good one is an error. */
export const readTle = (text: string, source: string): ElementsReading =>
  collectElements(findSets(text), source, noneGood)

/** As `readTle`, to the end at once. */
export const parseTle = (text: string, source: string): ElementSet | { error: string } => atOnce(readTle(text, source))

/** What a file should be that holds no good set. */
export const ELEMENTS_WANTED = 'give TLE, or OMM as JSON, CSV or XML'

const LINE_1_MISSING = 'line 1 is missing'
const noneGood = ([first, ...others]: readonly RejectedElements[]): string => {
  if (!first) return `holds no element sets; ${ELEMENTS_WANTED}`
  const hasLines = [first, ...others].some(({ reason }) => reason !== LINE_1_MISSING)
  if (!hasLines) return `is no file of elements; ${ELEMENTS_WANTED}`
  return `none of its ${others.length + 1} element sets is good; line ${first.line}: ${first.reason}`
}

const isFirst = (text: string | undefined): boolean => text !== undefined && /^1 .{5}[UCS ] /.test(text)
const isSecond = (text: string | undefined): boolean => text !== undefined && /^2 .{5} /.test(text)

/** Groups lines into sets: an optional name, line 1, line 2. What misses a part is still named, so that it gets rejected. */
function* findSets(text: string): Generator<ReadElements, undefined> {
  const lines = textLines(text)
  const next = (): TextLine | undefined => lines.next().value
  for (let head = next(); head; ) {
    const found: FoundSet = { line: head.number, name: nameOf(head.text) }
    let line: TextLine | undefined = isFirst(head.text) || isSecond(head.text) ? head : next()
    if (isFirst(line?.text)) {
      found.line1 = line?.text
      line = next()
    }
    if (isSecond(line?.text)) {
      found.line2 = line?.text
      line = next()
    }
    yield { ...found, read: readSet(found) }
    head = line
  }
  return undefined
}

/** Some files go on after the checksum, as the verification cases of SGP4 do with times; a digit that follows at once belongs to a broken line. */
const withoutRemark = (line: string): string =>
  ((isFirst(line) || isSecond(line)) && line[LENGTH] === ' ' ? line.slice(0, LENGTH) : line).trimEnd()

/** Lines with something in them, comments left out. */
function* textLines(text: string): Generator<TextLine, undefined> {
  const line = /([^\r\n]*)(\r\n|\n|\r|$)/y
  line.lastIndex = text.startsWith('\uFEFF') ? 1 : 0
  for (let number = 1; line.lastIndex < text.length; number++) {
    const found = withoutRemark(line.exec(text)?.[1] ?? '')
    if (found !== '' && !found.startsWith('#')) yield { number, text: found }
  }
  return undefined
}

const nameOf = (text: string): string =>
  isFirst(text) || isSecond(text) ? `NORAD ${text.slice(2, 7).trim()}` : text.replace(/^0 /, '').trim().slice(0, 40)

/** The satellite, or why there is none. */
const readSet = ({ name, line1, line2 }: FoundSet): Satellite | string => {
  if (line1 === undefined) return LINE_1_MISSING
  if (line2 === undefined) return 'line 2 is missing'
  const wrong = whatIsWrong(line1, 1) ?? whatIsWrong(line2, 2)
  if (wrong) return wrong
  const columns1 = LINE_1.exec(line1)
  const columns2 = LINE_2.exec(line2)
  if (!columns1) return 'line 1 has something other than a number where a number belongs'
  if (!columns2) return 'line 2 has something other than a number where a number belongs'
  if (line1.slice(2, 7) !== line2.slice(2, 7)) return `line 2 is of satellite ${line2.slice(2, 7)}`
  const out = outOfRange(Number(columns1[2]), columns2.slice(1).map(Number))
  if (out) return out
  return initialised({ name, line1, line2, epochUtcMs: epochUtcMs(Number(columns1[1]), Number(columns1[2])) })
}

const whatIsWrong = (line: string, which: 1 | 2): string | undefined => {
  if (line.length !== LENGTH) return `line ${which} has ${line.length} characters instead of ${LENGTH}`
  const sum = checksum(line)
  const given = line.charCodeAt(LENGTH - 1) - 48
  return sum === given ? undefined : `line ${which} has checksum ${line[LENGTH - 1]} instead of ${sum}`
}

/** Digits add up, a minus counts one, modulo 10. */
const checksum = (line: string): number => {
  let sum = 0
  for (let at = 0; at < LENGTH - 1; at++) {
    const code = line.charCodeAt(at)
    if (code >= 48 && code <= 57) sum += code - 48
    else if (code === 45) sum += 1
  }
  return sum % 10
}

const outOfRange = (epochDay: number, line2: readonly number[]): string | undefined => {
  const [inclination = Number.NaN, node = Number.NaN, perigee = Number.NaN, anomaly = Number.NaN, motion = Number.NaN] =
    line2
  if (!(epochDay >= 1 && epochDay < 367)) return `epoch day ${epochDay} is not in 1 to 366`
  if (!(inclination <= 180)) return `inclination ${inclination}° is above 180°`
  if (![node, perigee, anomaly].every((angle) => angle <= 360)) return 'an angle of line 2 is above 360°'
  if (!(motion > 0 && motion < 18)) return `mean motion ${motion} a day is not in 0 to 18`
  return undefined
}

const initialised = (set: { name: string; line1: string; line2: string; epochUtcMs: number }): Satellite | string => {
  const noradId = noradIdOf(set.line1.slice(2, 7))
  if (noradId === undefined) return `${set.line1.slice(2, 7)} is no catalogue number`
  const satrec = twoline2satrec(set.line1, set.line2)
  if (satrec.error !== 0) return `its orbit cannot be propagated (SGP4 error ${satrec.error})`
  return { noradId, name: set.name, epochUtcMs: set.epochUtcMs, satrec }
}

/** Alpha-5 numbers count on from 100000 with a letter in front, without I and O (Space-Track, "Alpha-5"). */
const noradIdOf = (field: string): number | undefined => {
  const letter = ALPHA_5.indexOf(field[0] ?? ' ')
  const number = letter < 0 ? Number(field) : (letter + 10) * 10_000 + Number(field.slice(1))
  return Number.isInteger(number) ? number : undefined
}

/** Years 57 to 99 are of the 20th century. Epoch days count from 1.0 at midnight of January 1st. */
const epochUtcMs = (year: number, day: number): number => {
  const fullYear = year < 57 ? 2000 + year : 1900 + year
  const years = fullYear - 1970
  const leapDays = Math.floor((fullYear - 1969) / 4) // exact from 1957 to 2099
  return (years * 365 + leapDays + day - 1) * DAY_MS
}
