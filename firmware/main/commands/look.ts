import type { EarthOrientation } from '../../domain/earth-orientation.ts'
import { movingSkyAt } from '../../domain/look-angle.ts'
import { refractionDeg } from '../../domain/refraction.ts'
import { UsageError } from '../../usage-error.ts'
import { readText } from '../linux-machine.ts'
import { readElementsFile } from '../read-elements.ts'
import { readTable, type TableRow } from '../read-table.ts'
import type { StopSignal } from '../stop-signal.ts'

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

type Answer = (row: TableRow) => string

/** Azimuth, elevation, range and range rate of one request; throws UsageError for a satellite that is not there or has no orbit. */
const answering = async (options: LookOptions): Promise<Answer> => {
  const { satellites } = await readElementsFile(options.elements)
  const byName = new Map(satellites.flatMap((one) => [[String(one.noradId), one] as const, [one.name, one] as const]))
  const [polarXArcsec, polarYArcsec] = options.polarMotionArcsec
  const orientation: EarthOrientation = { ut1MinusUtcS: options.dut1S, polarXArcsec, polarYArcsec }
  return (row) => {
    const name = row.text('name')
    const satellite = byName.get(name)
    if (!satellite) throw new UsageError(`${row.place}: "${name.slice(0, 40)}" is not in ${options.elements}`)
    const observer = {
      latDeg: row.number('lat_deg', -90, 90),
      lonDeg: row.number('lon_deg', -180, 180),
      heightM: row.number('height_m', -1_000, 20_000),
    }
    const look = movingSkyAt(row.utcMs('utc'), observer, orientation)(satellite)
    if (!look) throw new UsageError(`${row.place}: ${name} has no orbit at ${row.text('utc')}: its elements end before`)
    const bentDeg = options.refraction ? refractionDeg(look.elevationDeg, observer.heightM) : 0
    return [
      look.azimuthDeg.toFixed(6),
      (look.elevationDeg + bentDeg).toFixed(6),
      look.rangeKm.toFixed(6),
      look.rangeRateKmPerS.toFixed(9),
    ].join(',')
  }
}

/** `look`: where satellites stand in the sky of given places at given times, as CSV with columns added. */
export const look = async (options: LookOptions, _stop: StopSignal): Promise<number> => {
  const rows = readTable(await readText(options.batch), options.batch, REQUEST_COLUMNS)
  const answer = await answering(options)
  const lines = rows.map((row) => [...REQUEST_COLUMNS.map((column) => field(row.text(column))), answer(row)].join(','))
  process.stdout.write(`${[[...REQUEST_COLUMNS, ...ANSWER_COLUMNS].join(','), ...lines].join('\n')}\n`)
  return 0
}
