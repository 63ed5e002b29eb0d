import test from 'ava'
import { classNumbers, LINKS_AT_MOST, linkNumbers, ownedNumbers } from './network-numbers.ts'
import { trafficClasses } from './traffic-class.ts'

const links = Array.from({ length: LINKS_AT_MOST }, (_, index) => linkNumbers(index + 1))
const classes = trafficClasses.map(classNumbers)
const all = [...classes, ...links]

test('a mark of a class has no bit of a link, and a mark of a link none of a class', (t) => {
  for (const { mark, mask } of all) t.is(mark & ~mask, 0)
  t.is((classes[0]?.mask ?? 0) & (links[0]?.mask ?? 0), 0)
  t.deepEqual([classNumbers('emergency').mark, classNumbers('maintenance').mark, linkNumbers(3).mark], [1, 6, 0x300])
})

test('no two classes or links share a mark, a table or a priority, and all lie in what is ours', (t) => {
  const priorities = [...all.map(({ priority }) => priority), ...links.map(({ sourcePriority }) => sourcePriority)]
  const tables = all.map(({ table }) => table)
  for (const numbers of [priorities, tables, all.map(({ mark }) => mark)]) t.is(new Set(numbers).size, numbers.length)
  const [firstPriority, lastPriority] = ownedNumbers.priorities
  t.true(priorities.every((priority) => priority >= firstPriority && priority <= lastPriority))
  const [firstTable, lastTable] = ownedNumbers.tables
  t.true(tables.every((table) => table >= firstTable && table <= lastTable))
})
