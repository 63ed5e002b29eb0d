import test from 'ava'
import { decodeAtLine } from './at-lines.ts'
import { queriesOf, shownAnswer } from './at-queries.ts'
import { cellularDrivers } from './index.ts'

/** Reads: a question mark, a bare name, or the one that takes what it reads as a text. */
const READS = /^AT([+#!][A-Z0-9]+\??|\+QENG="servingcell")$/

for (const driver of Object.keys(cellularDrivers))
  test(`${driver}: whatever may be asked only reads`, (t) => {
    const commands = Object.values(queriesOf(driver)).flat()
    t.true(commands.length >= 12)
    for (const command of commands) t.regex(command, READS)
  })

test('nothing is asked by a word that a table inherits', (t) => {
  t.deepEqual(Object.keys(queriesOf('constructor')), Object.keys(queriesOf('at-lte')))
})

test('an answer is shown without the numbers of subscription, card and modem', (t) => {
  const line = decodeAtLine('#RFSTS: "401 77",1650,-95,"401770000000001","Kcell",3,"8999770000000000017"')
  const { lines } = shownAnswer('AT#RFSTS', { outcome: 'ok', lines: [line], isEchoed: false })
  t.deepEqual(lines, ['#RFSTS: "401 77",1650,-95,"…0001","Kcell",3,"…0017"'])
})

test('an answer is bounded, and a refusal is shown in the words of the modem', (t) => {
  const long = Array.from({ length: 300 }, () => decodeAtLine('x'.repeat(2_000)))
  const answer = shownAnswer('AT+CGMI', { outcome: 'ok', lines: long, isEchoed: false })
  t.is(answer.lines.length, 24)
  t.true(answer.lines.every(({ length }) => length === 160))
  const error = { kind: 'error', family: 'cme', code: 10 } as const
  t.deepEqual(shownAnswer('AT+CPIN?', { outcome: 'error', lines: [], error, isEchoed: false }).lines, [
    '+CME ERROR: 10',
  ])
})
