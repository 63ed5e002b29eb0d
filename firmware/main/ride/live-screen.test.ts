import type { WriteStream } from 'node:tty'
import test from 'ava'
import { LiveScreen } from './live-screen.ts'

/** A terminal that only remembers what it was sent; a size of 0 is what some terminals say of theirs. */
const fakeTerminal = (columns: number, rows: number) => {
  const written: string[] = []
  const write = (text: string): boolean => written.push(text) > 0
  return { stream: { columns, rows, write } as unknown as WriteStream, written }
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
  t.is(new LiveScreen(fakeTerminal(132, 50).stream).columns(), 131)
  t.is(new LiveScreen(fakeTerminal(0, 0).stream).columns(), 79)
})
