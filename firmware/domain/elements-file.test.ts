import test from 'ava'
import { sgp4 } from 'satellite.js'
import type { ElementSet, Satellite } from './elements.ts'
import { elementsFormOf, parseElements } from './elements-file.ts'

// The set of the CelesTrak page "A New Way to Obtain GP Data", in each of its forms; numbers as published there.
const TLE = `ISS (ZARYA)
1 25544U 98067A   08264.51782528 -.00002182  00000-0 -11606-4 0  2927
2 25544  51.6416 247.4627 0006703 130.5360 325.0288 15.72125391563537
`
const keywords = {
  OBJECT_NAME: 'ISS (ZARYA)',
  OBJECT_ID: '1998-067A',
  EPOCH: '2008-09-20T12:25:40.104192',
  MEAN_MOTION: 15.72125391,
  ECCENTRICITY: 0.0006703,
  INCLINATION: 51.6416,
  RA_OF_ASC_NODE: 247.4627,
  ARG_OF_PERICENTER: 130.536,
  MEAN_ANOMALY: 325.0288,
  NORAD_CAT_ID: 25544,
  BSTAR: -1.1606e-5,
  MEAN_MOTION_DOT: -2.182e-5,
  MEAN_MOTION_DDOT: 0,
}
const JSON_TEXT = JSON.stringify([keywords])
const CSV = `${Object.keys(keywords).join(',')}\n${Object.values(keywords).join(',')}\n`
const leaf = ([name, value]: [string, unknown]): string => `<${name}>${value}</${name}>`
const XML = `<?xml version="1.0" encoding="UTF-8"?>
<ndm><omm id="CCSDS_OMM_VERS" version="2.0"><header><CREATION_DATE/></header><body><segment>
<metadata>${Object.entries(keywords).slice(0, 2).map(leaf).join('')}<REF_FRAME>TEME</REF_FRAME></metadata>
<data><meanElements>${Object.entries(keywords).slice(2, 9).map(leaf).join('')}</meanElements>
<tleParameters>${Object.entries(keywords).slice(9).map(leaf).join('')}</tleParameters></data>
</segment></body></omm></ndm>`

const setOf = (text: string): ElementSet => {
  const read = parseElements(text, 'test')
  if ('error' in read) throw new TypeError(read.error)
  return read
}
const onlyOne = (text: string): Satellite => setOf(text).satellites[0] as Satellite

for (const [form, text] of Object.entries({ tle: TLE, 'omm-json': JSON_TEXT, 'omm-csv': CSV, 'omm-xml': XML })) {
  test(`${form} is told by its beginning`, (t) => {
    t.is(elementsFormOf(text), form as ReturnType<typeof elementsFormOf>)
  })
  test(`${form} gives the same orbit as the element lines, within 10 m after half a day`, (t) => {
    const satellite = onlyOne(text)
    t.is(satellite.noradId, 25_544)
    t.is(satellite.name, 'ISS (ZARYA)')
    t.true(Math.abs(satellite.epochUtcMs - onlyOne(TLE).epochUtcMs) < 1)
    const at = sgp4(satellite.satrec, 720)?.position ?? { x: 0, y: 0, z: 0 }
    const expected = sgp4(onlyOne(TLE).satrec, 720)?.position ?? { x: 9, y: 9, z: 9 }
    t.true(Math.hypot(at.x - expected.x, at.y - expected.y, at.z - expected.z) < 0.01)
  })
}

const bad: readonly [what: string, change: object, reason: RegExp][] = [
  ['an inclination of 200°', { INCLINATION: 200 }, /INCLINATION/],
  ['an epoch that is no time', { EPOCH: 'yesterday' }, /EPOCH: not a UTC time/],
  ['a mean motion in words', { MEAN_MOTION: 'fast' }, /MEAN_MOTION: not a number/],
  ['another frame', { REF_FRAME: 'EME2000' }, /REF_FRAME/],
  ['an orbit inside the earth', { MEAN_MOTION: 17.9, ECCENTRICITY: 0.5 }, /SGP4 error|MEAN_MOTION/],
]
for (const [what, change, reason] of bad)
  test(`a message with ${what} is left out and named, the good ones stay`, (t) => {
    const set = setOf(JSON.stringify([keywords, { ...keywords, NORAD_CAT_ID: 7, ...change }]))
    t.is(set.satellites.length, 1)
    t.regex(set.rejected[0]?.reason ?? '', reason)
  })

test('a file that breaks off is an error in one line', (t) => {
  for (const text of [JSON_TEXT.slice(0, 80), XML.slice(0, 200), `${CSV}1,2\n`, '[]', '<ndm/>']) {
    const read = parseElements(text, 'file.x')
    t.true('error' in read && read.error.startsWith('file.x: ') && !read.error.includes('\n'), text.slice(0, 20))
  }
})

test('of two messages for one satellite the newer counts', (t) => {
  const newer = { ...keywords, EPOCH: '2008-09-21T12:25:40' }
  const set = setOf(JSON.stringify([newer, keywords]))
  t.is(set.satellites.length, 1)
  t.is(set.satellites[0]?.epochUtcMs, Date.parse('2008-09-21T12:25:40Z'))
  t.is(set.rejected.length, 1)
})
