import { createHash } from 'node:crypto'
import test from 'ava'
import { CHAIN_BEGINS } from './hash-chain.ts'
import {
  chainCheck,
  csvHeader,
  csvRow,
  isExpired,
  lineOf,
  readLine,
  type TransmissionEntry,
} from './transmission-log.ts'

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')

const entry = (seq: number, before: string): TransmissionEntry => ({
  seq,
  utcMs: Date.UTC(2026, 4, 31, 15),
  utcTrust: 'trusted',
  atMs: 1000 * seq,
  run: 'a',
  terminal: 'oneweb',
  isPermitted: seq % 2 === 0,
  satellite: 'ONEWEB-0461',
  latDeg: 51.1,
  lonDeg: 71.4,
  horizontal95M: 6,
  why: 'muted: licensed territory, "old line"',
  before,
})

const chain = (length: number): string[] => {
  const lines: string[] = []
  let before = CHAIN_BEGINS
  for (let seq = 1; seq <= length; seq++) {
    const line = lineOf(entry(seq, before), hash)
    before = line.split('\t')[1] ?? ''
    lines.push(line)
  }
  return lines
}

const firstProblem = (lines: readonly string[]): string | undefined => {
  const check = chainCheck(hash)
  return lines.map(check).find((problem) => problem !== undefined)
}

test('an entry reads back from its line', (t) => {
  const [line = ''] = chain(1)
  t.deepEqual(readLine(line, hash), { entry: entry(1, CHAIN_BEGINS), hash: line.split('\t')[1] ?? '' })
})

test('a whole chain holds, and so does one whose oldest entries are gone', (t) => {
  t.is(firstProblem(chain(5)), undefined)
  t.is(firstProblem(chain(5).slice(2)), undefined)
})

test('an entry that was changed, taken out, doubled or put elsewhere breaks the chain', (t) => {
  const lines = chain(5)
  const [a = '', b = '', c = '', d = '', e = ''] = lines
  t.regex(firstProblem([a, b.replace('true', 'false'), c]) ?? '', /after entry 1: its hash/)
  t.regex(firstProblem([a, b, d, e]) ?? '', /entry 4 does not follow/)
  t.regex(firstProblem([a, b, b, c]) ?? '', /entry 2 does not follow/)
  t.regex(firstProblem([b, a]) ?? '', /entry 1 does not follow/)
})

test('an entry made up afterwards, with a right hash of its own, does not follow', (t) => {
  const [a = '', b = ''] = chain(2)
  t.regex(firstProblem([a, lineOf({ ...entry(2, CHAIN_BEGINS) }, hash), b]) ?? '', /entry 2 does not follow/)
})

test('as CSV texts are quoted and what is unknown is empty', (t) => {
  t.is(csvHeader.split(',').length, 12)
  const { utcMs: _, satellite: __, ...rest } = entry(3, CHAIN_BEGINS)
  t.is(
    csvRow({ ...rest, utcTrust: 'none' }),
    '3,,none,3000,a,oneweb,false,,51.1,71.4,6,"muted: licensed territory, ""old line"""',
  )
})

test('entries go after their time by trusted UTC, and never by a clock that is not', (t) => {
  const at = (days: number, utcTrust: TransmissionEntry['utcTrust']): string =>
    lineOf({ ...entry(1, CHAIN_BEGINS), utcMs: Date.UTC(2026, 0, 1) + days * 86_400_000, utcTrust }, hash)
  const mayGo = isExpired(365, hash)
  t.true(mayGo(at(0, 'trusted'), at(366, 'trusted')))
  t.false(mayGo(at(0, 'trusted'), at(364, 'trusted')))
  t.false(mayGo(at(0, 'trusted'), at(7_000, 'candidate')))
  t.false(mayGo(at(-7_000, 'candidate'), at(0, 'trusted')))
  t.false(mayGo(at(0, 'trusted').slice(1), at(366, 'trusted')))
})
