import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { testWithShared } from '../../test/shared-data.ts'
import { parseTle } from './elements.ts'

// Vallado et al., SGP4-VER.TLE, cases 1 and 3.
const vanguard1 = '1 00005U 58002B   00179.78495062  .00000023  00000-0  28098-4 0  4753'
const vanguard2 = '2 00005  34.2682 348.7242 1859667 331.7664  19.3264 10.82419157413667'
const delta1 = '1 06251U 62025E   06176.82412014  .00008885  00000-0  12808-3 0  3985'
const delta2 = '2 06251  58.0579  54.0425 0030035 139.1568 221.1854 15.56387291  6774'
const vanguard = `${vanguard1}\n${vanguard2}\n`

const read = (text: string) => {
  const found = parseTle(text, 'test.tle')
  if ('error' in found) throw new Error(found.error)
  return found
}

/** Puts the right checksum on a changed line. */
const summed = (line: string): string => {
  const body = line.slice(0, 68)
  const sum = [...body].reduce((total, char) => total + (char === '-' ? 1 : Number(char) || 0), 0)
  return body + (sum % 10)
}

test('three-line sets carry their name, two-line sets their number', (t) => {
  const { satellites, rejected } = read(
    `VANGUARD 1              \r\n${vanguard1}\r\n${vanguard2}\r\n${delta1}\r\n${delta2}\r\n`,
  )
  t.deepEqual(
    satellites.map((satellite) => [satellite.noradId, satellite.name]),
    [
      [5, 'VANGUARD 1'],
      [6251, 'NORAD 06251'],
    ],
  )
  t.deepEqual(rejected, [])
})

test('the epoch is the day of the year in UTC', (t) => {
  t.is(Math.round(read(vanguard).satellites[0]?.epochUtcMs ?? 0), Date.parse('2000-06-27T18:50:19.734Z'))
})

const bad: readonly [rule: string, text: string, reason: RegExp][] = [
  ['a wrong checksum', `${vanguard1.slice(0, 68)}4\n${vanguard2}`, /line 1 has checksum 4 instead of 3/],
  ['a cut line', `${vanguard1}\n${vanguard2.slice(0, 60)}`, /line 2 has 60 characters/],
  ['a line 1 without line 2', `${vanguard1}`, /line 2 is missing/],
  ['a line 2 without line 1', `${vanguard2}`, /line 1 is missing/],
  ['lines of two satellites', `${vanguard1}\n${delta2}`, /line 2 is of satellite 06251/],
  ['a letter in a number', `${vanguard1}\n${summed(vanguard2.replace('34.2682', '34.2x82'))}`, /other than a number/],
  [
    'an inclination above 180°',
    `${vanguard1}\n${summed(vanguard2.replace(' 34.2682', '234.2682'))}`,
    /inclination 234.2682°/,
  ],
  ['an epoch day 400', `${summed(vanguard1.replace('179.78', '400.78'))}\n${vanguard2}`, /epoch day 400/],
  ['no mean motion', `${vanguard1}\n${summed(vanguard2.replace('10.82419157', ' 0.00000000'))}`, /mean motion 0/],
  ['prose', 'Not found', /line 1 is missing/],
]

for (const [rule, text, reason] of bad) {
  test(`${rule} is left out with its reason and the good set stays`, (t) => {
    const { satellites, rejected } = read(`BAD ONE\n${text}\nDELTA 1 DEB\n${delta1}\n${delta2}\n`)
    t.deepEqual(
      satellites.map((satellite) => satellite.name),
      ['DELTA 1 DEB'],
    )
    t.regex(rejected.at(-1)?.reason ?? '', reason)
  })
}

test('a file without a good set is an error that names the file and the first reason', (t) => {
  t.deepEqual(parseTle('', 'empty.tle'), {
    error: 'empty.tle: holds no element sets; give TLE, or OMM as JSON, CSV or XML',
  })
  const found = parseTle(`${vanguard1}\n`, 'half.tle')
  t.regex(
    'error' in found ? found.error : '',
    /^half\.tle: none of its 1 element sets is good; line 1: line 2 is missing$/,
  )
})

test('a file of something else is told so, and what it should be', (t) => {
  t.deepEqual(parseTle('# Steppelink\n\nFirmware for\nthe connectivity controller\n', 'README.md'), {
    error: 'README.md: is no file of elements; give TLE, or OMM as JSON, CSV or XML',
  })
})

test('a byte order mark and what follows a line’s last column change nothing', (t) => {
  const { satellites, rejected } = read(`\uFEFF${vanguard1}\n${vanguard2}     0.00      4320.0        360.00\n`)
  t.deepEqual([satellites.length, rejected], [1, []])
  t.is(read(`${vanguard1}5\n${vanguard2}\n${delta1}\n${delta2}\n`).rejected.length, 1)
})

test('the newer of two sets of a satellite counts, wherever it stands', (t) => {
  const newer = summed(vanguard1.replace('00179', '00180'))
  for (const text of [`${vanguard}${newer}\n${vanguard2}`, `${newer}\n${vanguard2}\n${vanguard}`]) {
    t.is(new Date(read(text).satellites[0]?.epochUtcMs ?? 0).toISOString().slice(0, 10), '2000-06-28')
  }
})

test('a letter in front of the number means 100,000 and more', (t) => {
  const text = [vanguard1, vanguard2].map((line) => summed(line.replace('00005', 'B0005'))).join('\n')
  t.is(read(text).satellites[0]?.noradId, 110_005)
})

testWithShared('every set of the real OneWeb and Starlink files is read', 'ephemeris', (t, ephemeris) => {
  for (const [name, count] of [
    ['oneweb-2026-05-30.tle', 651],
    ['starlink-2026-05-30.tle', 10_395],
  ] as const) {
    const { satellites, rejected } = read(readFileSync(join(ephemeris, name), 'utf8'))
    t.deepEqual(rejected, [])
    t.is(satellites.length, count)
  }
})
