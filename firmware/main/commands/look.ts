import type { EarthOrientation } from '../../domain/earth-orientation.ts'
import type { Satellite } from '../../domain/elements.ts'
import { type MovingLook, movingSkyAt } from '../../domain/look-angle.ts'
import { refractionDeg } from '../../domain/refraction.ts'
import { UsageError } from '../../usage-error.ts'
import { ElementsDoubt } from '../elements-doubt.ts'
import { LineWriter } from '../line-writer.ts'
import { type NamedSatellites, namedSatellites, namesakesText } from '../named-satellites.ts'
import { readElementsFile } from '../read-elements.ts'
import { streamTable, type TableRow } from '../read-table.ts'
import type { StopSignal } from '../stop-signal.ts'
import { type RowFailure, Unanswered } from '../unanswered.ts'

interface LookOptions {
  elements: string
  batch: string
  dut1S: number
  polarMotionArcsec: readonly [x: number, y: number]
  refraction?: true
}

const REQUEST_COLUMNS = ['name', 'utc', 'lat_deg', 'lon_deg', 'height_m']
const ANSWER_COLUMNS = ['azimuth_deg', 'elevation_deg', 'range_km', 'range_rate_km_s']

/** A text as a field of CSV (RFC 4180). */
const field = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

type Answer = { columns: string } | { failure: RowFailure; why: string }

/** What a batch is answered by, and what is to be said of it at its end. */
interface Answering {
  answer(row: TableRow): Answer
  notes(): string[]
}

const NO_ANSWER = ANSWER_COLUMNS.map(() => '').join(',')

const say = (text: string): void => {
  process.stderr.write(`steppelink: ${text}\n`)
}

/** Names that were asked for and are of several satellites. */
const ambiguities = (named: NamedSatellites) => {
  const asked = new Set<string>()
  return {
    note: (name: string): void => {
      if (!asked.has(name) && named.namesakes(name).length > 0) asked.add(name)
    },
    text: (): string | undefined => {
      const [first] = asked
      if (first === undefined) return undefined
      const more = asked.size > 1 ? `; so it is with ${asked.size - 1} more names of the batch` : ''
      const taken = `${named.find(first)?.noradId}, the first of the file, is taken; ask by catalogue number for another`
      return `${namesakesText(named.namesakes(first), taken)}${more}`
    },
  }
}

const answering = async (options: LookOptions): Promise<Answering> => {
  const named = namedSatellites((await readElementsFile(options.elements)).satellites)
  const [polarXArcsec, polarYArcsec] = options.polarMotionArcsec
  const orientation: EarthOrientation = { ut1MinusUtcS: options.dut1S, polarXArcsec, polarYArcsec }
  const doubt = new ElementsDoubt()
  const ambiguous = ambiguities(named)
  const answer = (row: TableRow): Answer => {
    const name = row.text('name')
    const satellite = named.find(name)
    if (!satellite)
      return { failure: 'wrong', why: `${row.place}: "${name.slice(0, 40)}" is not in ${options.elements}` }
    const observer = {
      latDeg: row.number('lat_deg', -90, 90),
      lonDeg: row.number('lon_deg', -180, 180),
      heightM: row.number('height_m', -1_000, 20_000),
    }
    const utcMs = row.utcMs('utc')
    const look = movingSkyAt(utcMs, observer, orientation)(satellite)
    if (!look) return { failure: 'no-answer', why: noOrbit(row, satellite) }
    doubt.note(satellite, utcMs)
    ambiguous.note(name)
    return { columns: columnsOf(look, options.refraction ? refractionDeg(look.elevationDeg, observer.heightM) : 0) }
  }
  return {
    answer,
    notes: () => [ambiguous.text(), doubt.text('answers')].filter((text) => text !== undefined),
  }
}

const noOrbit = (row: TableRow, { name }: Satellite): string =>
  `${row.place}: ${name} has no orbit at ${row.text('utc')}: by its elements it has come down, or they do not reach so far`

const columnsOf = (look: MovingLook, bentDeg: number): string =>
  [
    look.azimuthDeg.toFixed(6),
    (look.elevationDeg + bentDeg).toFixed(6),
    look.rangeKm.toFixed(6),
    look.rangeRateKmPerS.toFixed(9),
  ].join(',')

/** A value that does not fit is that row's matter alone. */
const answerOf = ({ answer }: Answering, row: TableRow): Answer => {
  try {
    return answer(row)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return { failure: 'wrong', why: error.message }
  }
}

/**
 * `look`: where satellites stand in the sky of given places at given times, as CSV with columns added, a row for each row: empty columns where
 * there is no answer, which is said on stderr. Exit status 2 when a row asks for what does not fit, 1 when one has no orbit.
 */
export const look = async (options: LookOptions, stop: StopSignal): Promise<number> => {
  const sky = await answering(options)
  const unanswered = new Unanswered(say)
  const out = new LineWriter(stop)
  out.add([...REQUEST_COLUMNS, ...ANSWER_COLUMNS].join(','))
  for await (const row of streamTable(options.batch, REQUEST_COLUMNS)) {
    if (stop.isStopping()) break
    const answer = answerOf(sky, row)
    if ('failure' in answer) unanswered.add(answer.failure, answer.why)
    const asked = REQUEST_COLUMNS.map((column) => field(row.text(column)))
    const line = [...asked, 'columns' in answer ? answer.columns : NO_ANSWER].join(',')
    // Only a full part has to be waited for.
    if (out.add(line)) await out.flush()
  }
  await out.flush()
  for (const note of sky.notes()) say(note)
  return unanswered.end()
}
