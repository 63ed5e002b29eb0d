import test from 'ava'
import { plotColumns, polarPlot } from './polar-plot.ts'

const plot = { marks: [], sectors: [], maskDeg: 25, lines: 9, hasUnicode: false }
const rowOf = (lines: readonly string[], sign: string): number => lines.findIndex((line) => line.includes(sign))

test('north is up, east to the right, the zenith in the middle, in letters of ASCII alone', (t) => {
  const lines = polarPlot(plot)
  t.is(lines.length, 9)
  t.is(lines[0]?.[8], 'N')
  t.is(lines[4]?.[16], 'E')
  t.is(lines[8]?.[8], 'S')
  t.is(lines[4]?.[8], '+')
  for (const line of lines) {
    t.is(line.length, plotColumns(9))
    t.regex(line, /^[\x20-\x7e]*$/)
  }
})

test('a satellite stands where it is: low ones near the rim, high ones near the middle', (t) => {
  const lines = polarPlot({
    ...plot,
    marks: [
      { azimuthDeg: 90, elevationDeg: 45, sign: '@' },
      { azimuthDeg: 200, elevationDeg: 5, sign: '1' },
      { azimuthDeg: 10, elevationDeg: 88, sign: '2' },
    ],
  })
  t.is(lines[4]?.indexOf('@'), 12)
  t.true(rowOf(lines, '1') >= 7)
  t.is(rowOf(lines, '2'), 4)
})

test('a sector over north covers both sides of it, and nothing else', (t) => {
  const lines = polarPlot({ ...plot, lines: 21, sectors: [{ azimuthDeg: [340, 20], elevationDeg: [0, 40] }] })
  t.true((lines[3] ?? '').includes(':'))
  t.false(lines.slice(11).some((line) => line.includes(':')))
})

test('the way the coach points is marked on the rim', (t) => {
  t.is(polarPlot({ ...plot, headingDeg: 270 })[4]?.[0], '^')
})
