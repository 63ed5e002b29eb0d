import test from 'ava'
import { CellPass, type CoverageCell, mergeCells, outChance } from './coverage-cell.ts'

const cell = (passes: number, outShare: number, more: Partial<CoverageCell> = {}): CoverageCell => ({
  passes,
  outShare,
  ...more,
})

test('a trip through a cell is the mean of what was seen, with what was not seen left out', (t) => {
  const pass = new CellPass()
  t.is(pass.cell(1), undefined)
  pass.add({ isOut: false, signal: -90, throughputMbps: 10 })
  pass.add({ isOut: true, signal: -110, throughputMbps: Number.NaN })
  t.deepEqual(pass.cell(5), { passes: 1, outShare: 0.5, signal: -100, throughputMbps: 10, lastUtcMs: 5 })
})

test('two trips are weighed alike, and after many a new one still counts for a ninth', (t) => {
  t.is(mergeCells(cell(1, 0), cell(1, 1)).outShare, 0.5)
  t.is(mergeCells(cell(50, 0), cell(1, 1)).outShare, 1 / 9)
  t.is(mergeCells(cell(50, 0), cell(1, 1)).passes, 50)
})

test('merging keeps what only one of both knows, and the later time', (t) => {
  const merged = mergeCells(cell(1, 0, { signal: -80, lastUtcMs: 9 }), cell(1, 0, { loss: 0.1, lastUtcMs: 4 }))
  t.deepEqual(merged, { passes: 2, outShare: 0, signal: -80, loss: 0.1, lastUtcMs: 9 })
})

test('one trip without service makes the next outage likely, one with it makes it unlikely', (t) => {
  t.true(outChance(cell(1, 1), 0) > 0.7)
  t.true(outChance(cell(1, 0), 0) < 0.05)
  t.true(outChance(cell(5, 1), 0) > outChance(cell(1, 1), 0))
})

test('a cell that was out for half its length is as likely to be met as a hole as one that was out for all of it', (t) => {
  t.is(outChance(cell(1, 0.5), 0), outChance(cell(1, 1), 0))
  t.true(outChance(cell(1, 0.1), 0) < 0.2)
})

test('what was seen a year ago says less than what was seen yesterday', (t) => {
  const day = 86_400_000
  t.true(outChance(cell(1, 1, { lastUtcMs: 0 }), 365 * day) < 0.35)
  t.true(outChance(cell(1, 1, { lastUtcMs: 0 }), day) > 0.7)
})
