import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { monotonicMs } from '../../hal/units.ts'
import { testWithShared } from '../../test/shared-data.ts'
import { epochAssembler } from './epoch.ts'
import { gnssFramer } from './framer.ts'
import type { GnssFix } from './gnss.ts'
import { decodeSentence } from './nmea/decode.ts'
import { nmeaFrame } from './nmea/frame.ts'

const decodeLog = (bytes: Uint8Array) => {
  const fixes: GnssFix[] = []
  let sentences = 0
  const epochs = epochAssembler({ onReport: (report) => report.kind === 'fix' && fixes.push(report) })
  const framer = gnssFramer({
    kinds: [nmeaFrame],
    onFrame: ({ body }) => {
      const sentence = decodeSentence(body)
      sentences++
      if (sentence.kind !== 'invalid' && sentence.kind !== 'other')
        epochs.add(sentence, body.slice(0, 5), monotonicMs(sentences))
    },
  })
  framer.push(bytes)
  return { fixes, sentences }
}

/** Logs of receivers that send NMEA alone and are in time with their week, with gpsd's own output beside each. */
const logs = [
  'ac12',
  'bt451',
  'bu353-glonass',
  'haicom-305N',
  'nmea-rtk',
  'quectel-eg25-g',
  'st-teseo-liv4f',
  'telit-he910',
  'ublox-neo-m9n-nmea',
  'ublox-zed-f9p-nmea',
]

interface Place {
  time?: string
  lat: number
  lon: number
}

const placesOfGpsd = (folder: string, name: string): Map<string | undefined, Place> =>
  new Map(
    readFileSync(join(folder, `${name}.log.chk`), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{"class":"TPV"') && line.includes('"lat":'))
      .map((line) => JSON.parse(line) as Place)
      .map((place) => [place.time, place]),
  )

for (const name of logs) {
  testWithShared(`${name} of gpsd's logs gives gpsd's fixes, all but two or 5 %`, 'gpsd', (t, folder) => {
    const { fixes } = decodeLog(readFileSync(join(folder, `${name}.log`)))
    const expected = placesOfGpsd(folder, name)
    const dated = fixes.filter(({ utcMs }) => utcMs !== undefined)
    const found = dated.filter(({ utcMs = 0, latDeg, lonDeg }) => {
      const place = expected.get(new Date(utcMs).toISOString())
      return place && Math.abs(place.lat - latDeg) < 1e-5 && Math.abs(place.lon - lonDeg) < 1e-5
    })
    t.true(found.length >= 0.95 * dated.length - 2, `${found.length} of our ${dated.length}`)
    t.true(found.length >= 0.95 * expected.size - 2, `${found.length} of gpsd's ${expected.size}`)
  })
}

testWithShared('logs of other protocols give no fix out of chance', 'gpsd-foreign', (t, folder) => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.log'))) {
    const { fixes } = decodeLog(readFileSync(join(folder, file)))
    t.is(fixes.length, 0, file)
  }
})
