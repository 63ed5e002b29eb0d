import test from 'ava'
import { readObstructionMap } from './obstruction-map.ts'

test('a map has as many cells as its rows and columns say, and cells not seen yet are absent', (t) => {
  t.deepEqual(readObstructionMap({ num_rows: 2, num_cols: 2, snr: [-1, 0, 0.5, 1] }), {
    rows: 2,
    columns: 2,
    cells: [undefined, 0, 0.5, 1],
  })
})

test('a map whose size and cells do not agree is none', (t) => {
  t.is(readObstructionMap({ num_rows: 2, num_cols: 2, snr: [1, 1, 1] }), undefined)
  t.is(readObstructionMap({}), undefined)
  t.is(readObstructionMap({ num_rows: 1, num_cols: 70_000, snr: Array.from({ length: 70_000 }, () => 1) }), undefined)
})
