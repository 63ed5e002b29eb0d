import test from 'ava'
import { obstructionPicture } from './obstruction-picture.ts'

const map = (rows: string[]) => ({ columns: rows[0]?.length ?? 0, rows })

test('a letter is two cells across and four down, as dark as what hides most of them', (t) => {
  const clear = '9999????'
  const [line, legend] = obstructionPicture(map([clear, '9909????', clear, clear]))
  t.is(line, '·█')
  t.is(
    legend,
    "50.0 % of its sky seen, 6.3 % of that hidden (· clear, █ hidden, blank not seen); the terminal's front is at the top",
  )
})

test('shades go from clear to hidden', (t) => {
  t.is(obstructionPicture(map(['9977553300']))[0], '·░▒▓█')
})

test('a map of 123 by 123 cells fits 80 columns', (t) => {
  const lines = obstructionPicture(map(Array.from({ length: 123 }, () => '5'.repeat(123))))
  t.is(lines.length, 32)
  t.true(lines.slice(0, -1).every((line) => line.length === 62))
})

test('of a sky that nobody has looked at nothing is said to be hidden', (t) => {
  t.regex(obstructionPicture(map(['????'])).join('\n'), /^\n0\.0 % of its sky seen, 0\.0 % of that hidden/)
})
