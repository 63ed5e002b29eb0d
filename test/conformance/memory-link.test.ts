import test from 'ava'
import { seededRandom } from '../../hal/random.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import type { VirtualDevice, Wire } from '../../hardware/twin/device.ts'
import { deviceOnMemoryLink, type MemoryLinkOptions } from './memory-link.ts'

const setUp = (options: Partial<MemoryLinkOptions> = {}) => {
  const clock = new SimClock()
  const received: string[] = []
  let wire: Wire | undefined
  const device: VirtualDevice = {
    name: 'echo',
    serial: { baudRate: 9600, dataBits: 8, parity: 'none', stopBits: 1 },
    start: (started) => {
      wire = started
    },
    receive: (bytes) => received.push(Buffer.from(bytes).toString()),
    stop: () => {},
  }
  const memory = deviceOnMemoryLink({ device, clock, random: seededRandom(1), ...options })
  const heard: Uint8Array[] = []
  memory.link.onData((bytes) => heard.push(bytes))
  const send = (text: string): void => wire?.send(Buffer.from(text))
  return { clock, received, heard, text: () => Buffer.concat(heard).toString(), send, ...memory }
}

test('bytes take the time that the baud rate gives them, one send after the other', async (t) => {
  const { clock, send, text } = setUp({ fragment: () => true })
  send('x'.repeat(48))
  send('y'.repeat(48))
  await clock.runFor(49)
  t.is(text(), '')
  await clock.runFor(2)
  t.is(text().length, 48)
  await clock.runFor(50)
  t.is(text(), 'x'.repeat(48) + 'y'.repeat(48))
})

test('bytes come in pieces, singly when asked for', async (t) => {
  const cut = setUp()
  const single = setUp({ fragment: () => true })
  for (const { send, clock } of [cut, single]) {
    send('z'.repeat(300))
    await clock.runFor(1000)
  }
  t.true(cut.heard.length > 4 && cut.heard.length < 300)
  t.is(single.heard.length, 300)
  t.is(cut.text(), single.text())
})

test('a write reaches the device when its bytes have left, and is counted', async (t) => {
  const { clock, link, received } = setUp()
  const done = link.write(Buffer.from('P 1'))
  t.deepEqual(received, [])
  await clock.runFor(10)
  await done
  t.deepEqual(received, ['P 1'])
  t.is(link.counters().txBytes, 3)
})

test('a silent device is not heard and the line stays open', async (t) => {
  const { clock, link, send, silence, text } = setUp()
  const states: string[] = []
  link.onState((state) => states.push(state))
  silence()
  send('lost')
  silence(false)
  send('kept')
  await clock.runFor(100)
  t.is(text(), 'kept')
  t.deepEqual(states, ['open'])
})

test('an unplugged line refuses writes, loses what is on its way, and is counted when it comes back', async (t) => {
  const { clock, link, send, unplug, replug, text } = setUp()
  const states: string[] = []
  link.onState((state) => states.push(state))
  send('lost')
  const pending = link.write(Buffer.from('lost'))
  unplug()
  await clock.runFor(100)
  await t.throwsAsync(pending, { code: 'port-closed' })
  await t.throwsAsync(link.write(Buffer.from('x')), { code: 'port-closed' })
  replug()
  send('kept')
  await clock.runFor(100)
  t.is(text(), 'kept')
  t.deepEqual(states, ['open', 'closed', 'open'])
  t.like(link.counters(), { reconnects: 1, writeErrors: 2, rxBytes: 4 })
})

test('corruption changes what the device sends', async (t) => {
  const { clock, send, text } = setUp({ corrupt: (bytes) => bytes.map((byte) => byte + 1) })
  send('HAL')
  await clock.runFor(100)
  t.is(text(), 'IBM')
})
