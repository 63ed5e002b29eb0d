import test from 'ava'
import type { DeskLines } from '../../hal/desk/bench.ts'
import type { Level } from '../../hal/gpio.ts'
import { joinedLines } from './joined-lines.ts'

const part = (name: string, level: Level) => {
  const written: string[] = []
  let change: (line: string, level: Level) => void = () => undefined
  const lines: DeskLines = {
    lines: [name],
    readInput: (line) => (line === name ? level : undefined),
    onInputChange: (handler) => {
      change = handler
    },
    writeOutput: (line, to) => void written.push(`${line} ${to}`),
  }
  return { lines, written, change: () => change(name, level) }
}

test('each wire belongs to its own device, whatever device the others are', (t) => {
  const [left, right] = [part('left', 0), part('right', 1)]
  const joined = joinedLines([left.lines, right.lines])
  const heard: string[] = []
  joined.onInputChange((line, level) => heard.push(`${line} ${level}`))
  left.change()
  right.change()
  joined.writeOutput('right', 1, 'test')
  t.deepEqual(joined.lines, ['left', 'right'])
  t.deepEqual([joined.readInput('left'), joined.readInput('right'), joined.readInput('neither')], [0, 1, undefined])
  t.deepEqual(heard, ['left 0', 'right 1'])
  t.deepEqual([left.written, right.written], [[], ['right 1']])
})
