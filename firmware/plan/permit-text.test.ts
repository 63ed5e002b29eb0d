import test from 'ava'
import { conditions } from './permit-conditions.ts'
import { type Paint, permitLines, remedyOf } from './permit-text.ts'

const plain: Paint = (_tone, text) => text
const lock = { name: 'receive lock', isMet: true, value: 'locked', limit: 'locked', sinceMs: 1_000 }
const shock = { name: 'shock', isMet: true, value: '0.10 g', limit: '< 3.00 g' }

test('each terminal has a line of its own, and each condition one with its value beside its limit', (t) => {
  const told = { isPermitted: true, sinceMs: 2_000, conditions: [lock, shock] }
  t.deepEqual(permitLines({ array: told }, 63_000, plain), [
    'array: permitted for 1:01',
    ' ok  receive lock  locked  (needs locked)   for 1:02',
    ' ok  shock         0.10 g  (needs < 3.00 g)',
  ])
})

test('a muted terminal says how many conditions are not met, and below each what can be done', (t) => {
  const told = { isPermitted: false, sinceMs: 2_000, conditions: [{ ...lock, isMet: false, value: 'no lock' }, shock] }
  t.deepEqual(permitLines({ dish: told }, 3_000, plain), [
    'dish: MUTED for 0:01: 1 of 2 conditions not met',
    ' NO  receive lock  no lock  (needs locked)   for 0:02',
    '       → wait: the modem seeks its carrier; if it lasts under open sky, see to',
    '         its cables',
    ' ok  shock         0.10 g   (needs < 3.00 g)',
  ])
})

test('one long value does not push the others apart', (t) => {
  const long = { ...lock, name: 'roof-work lockout', value: `Aigerim: ${'cable '.repeat(20)}` }
  const lines = permitLines({ dish: { isPermitted: false, conditions: [long, shock] } }, 3_000, plain)
  t.true((lines.at(-1)?.length ?? 100) < 80, lines.at(-1))
})

test('what is unknown has a remedy of its own', (t) => {
  const name = 'nothing stands before the beam'
  t.not(remedyOf(name, 'unknown'), remedyOf(name, 'blocked'))
})

test('every line fits a terminal of 80 columns, what goes on stands below its row', (t) => {
  const value = `Aigerim: ${'cable '.repeat(20)}`
  const long = { ...lock, name: 'roof-work lockout', isMet: false, value }
  const lines = permitLines({ dish: { isPermitted: false, conditions: [long, shock] } }, 3_000, plain)
  t.true(
    lines.every(({ length }) => length <= 80),
    lines.join('\n'),
  )
  t.regex(lines[2] ?? '', /^ {9}cable/)
})

test('what is set off is the terminal, and each condition that is not met', (t) => {
  const marked: Paint = (tone, text) => `<${tone}>${text}`
  const told = { isPermitted: false, conditions: [{ ...lock, isMet: false }, shock] }
  t.deepEqual(
    permitLines({ dish: told }, 3_000, marked).map((line) => /^<(\w+)>/.exec(line)?.[1]),
    ['bad', 'bad', undefined, undefined, 'dim'],
  )
})

test('every condition has a remedy', (t) => {
  for (const { name } of conditions) t.true(remedyOf(name).length > 5, name)
})
