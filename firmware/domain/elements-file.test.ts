import test from 'ava'
import { sgp4 } from 'satellite.js'
import type { ElementSet, Satellite } from './elements.ts'
import { elementsFormOf, parseElements, readElements } from './elements-file.ts'

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

const FLEET = 25
const fleet = Array.from({ length: FLEET }, (_, index) => ({ ...keywords, NORAD_CAT_ID: index + 1 }))
const omms = fleet.map((one) =>
  XML.slice(XML.indexOf('<omm'), XML.indexOf('</ndm>')).replace('25544', String(one.NORAD_CAT_ID)),
)
const fleets = {
  'omm-json': JSON.stringify(fleet, undefined, 2),
  'omm-csv': [Object.keys(keywords), ...fleet.map((one) => Object.values(one))].join('\r\n'),
  'omm-xml': `<ndm>\n  ${omms.join('\n  ')}\n</ndm>`,
}
for (const [form, text] of Object.entries(fleets)) {
  test(`${form} is read a message at a time, with nothing to use before the last`, (t) => {
    const reading = readElements(text, 'test')
    const steps = Array.from({ length: FLEET }, () => reading.next())
    t.true(steps.every(({ done, value }) => !done && value === undefined))
    const last = reading.next()
    t.true(last.done && 'satellites' in (last.value ?? {}))
    t.deepEqual(
      setOf(text).satellites.map(({ noradId }) => noradId),
      fleet.map((one) => one.NORAD_CAT_ID),
    )
  })
  test(`${form} that breaks off anywhere gives nothing`, (t) => {
    for (const cut of [0.3, 0.5, 0.7, 0.9]) {
      const read = parseElements(text.slice(0, Math.floor(cut * text.length)), 'test')
      // Rows of CSV that are whole make a whole file.
      t.true('error' in read || (form === 'omm-csv' && read.satellites.length < FLEET), `${cut}`)
    }
  })
}

test('a row of CSV may go over several lines within quotation marks', (t) => {
  const [header, first, second] = fleets['omm-csv'].split('\r\n') as [string, string, string]
  const set = setOf([header, first.replace('ISS (ZARYA)', '"ISS, ""first""\nmodule"'), '', second].join('\n'))
  t.is(set.satellites.length, 2)
  t.is(set.satellites[0]?.name, 'ISS, "first" module')
})

test('a name moves no cursor and ends no line, whatever the form, and one of nothing else is the number', (t) => {
  const hostile = 'ISS\u001b[2J\u0007\n\u202eroot'
  const sets = [
    { ...keywords, OBJECT_NAME: hostile },
    { ...keywords, NORAD_CAT_ID: 7, OBJECT_NAME: '\u0001\u0002' },
  ]
  const set = setOf(JSON.stringify([...sets, { ...keywords, OBJECT_NAME: `x${hostile}`, MEAN_MOTION: 'fast' }]))
  t.deepEqual(
    set.satellites.map(({ name }) => name),
    ['ISS [2J root', 'NORAD 7'],
  )
  t.is(set.rejected[0]?.name, 'xISS [2J root')
  const lines = parseElements(`ISS\u001b[2J\u0007\n${TLE.slice(TLE.indexOf('\n') + 1)}`, 'test')
  t.is('satellites' in lines ? lines.satellites[0]?.name : '', 'ISS [2J')
})

test('a row of CSV with too few columns is an error with its place in the file', (t) => {
  const read = parseElements(`${fleets['omm-csv']}\r\n1,2`, 'x.csv')
  t.regex('error' in read ? read.error : '', /^x\.csv: is not CSV: .* in rows 22 to 27$/)
})

test('JSON with braces and quotation marks in a name is read', (t) => {
  t.is(onlyOne(JSON.stringify([{ ...keywords, OBJECT_NAME: 'a "}{" \\' }])).name, 'a "}{" \\')
})

test('what is no message in a JSON array is left out, and the others are read', (t) => {
  const set = setOf(JSON.stringify([null, 1, 'a "],"', [[], {}], keywords, {}, false]))
  t.deepEqual([set.satellites.length, set.rejected.map(({ line }) => line)], [1, [1, 2, 3, 4, 6, 7]])
})

test('what stands behind the end of JSON is an error', (t) => {
  for (const behind of ['x', ']', ',{}']) t.true('error' in parseElements(`${JSON_TEXT}${behind}`, 'x.json'), behind)
})

test('a message in a comment of XML is none, and a file may be one message', (t) => {
  const omm = omms[0] ?? ''
  t.is(setOf(`<ndm><!-- ${omm.replace('<NORAD_CAT_ID>1<', '<NORAD_CAT_ID>2<')} -->${omm}</ndm>`).satellites.length, 1)
  t.is(setOf(`<?xml version="1.0"?>\n${omm}`).satellites.length, 1)
})

test('XML with something wrong around its messages is an error', (t) => {
  for (const text of [`<ndm>${omms[0]}`, `<ndm>${omms[0]}</ndm><more>`, `<ndm><a>${omms[0]}</b></ndm>`])
    t.true('error' in parseElements(text, 'x.xml'), text.slice(-20))
})

test('a message longer than any is refused before it is parsed', (t) => {
  const long = 'x'.repeat(20_000)
  const files = [
    `[{"OBJECT_NAME":"${long}"}]`,
    `NORAD_CAT_ID,EPOCH\n1,${long}`,
    `NORAD_CAT_ID,EPOCH\n1,"${long}\n`,
    `<ndm><omm><a>${long}</a></omm></ndm>`,
  ]
  for (const text of files) {
    const read = parseElements(text, 'x')
    t.regex('error' in read ? read.error : '', /message \d is longer than 20000 characters/, text.slice(0, 20))
  }
})
