import test from 'ava'
import { monotonicMs } from '../../../hal/units.ts'
import { type GpsdAnswers, GpsdSession } from './session.ts'

const answers: GpsdAnswers = {
  devicePath: 'steppelink',
  version: () => 'VERSION',
  device: () => 'DEVICE',
  devices: () => 'DEVICES',
  poll: () => 'POLL',
}

const setUp = () => {
  const session = new GpsdSession(answers, monotonicMs(0))
  return {
    session,
    ask: (text: string, atMs = 0) => session.onData(Buffer.from(text), monotonicMs(atMs)).answers,
  }
}

const errorOf = (answer: string | undefined): string => (JSON.parse(answer ?? '') as { message: string }).message

test('each request has its answer', (t) => {
  const { ask } = setUp()
  t.deepEqual(ask('?VERSION;?DEVICES;?POLL;?DEVICE;'), ['VERSION', 'DEVICES', 'POLL', 'DEVICE'])
})

test('a WATCH is answered with the devices and with what is watched now', (t) => {
  const { ask, session } = setUp()
  const [devices, watch] = ask('?WATCH={"json":true,"scaled":true,"timing":true};')
  t.is(devices, 'DEVICES')
  t.deepEqual(JSON.parse(watch ?? ''), {
    class: 'WATCH',
    enable: true,
    json: true,
    nmea: false,
    raw: 0,
    scaled: true,
    split24: false,
    pps: false,
  })
  t.true(session.isWatching())
  t.is(ask('?WATCH;')[1], watch)
})

test('JSON goes to who asked for it, sentences to who asked for them or for what the device says', (t) => {
  for (const [watch, json, nmea] of [
    ['{"enable":true}', false, false],
    ['{"json":true}', true, false],
    ['{"nmea":true}', false, true],
    ['{"raw":2,"json":true}', true, true],
    ['{"json":true,"enable":false}', false, false],
  ] as const) {
    const { ask, session } = setUp()
    ask(`?WATCH=${watch}`)
    t.is(session.wants({ form: 'json', text: '' }), json, watch)
    t.is(session.wants({ form: 'nmea', text: '' }), nmea, watch)
  }
})

test('a WATCH that is wrong changes nothing and says where', (t) => {
  const { ask, session } = setUp()
  ask('?WATCH={"json":true};')
  for (const [wrong, said] of [
    ['?WATCH={"json":"yes"};', 'Invalid WATCH: json'],
    ['?WATCH={"raw":3};', 'Invalid WATCH: raw'],
    ['?WATCH=[];', 'Invalid WATCH: not an object'],
    ['?WATCH={"json":false;\n', 'Invalid WATCH: not an object'],
    ['?WATCH={"device":"/dev/ttyUSB0","json":false};', 'No such device as /dev/ttyUSB0'],
  ] as const) {
    t.is(errorOf(ask(wrong)[0]), said, wrong)
  }
  t.true(session.wants({ form: 'json', text: '' }))
})

test('nobody sets up a receiver from here', (t) => {
  t.regex(errorOf(setUp().ask('?DEVICE={"path":"steppelink","bps":4800};')[0]), /configuration/)
})

test('what is no request is an ERROR, in characters that harm nobody', (t) => {
  const { ask } = setUp()
  t.is(errorOf(ask('?FLY\x1b[2J\x00;')[0]), "Unrecognized request '?FLY?[2J?'")
  t.is(errorOf(ask('GET / HTTP/1.1\r\n')[0]), 'Unrecognized request')
})

test('one long line is one ERROR; a client that sends nothing but such is over', (t) => {
  const { session } = setUp()
  const line = Buffer.alloc(1_048_576, 'x')
  t.deepEqual(session.onData(line, monotonicMs(0)).answers.map(errorOf), ['Unrecognized request'])
  const ends = Array.from({ length: 4 }, () => session.onData(line, monotonicMs(0)).isOver)
  t.deepEqual(ends, [false, false, false, true])
})

test('who asks a hundred times at once is over; who asks twenty times a second is not', (t) => {
  t.true(setUp().session.onData(Buffer.from('?POLL;'.repeat(101)), monotonicMs(0)).isOver)
  const { session } = setUp()
  for (let count = 1; count < 1_000; count++)
    t.false(session.onData(Buffer.from('?POLL;'), monotonicMs(50 * count)).isOver)
})
