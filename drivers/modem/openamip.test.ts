import test from 'ava'
import type { SerialLink } from '../../hal/serial-link.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import type { ModemReport } from './modem.ts'
import { openamip } from './openamip.ts'

/** A line whose writes take `writeMs`; `say` is the modem's voice. */
const setUp = (writeMs = 0) => {
  const clock = new SimClock()
  const sent: string[] = []
  const hands = { data: (_: Uint8Array): void => {}, state: (_: 'open' | 'closed'): void => {} }
  const link: SerialLink = {
    name: 'modem',
    write: (bytes) =>
      new Promise((resolve) => {
        sent.push(Buffer.from(bytes).toString('latin1').trim())
        clock.after(writeMs, resolve)
      }),
    onData: (handler) => {
      hands.data = handler
    },
    onState: (handler) => {
      hands.state = handler
      handler('open')
    },
    counters: () => ({ rxBytes: 0, txBytes: 0, reconnects: 0, writeErrors: 0 }),
    close: async () => {},
  }
  const modem = openamip.open({ link, clock })
  const reports: ModemReport[] = []
  modem.onReport((report) => reports.push(report))
  const say = async (...lines: readonly string[]): Promise<void> => {
    for (const line of lines) hands.data(Buffer.from(`${line}\r\n`))
    await clock.runFor(1)
  }
  return { clock, sent, modem, reports, say, hands }
}

test('an opened line is told the state, and asked for L and C/N', async (t) => {
  const { clock, sent } = setUp()
  await clock.runFor(1)
  t.deepEqual(sent, ['s 0 0', 'a 5', 'c 1 0 0 20 20', 'i steppelink'])
})

test('A is answered with s at once and then every n seconds, W with w; 0 ends it', async (t) => {
  const { clock, sent, say } = setUp()
  await clock.runFor(100)
  sent.length = 0
  await say('A 2', 'W 5')
  t.deepEqual(sent, ['s 0 0', 'a 5', 'w 0 0 0 0', 'c 1 0 0 20 20'])
  sent.length = 0
  await clock.runFor(4_500)
  t.deepEqual(sent, ['s 0 0', 's 0 0'])
  await say('A 0', 'W 0')
  sent.length = 0
  await clock.runFor(4_000)
  t.false(sent.some((line) => line.startsWith('w')))
})

test('a corrupt interval neither floods nor starves the line', async (t) => {
  const { clock, sent, say } = setUp()
  await say('A 0.0001')
  sent.length = 0
  await clock.runFor(1_000)
  t.is(sent.filter((line) => line.startsWith('s')).length, 10)
})

test('a withdrawn permission overtakes everything that waits', async (t) => {
  const { clock, sent, modem, say } = setUp(50)
  modem.tell({ isFunctional: true, mayTransmit: true })
  await clock.runFor(1_000)
  sent.length = 0
  await say('W 5', 'I x')
  modem.tell({ isFunctional: true, mayTransmit: false })
  await clock.runFor(60)
  t.deepEqual(sent.slice(0, 2), ['w 0 0 0 0', 's 1 0'])
})

test('what is told again without a change is not sent', async (t) => {
  const { clock, sent, modem } = setUp()
  modem.tell({ isFunctional: true, mayTransmit: true })
  await clock.runFor(100)
  sent.length = 0
  modem.tell({ isFunctional: true, mayTransmit: true })
  await clock.runFor(100)
  t.deepEqual(sent, [])
})

test('lock is void three intervals after the last L, though C/N still comes', async (t) => {
  const { clock, reports, say } = setUp()
  await say('L 1 1')
  for (let second = 0; second < 16; second++) {
    await say('C 9.5')
    await clock.runFor(999)
  }
  t.like(reports.at(-1), { isAlive: true, isLocked: false, isTransmitAllowed: false })
})

test('L is asked for again while it does not come', async (t) => {
  const { clock, sent } = setUp()
  await clock.runFor(100)
  sent.length = 0
  await clock.runFor(10_000)
  t.is(sent.filter((line) => line === 'a 5').length, 2)
})

test('lines that are none are counted by their bytes and change nothing', async (t) => {
  const { modem, reports, say } = setUp()
  await say('L 1', 'hello', 'x'.repeat(400), '')
  t.deepEqual(reports, [])
  t.like(modem.counters(), { rxFrames: 0, rxDiscardedBytes: 408, checksumErrors: 0 })
})

test('a line that closes is a lost modem at once', async (t) => {
  const { reports, say, hands } = setUp()
  await say('L 1 1')
  hands.state('closed')
  t.like(reports.at(-1), { isAlive: false, isLocked: false, isTransmitAllowed: false })
})
