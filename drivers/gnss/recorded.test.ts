import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { monotonicMs } from '../../hal/units.ts'
import { testWithShared } from '../../test/shared-data.ts'
import { gnssDecoder } from './decoder.ts'
import type { GnssFix, GnssReport } from './gnss.ts'

/** Lines of words stand between the bytes of gpsd's logs; so do, by chance, a few bytes of UBX. */
const withoutComments = (log: Buffer): Buffer => {
  const parts: Buffer[] = []
  for (let at = 0; at < log.length; ) {
    const end = log.indexOf(0x0a, at) + 1 || log.length
    if (log[at] !== 0x23) parts.push(log.subarray(at, end))
    at = end
  }
  return Buffer.concat(parts)
}

const recordedOn = (log: Buffer): number =>
  Date.parse(/^#\s*Date:\s*(\d{4}-\d{2}-\d{2})/m.exec(log.toString('latin1'))?.[1] ?? '2020-01-01')

const decodeLog = (log: Buffer) => {
  const reports: GnssReport[] = []
  const decoder = gnssDecoder({
    era: { kind: 'near', utcMs: recordedOn(log) },
    nowMs: () => monotonicMs(0),
    onReport: (report) => reports.push(report),
  })
  decoder.push(withoutComments(log))
  decoder.end()
  const fixes = reports.filter((report): report is GnssFix => report.kind === 'fix')
  return { reports, fixes, counters: decoder.counters() }
}

interface Place {
  time?: string
  lat: number
  lon: number
}

/** By hundredths of a second, the last of a time. */
const placesOfGpsd = (file: string): Map<number, Place> =>
  new Map(
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{"class":"TPV"') && line.includes('"lat":') && line.includes('"time":'))
      .map((line) => JSON.parse(line) as Place)
      .map((place) => [Math.round(Date.parse(place.time ?? '') / 10), place]),
  )

const isAt = (place: Place | undefined, { latDeg, lonDeg }: GnssFix, withinDeg: number): boolean =>
  place !== undefined && Math.abs(place.lat - latDeg) <= withinDeg && Math.abs(place.lon - lonDeg) <= withinDeg

testWithShared('each of gpsd’s logs gives gpsd’s fixes, all but one or 5 %', 'gpsd', (t, folder) => {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.log'))) {
    const expected = placesOfGpsd(join(folder, `${name}.chk`))
    const { fixes } = decodeLog(readFileSync(join(folder, name)))
    const found = fixes.filter((fix) => isAt(expected.get(Math.round((fix.utcMs ?? 0) / 10)), fix, 1e-6))
    const distinct = new Set(found.map(({ utcMs }) => utcMs)).size
    t.true(distinct >= Math.min(expected.size - 1, 0.95 * expected.size), `${name}: ${distinct} of ${expected.size}`)
  }
})

testWithShared('logs of other protocols give no fix out of chance', 'gpsd-foreign', (t, folder) => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.log'))) {
    t.is(decodeLog(readFileSync(join(folder, file))).fixes.length, 0, file)
  }
})

testWithShared('streams of UBX with bad checksums, headers and ends give what is whole in them', 'ubx', (t, folder) => {
  const decoded = (name: string) => decodeLog(readFileSync(join(folder, `${name}.log`)))
  t.is(decoded('pygpsdata-BADHDR').counters.rxFrames, 2)
  t.is(decoded('pygpsdata-BADEOF3').fixes.length, 1)
  t.is(decoded('pygpsdata-MIXED-RTCM3BADCRC').counters.checksumErrors > 0, true)
  t.is(decoded('pygpsdata-MIXED-RTCM3').counters.checksumErrors, 0)
  t.true(decoded('pygpsdata-MIXED').fixes.length > 30)
  t.like(
    decoded('pygpsdata-MON').reports.find(({ kind }) => kind === 'identity'),
    { kind: 'identity' },
  )
  t.true(decoded('pygpsdata-MON').reports.some(({ kind }) => kind === 'interference'))
})
