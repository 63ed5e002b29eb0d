import test from 'ava'
import { begun, crashed, ended, ranFor, type StartRecord, supplySaid } from './start-record.ts'

const first = begun([], 'a')

test('a life that says nothing of its end was cut, and one under a failing supply was cut by it', (t) => {
  t.is(begun(first, 'b')[0]?.end, 'cut')
  t.is(begun(supplySaid(first, true), 'b')[0]?.end, 'supply')
  t.is(begun(supplySaid(supplySaid(first, true), false), 'b')[0]?.end, 'cut')
  t.is(begun(ended(supplySaid(first, true)), 'b')[0]?.end, 'clean')
})

test('services that end are counted by name, in the present life', (t) => {
  const record = crashed(crashed(crashed(first, 'links'), 'links'), 'gpsd')
  t.deepEqual(record.at(-1)?.crashes, { links: 2, gpsd: 1 })
  t.deepEqual(begun(record, 'b').at(-1)?.crashes, {})
  t.is(ranFor(record, 61.7).at(-1)?.ranS, 62)
})

test('the record is bounded in lives and names', (t) => {
  let record: StartRecord = first
  for (let at = 0; at < 100; at++) record = begun(record, String(at))
  t.is(record.length, 12)
  for (let at = 0; at < 100; at++) record = crashed(record, `service-${at}`)
  t.is(Object.keys(record.at(-1)?.crashes ?? {}).length, 24)
})
