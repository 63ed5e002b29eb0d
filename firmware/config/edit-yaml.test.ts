import test from 'ava'
import { UsageError } from '../usage-error.ts'
import { editYaml, tidyYaml } from './edit-yaml.ts'

const file = `# the train
train: { id: t1 } # ours
zones:
  - { name: depot, radiusM: 100 }
  - { name: wash, radiusM: 50 }
traffic:
  passenger: [lte, oneweb]
`

test('an edit changes its own place; comments and order stay', (t) => {
  const edited = editYaml(file, { do: 'set', path: 'traffic.passenger', value: '[oneweb]' })
  t.is(edited, tidyYaml(file).replace('[ lte, oneweb ]', '[ oneweb ]'))
  t.true(edited.startsWith('# the train\ntrain: { id: t1 } # ours\n'))
})

test('a number is the place in a list, and a path may make what is not there', (t) => {
  t.true(editYaml(file, { do: 'set', path: 'zones.1.radiusM', value: '60' }).includes('{ name: wash, radiusM: 60 }'))
  t.true(editYaml(file, { do: 'set', path: 'rates.aimHz', value: '10' }).includes('rates:\n  aimHz: 10\n'))
  t.false(editYaml(file, { do: 'delete', path: 'zones.0' }).includes('depot'))
})

for (const path of ['', '.', 'a..b', '.a', 'a.', '__proto__.x', 'train.constructor', 'train.id.x', 'x.'.repeat(20)])
  test(`a path that is none is refused: "${path.slice(0, 20)}"`, (t) => {
    t.throws(() => editYaml(file, { do: 'set', path, value: '1' }), { instanceOf: UsageError })
  })

test('a value that is no YAML, an alias, and the deletion of nothing are refused', (t) => {
  for (const value of ['[1', '*x', '{a: 1'])
    t.throws(() => editYaml(file, { do: 'set', path: 'a', value }), { instanceOf: UsageError }, value)
  t.throws(() => editYaml(file, { do: 'delete', path: 'rates.aimHz' }), { message: /no such setting/ })
})
