import test from 'ava'
import { splitCells } from './at-lines.ts'
import { decodeCesq, decodeCops, decodeCsq, decodeRegistration } from './at-values.ts'

test('CESQ gives RSRP −141 + n dBm and RSRQ −20 + n/2 dB', (t) => {
  t.deepEqual(decodeCesq(splitCells('99,99,255,255,20,56')), { rsrpDbm: -85, rsrqDb: -10 })
})

test('CESQ values of 255 are absent, not numbers', (t) => {
  t.deepEqual(decodeCesq(splitCells('20,0,255,255,255,255')), {})
})

test('CESQ out of its range or too short is not believed', (t) => {
  t.deepEqual(decodeCesq(splitCells('99,99,255,255,35,98')), {})
  t.is(decodeCesq(splitCells('99,99')), undefined)
})

test('CSQ gives −113 + 2n dBm, and 99 is unknown', (t) => {
  t.is(decodeCsq(splitCells('14,99')), -85)
  t.is(decodeCsq(splitCells('99,99')), undefined)
})

const registers = test.macro({
  exec: (t, text: string, expected: unknown) => t.deepEqual(decodeRegistration(splitCells(text)) as unknown, expected),
  title: (rule, text) => `${rule}: ${text}`,
})
test('an answer has its mode first', registers, '2,1,"00C3","01A2D003",7', {
  from: 'query',
  canText: true,
  registration: 'home',
  accessTechnology: 7,
})
test('a short answer', registers, '0,5', { from: 'query', canText: true, registration: 'roaming' })
test('a report begins with the state', registers, '5,"00C3","01A2D003",7', {
  from: 'report',
  canText: true,
  registration: 'roaming',
  accessTechnology: 7,
})
test('a short report', registers, '2', { from: 'report', canText: false, registration: 'searching' })
test('a report with empty cells', registers, '2,,,', { from: 'report', canText: false, registration: 'searching' })
test('a report with unquoted padded cells', registers, ' 1 , 00C3, 01A2D003, 7', {
  from: 'report',
  canText: true,
  registration: 'home',
  accessTechnology: 7,
})
test('an answer with unquoted cells', registers, '2, 3, 00C3, 01A2D003', {
  from: 'query',
  canText: false,
  registration: 'denied',
})
test('messages only is no data registration, and takes messages', registers, '2,6', {
  from: 'query',
  canText: true,
  registration: 'none',
})
test('home or roaming without CSFB preferred is registered', registers, '2,10', {
  from: 'query',
  canText: true,
  registration: 'roaming',
})
test('an unknown state says nothing', registers, '99', undefined)
test('text says nothing', registers, 'x,y', undefined)

test('COPS names the operator, or none while there is none', (t) => {
  t.deepEqual(decodeCops(splitCells('0,2,"40102",7')), { operator: '40102', accessTechnology: 7 })
  t.deepEqual(decodeCops(splitCells('0')), {})
  t.is(decodeCops(splitCells('x')), undefined)
})
