import test from 'ava'
import { trainNumber } from './train-number.ts'

test('a train number is 1 to 16 characters of the timetable, in any script', (t) => {
  for (const number of ['9', '009', '9Ц', 'Ц'.repeat(16), '009 / 010']) t.is(trainNumber.parse(number), number)
  for (const wrong of ['', '   ', 'x'.repeat(17)]) t.false(trainNumber.safeParse(wrong).success, wrong)
})

test('spaces at its ends are left out', (t) => t.is(trainNumber.parse(`  ${'x'.repeat(16)}  `), 'x'.repeat(16)))

test('nothing in it ends a line, moves a cursor or turns the writing round', (t) => {
  for (const wrong of ['00\n9', '00\u001b[2J9', '00\u20289', '00\u202e9', '00\t9'])
    t.false(trainNumber.safeParse(wrong).success, JSON.stringify(wrong))
})
