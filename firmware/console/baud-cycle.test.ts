import test from 'ava'
import { LineMarks } from '../../hal/linux/line-marks.ts'
import type { MonotonicMs } from '../../hal/units.ts'
import { heardAs } from '../../test/fakes/uart.ts'
import { type BaudRate, type BaudState, planBaud } from './baud-cycle.ts'
import { KeyDecoder } from './keys.ts'

const usual: BaudState = { baudRate: 115_200, unreadableBytes: 0 }
const nothing = { isBreak: false, hasEnter: false, unreadableBytes: 0 }
const at = (ms: number): MonotonicMs => ms as MonotonicMs

test('a break goes to the other pace, and back', (t) => {
  const once = planBaud(usual, { ...nothing, isBreak: true }, at(0))
  t.is(once.baudRate, 9_600)
  t.is(planBaud(once, { ...nothing, isBreak: true }, at(600)).baudRate, 115_200)
})

test('what a key at another pace makes besides does not lead back', (t) => {
  const once = planBaud(usual, { ...nothing, isBreak: true }, at(0))
  t.is(planBaud(once, { ...nothing, isBreak: true }, at(5)), once)
  t.is(planBaud(once, { ...nothing, unreadableBytes: 9 }, at(5)), once)
})

test('what cannot be read goes to the other pace, a little noise does not', (t) => {
  const noisy = planBaud(usual, { ...nothing, unreadableBytes: 3 }, at(0))
  t.is(noisy.baudRate, 115_200)
  t.is(planBaud(noisy, { ...nothing, unreadableBytes: 1 }, at(0)).baudRate, 9_600)
  const calm = planBaud(noisy, { ...nothing, hasEnter: true }, at(0))
  t.is(planBaud(calm, { ...nothing, unreadableBytes: 3 }, at(0)).baudRate, 115_200)
})

/** How often somebody presses a key, once a second, until a console that waits at `begin` hears them. */
const pressesUntilHeard = (key: string, { begin, terminal }: { begin: BaudRate; terminal: BaudRate }): number => {
  const marks = new LineMarks()
  const decoder = new KeyDecoder()
  let state: BaudState = { baudRate: begin, unreadableBytes: 0 }
  for (let presses = 0; presses < 20; presses++) {
    if (state.baudRate === terminal) return presses
    for (const byte of marks.take(
      Uint8Array.from(heardAs(Buffer.from(key), { sentAt: terminal, heardAt: state.baudRate })),
    )) {
      const before = decoder.discardedBytes
      const keys = decoder.decode(Uint8Array.of(byte))
      const isBreak = keys.some(({ kind }) => kind === 'break')
      const hasEnter = keys.some(({ kind }) => kind === 'enter')
      state = planBaud(
        state,
        { isBreak, hasEnter, unreadableBytes: decoder.discardedBytes - before },
        at(presses * 1_000),
      )
    }
  }
  return Number.POSITIVE_INFINITY
}

for (const key of ['\r', ' ', 'a', 'q', '\n'])
  test(`a slower terminal is heard after one ${JSON.stringify(key)}`, (t) => {
    t.is(pressesUntilHeard(key, { begin: 115_200, terminal: 9_600 }), 1)
  })

test('a quicker terminal is heard after some presses of Enter, and an equal one at once', (t) => {
  t.true(pressesUntilHeard('\r', { begin: 9_600, terminal: 115_200 }) <= 4)
  t.is(pressesUntilHeard('\r', { begin: 9_600, terminal: 9_600 }), 0)
})

test('a wire hears what the other sends at the same pace', (t) => {
  const bytes = Buffer.from('Steppelink\r\n\xff\x00', 'latin1')
  const marks = new LineMarks()
  t.deepEqual([...marks.take(Uint8Array.from(heardAs(bytes, { sentAt: 9_600, heardAt: 9_600 })))], [...bytes])
})
