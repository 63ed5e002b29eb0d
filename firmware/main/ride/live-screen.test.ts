import { EventEmitter } from 'node:events'
import type { WriteStream } from 'node:tty'
import test from 'ava'
import { LiveScreen } from './live-screen.ts'

/** A terminal that only remembers what it was sent; a size of 0 is what some terminals say of theirs. */
const fakeTerminal = (columns: number, rows: number) => {
  const written: string[] = []
  const write = (text: string): boolean => written.push(text) > 0
  const stream = Object.assign(new EventEmitter(), { columns, rows, write })
  return { stream: stream as unknown as WriteStream, written }
}

test('the cursor is hidden while the screen is there and shown when it is closed', (t) => {
  const { stream, written } = fakeTerminal(80, 24)
  const screen = new LiveScreen(stream)
  t.deepEqual(written, ['\x1b[?25l'])
  screen.close()
  t.is(written.at(-1), '\x1b[?25h')
})

test('lines are drawn over the last ones, of which nothing is left', (t) => {
  const { stream, written } = fakeTerminal(80, 24)
  const screen = new LiveScreen(stream)
  screen.show(['one', 'two', 'three'])
  screen.show(['four'])
  screen.show(['five'])
  t.is(written[1], '\r\x1b[2Kone\n\x1b[2Ktwo\n\x1b[2Kthree\n\x1b[0J')
  t.is(written[2], '\x1b[3A\r\x1b[2Kfour\n\x1b[0J')
  t.is(written[3], '\x1b[1A\r\x1b[2Kfive\n\x1b[0J')
})

test('no more lines are drawn than the terminal is high, so that it never scrolls', (t) => {
  const { stream, written } = fakeTerminal(80, 5)
  new LiveScreen(stream).show(Array.from({ length: 40 }, (_, line) => `line ${line}`))
  t.is(written.at(-1)?.split('\n').length, 5)
})

test('lines leave the last column free; a terminal without a size is taken as 80 by 24', (t) => {
  t.deepEqual(new LiveScreen(fakeTerminal(132, 50).stream).size(), { columns: 131, rows: 49 })
  t.deepEqual(new LiveScreen(fakeTerminal(0, 0).stream).size(), { columns: 79, rows: 23 })
})

test('after a change of size the screen is empty and drawn from its top; a closed one listens no more', (t) => {
  const { stream, written } = fakeTerminal(80, 24)
  const screen = new LiveScreen(stream)
  screen.show(['one', 'two'])
  stream.emit('resize')
  screen.show(['three'])
  t.deepEqual(written.slice(2), ['\x1b[H\x1b[2J', '\r\x1b[2Kthree\n\x1b[0J'])
  screen.close()
  t.is(stream.listenerCount('resize'), 0)
})
