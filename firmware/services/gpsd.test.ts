import test from 'ava'
import { SimClock } from '../../hal/sim-clock.ts'
import type { ListenTcp, TcpClient } from '../../hal/tcp-server.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { memoryBus } from '../bus/memory-bus.ts'
import type { TopicMessage } from '../bus/topics.ts'
import { startGpsd } from './gpsd.ts'

type Answer = Record<string, unknown> & { class: string }

/** A client that keeps what it was sent. */
const fakeClient = () => {
  let onData: (bytes: Uint8Array) => void = () => undefined
  let onClose = (): void => undefined
  let isOpen = true
  const lines: string[] = []
  const client: TcpClient = {
    name: 'test',
    onData: (handler) => {
      onData = handler
    },
    onClose: (handler) => {
      onClose = handler
    },
    send: (text) => void lines.push(...String(text).trimEnd().split('\r\n')),
    close: () => {
      isOpen = false
      onClose()
    },
  }
  return {
    client,
    lines,
    ask: (text: string) => onData(Buffer.from(text)),
    take: (): Answer[] => lines.splice(0).map((line) => JSON.parse(line) as Answer),
    isOpen: () => isOpen,
  }
}

const setUp = async (with_: { busyTimes?: number; isPatient?: boolean } = {}) => {
  const clock = new SimClock()
  const bus = memoryBus()
  const counters = { clients: 0, accepted: 0, refused: 0, dropped: 0, rests: 0 }
  let accept: (client: TcpClient) => void = () => undefined
  const busy = { times: with_.busyTimes ?? 0 }
  const listen: ListenTcp = async (_settings, onClient) => {
    if (busy.times-- > 0)
      throw new TerminalError({ code: 'port-busy', device: 'here', retry: 'backoff', message: 'it is in use' })
    accept = onClient
    return { port: 2947, counters: () => counters, close: () => Promise.resolve() }
  }
  const events: string[] = []
  bus.subscribe('gpsd.event', ({ text }) => events.push(text))
  const service = await startGpsd({
    clock,
    bus,
    listen,
    host: '127.0.0.1',
    port: 2947,
    release: 'steppelink-1.2.3',
    isPatient: with_.isPatient ?? false,
  })
  const connect = () => {
    const client = fakeClient()
    accept(client.client)
    return client
  }
  const say = async (navigation: Partial<TopicMessage<'navigation'>>): Promise<void> => {
    bus.publish('navigation', { atMs: clock.nowMs(), mode: 'fixed', ...navigation })
    await clock.runFor(1)
  }
  return { clock, bus, connect, say, counters, events, service }
}

const rolling = {
  utcMs: Date.UTC(2026, 4, 31, 15, 0, 20, 200),
  position: { latDeg: 51.1, lonDeg: 71.5, heightM: 350 },
  speedMps: 25,
  courseTrueDeg: 180.5,
  horizontalSigmaM: 2,
  horizontal95M: 3.4,
  verticalSigmaM: 3,
  speedSigmaMps: 0.1,
} as const
const attitude = {
  headingTrueDeg: 181,
  turnRateDegPerS: 0,
  pitchDeg: 0.5,
  rollDeg: -1,
  headingSigmaDeg: 1,
  tiltSigmaDeg: 1,
}

test('a client is greeted with our version, and hears nothing that it did not ask for', async (t) => {
  const { connect, say } = await setUp()
  const client = connect()
  await say(rolling)
  t.deepEqual(client.take(), [
    { class: 'VERSION', release: 'steppelink-1.2.3', rev: 'steppelink-1.2.3', proto_major: 3, proto_minor: 14 },
  ])
})

test('who watches JSON is told each position and attitude, errors as 95 %', async (t) => {
  const { connect, say } = await setUp()
  const client = connect()
  client.ask('?WATCH={"enable":true,"json":true};')
  client.take()
  await say({ ...rolling, attitude })
  t.deepEqual(client.take(), [
    {
      class: 'TPV',
      device: 'steppelink',
      time: '2026-05-31T15:00:20.200Z',
      mode: 3,
      lat: 51.1,
      lon: 71.5,
      altHAE: 350,
      alt: 350,
      track: 180.5,
      speed: 25,
      epx: 2.772,
      epy: 2.772,
      epv: 5.88,
      eps: 0.2,
      eph: 3.4,
    },
    { class: 'ATT', device: 'steppelink', time: '2026-05-31T15:00:20.200Z', heading: 181, pitch: 0.5, roll: -1 },
  ])
})

test('dead reckoning is a fix of status 5, and no position is mode 1', async (t) => {
  const { clock, connect, say } = await setUp()
  const client = connect()
  client.ask('?WATCH={"json":true};')
  client.take()
  await say({ ...rolling, mode: 'dead-reckoning' })
  await clock.runFor(200)
  await say({ mode: 'unknown' })
  const [reckoned, unknown] = client.take()
  t.is(reckoned?.['status'], 5)
  t.is(reckoned?.['mode'], 3)
  t.deepEqual(unknown, { class: 'TPV', device: 'steppelink', mode: 1 })
})

test('the height of a fix in two dimensions is not told', async (t) => {
  const { bus, connect, say } = await setUp()
  const client = connect()
  client.ask('?WATCH={"json":true};')
  client.take()
  bus.publish('fix', { kind: 'fix', atMs: 0, mode: '2d', latDeg: 51.1, lonDeg: 71.5 })
  await say(rolling)
  const [tpv] = client.take()
  t.is(tpv?.['mode'], 2)
  t.false('altHAE' in (tpv ?? {}))
})

test('who watches NMEA is told in sentences, and nobody is told what another asked for', async (t) => {
  const { connect, say } = await setUp()
  const [json, nmea] = [connect(), connect()]
  json.ask('?WATCH={"json":true};')
  nmea.ask('?WATCH={"nmea":true};')
  json.take()
  nmea.take()
  await say(rolling)
  t.deepEqual(
    json.take().map((line) => line.class),
    ['TPV'],
  )
  t.deepEqual(
    nmea.lines.map((line) => line.slice(0, 6)),
    ['$GNRMC', '$GNGGA'],
  )
})

test('the sky goes out as it comes, and POLL has the last of both', async (t) => {
  const { clock, bus, connect, say } = await setUp()
  const client = connect()
  await say(rolling)
  const satellites = [{ system: 'gps' as const, svid: 7, azimuthDeg: 10, elevationDeg: 60, isUsed: true }]
  bus.publish('sky', { atMs: clock.nowMs(), receiver: 'gnss', satellites, hdop: 0.8 })
  await clock.runFor(1)
  client.take()
  client.ask('?POLL;')
  const [poll] = client.take()
  t.like(poll, { class: 'POLL', active: 1, time: '2026-05-31T15:00:20.200Z', gst: [] })
  t.like(poll, { tpv: [{ class: 'TPV', lat: 51.1 }], sky: [{ class: 'SKY', nSat: 1, uSat: 1, hdop: 0.8 }] })
})

test('when navigation falls silent nobody is left with an old position', async (t) => {
  const { clock, connect, say } = await setUp()
  const client = connect()
  client.ask('?WATCH={"json":true};')
  await say(rolling)
  client.take()
  await clock.runFor(5_000)
  const told = client.take()
  t.true(told.length >= 3)
  for (const line of told) t.deepEqual(line, { class: 'TPV', device: 'steppelink', mode: 1 })
  client.ask('?POLL;')
  t.like(client.take()[0], { active: 0, tpv: [{ mode: 1 }] })
})

test('who watches nothing and asks nothing for a quarter of an hour is hung up on; who watches is not', async (t) => {
  const { clock, connect } = await setUp()
  const [idle, watching] = [connect(), connect()]
  watching.ask('?WATCH={"json":true};')
  await clock.runFor(899_000)
  t.true(idle.isOpen())
  await clock.runFor(3_000)
  t.false(idle.isOpen())
  t.true(watching.isOpen())
})

test('clients that are turned away are told of now and then, never one by one', async (t) => {
  const { clock, counters, events } = await setUp()
  for (let second = 0; second < 60; second++) {
    counters.refused += 1_000
    await clock.runFor(1_000)
  }
  t.is(events[0], 'served at 127.0.0.1:2947')
  t.true(events.length >= 5 && events.length <= 8, `${events.length}`)
  t.is(events[1], '1000 hung up on or turned away')
})

test('its health tells how many clients there are', async (t) => {
  const { clock, bus, counters } = await setUp()
  counters.clients = 3
  const told: unknown[] = []
  bus.subscribe('gpsd.health', ({ clients }) => told.push(clients?.clients))
  await clock.runFor(2_500)
  t.deepEqual(told, [3])
})

test('a port in use is an error, unless it is to be waited for: then it is told once, and served when it is free', async (t) => {
  await t.throwsAsync(setUp({ busyTimes: 1 }), { instanceOf: TerminalError, code: 'port-busy' })
  const { clock, connect, events } = await setUp({ busyTimes: 3, isPatient: true })
  await clock.runFor(14_000)
  t.deepEqual(events, ['here: it is in use'])
  await clock.runFor(2_000)
  t.deepEqual(events, ['here: it is in use', 'served at 127.0.0.1:2947'])
  t.is(connect().take()[0]?.class, 'VERSION')
})

test('a service that is closed while it waits for its port never listens', async (t) => {
  const { clock, service, events } = await setUp({ busyTimes: 2, isPatient: true })
  await service.close()
  await clock.runFor(60_000)
  t.deepEqual(events, ['here: it is in use'])
})

test('however often navigation speaks, clients are told at most about five times a second', async (t) => {
  const { clock, connect, say } = await setUp()
  const client = connect()
  client.ask('?WATCH={"json":true};')
  client.take()
  for (let count = 0; count < 200; count++) {
    await say(rolling)
    await clock.runFor(49)
  }
  const told = client.take().length
  t.true(told >= 48 && told <= 52, `${told}`)
})
