import test from 'ava'
import type { Port } from '../../hal/port.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { aimTap, epochTap, matcher, timeOfDayMs } from './line-stamps.ts'

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1')

/** A port of which a test holds the other end. */
const looseEnd = () => {
  let hear: (bytes: Uint8Array) => void = () => undefined
  const port: Port = {
    write: (_bytes, done) => done(),
    onData: (handler) => {
      hear = handler
    },
    onClose: () => undefined,
    close: () => undefined,
  }
  return { port, hear: (text: string) => hear(bytesOf(text)) }
}

test('matches are found in any pieces, each once', (t) => {
  const found: string[] = []
  const look = matcher(/<(\w+)>/, (text) => found.push(text))
  for (const piece of ['..<a', 'b><c>', '<d>', '>']) look(bytesOf(piece))
  t.deepEqual(found, ['ab', 'c', 'd'])
})

test('a time field is read to the millisecond', (t) => t.is(timeOfDayMs('150001.20'), 54_001_200))

test('an epoch is stamped when the last byte of its position sentence is written', async (t) => {
  const clock = new SimClock()
  const seen: [number, number][] = []
  const port = epochTap(clock, (...stamp) => seen.push(stamp))(looseEnd().port)
  port.write(bytesOf('$GNRMC,000001.20,A*00\r\n$GNGGA,000001.20,5106.7,N'), () => undefined)
  await clock.runFor(7)
  port.write(bytesOf('*00\r\n$GNGSA'), () => undefined)
  t.deepEqual(seen, [[1_200, 7]])
})

test('aims are stamped, other frames are not, and the bytes go on', (t) => {
  const seen: number[] = []
  const heard: string[] = []
  const { port, hear } = looseEnd()
  const tapped = aimTap(new SimClock(), (_first, lastByteAtMs) => seen.push(lastByteAtMs))(port)
  tapped.onData((bytes) => heard.push(Buffer.from(bytes).toString('latin1')))
  hear('{ST 16}x{AM 17 18245 4530}#')
  t.deepEqual(heard, ['{ST 16}x{AM 17 18245 4530}#'])
  t.is(seen.length, 1)
  t.true(Math.abs((seen[0] ?? 0) - (19 * 10_000) / 115_200) < 1e-9)
})
