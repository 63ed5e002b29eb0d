import test from 'ava'
import { ConsoleTerminal } from './terminal.ts'

test('output that a line does not take can be given up, and what comes after it waits no longer', async (t) => {
  const taken: string[] = []
  let isStuck = true
  const terminal = new ConsoleTerminal({
    write: (bytes) => {
      if (isStuck) return new Promise(() => undefined)
      taken.push(Buffer.from(bytes).toString())
      return Promise.resolve()
    },
  })
  const first = terminal.write('x'.repeat(1_000))
  const second = terminal.write('y')
  terminal.dropOutput()
  await first
  await second
  isStuck = false
  await terminal.write('z')
  t.deepEqual(taken, ['z'])
})

test('a line that fails loses what was to leave, and no more', async (t) => {
  let fails = true
  const taken: string[] = []
  const terminal = new ConsoleTerminal({
    write: async (bytes) => {
      if (fails) throw new TypeError('gone')
      taken.push(Buffer.from(bytes).toString())
    },
  })
  await terminal.write('lost')
  fails = false
  await terminal.write('there\n')
  t.deepEqual(taken, ['there\r\n'])
})

test('keys typed ahead are kept up to a bound, and counted above it', async (t) => {
  const terminal = new ConsoleTerminal({ write: async () => undefined })
  terminal.take(Buffer.alloc(5_000, 0x61))
  t.is(terminal.lostKeys, 5_000 - 1_024)
  t.deepEqual(await terminal.nextKey(new AbortController().signal), { kind: 'letter', letter: 'a' })
})
