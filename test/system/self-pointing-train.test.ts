import { readFileSync, writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { SocketBus } from '../../firmware/bus/socket-bus.ts'
import type { TopicMessage } from '../../firmware/bus/topics.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { openSerialPort } from '../../hal/linux/serial-port.ts'
import { openTcpPort } from '../../hal/linux/tcp-port.ts'
import { listenTcp } from '../../hal/linux/tcp-server.ts'
import { zmqTransport } from '../../hal/linux/zmq-transport.ts'
import { Desk } from './command.ts'
import { freePort } from './free-port.ts'

const settings = { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 1 } as const
/** Boot, the vote on position, heading of a coach that rides, the antennas' search, the modem's lock: a busy machine takes its time. */
const TRANSMITS_WITHIN_MS = 150_000

interface Seen {
  antennas?: TopicMessage<'antennas'>
  transmit?: TopicMessage<'transmit'>
  pointing?: TopicMessage<'pointing'>
  receivers?: TopicMessage<'receivers'>
}

/** Reads the bus of a `run`. */
const listenTo = async (t: ExecutionContext, folder: string): Promise<Seen> => {
  const transport = await zmqTransport(folder)
  const bus = await SocketBus.open({ transport, services: [], run: 'test', clock: systemClock })
  t.teardown(() => bus.close())
  const seen: Seen = {}
  bus.subscribe('antennas', (message) => void Object.assign(seen, { antennas: message }))
  bus.subscribe('transmit', (message) => void Object.assign(seen, { transmit: message }))
  bus.subscribe('pointing', (message) => void Object.assign(seen, { pointing: message }))
  bus.subscribe('receivers', (message) => void Object.assign(seen, { receivers: message }))
  return seen
}

/** An antenna on Ethernet: who connects to the port speaks to the line. */
const antennaOnTcp = async (t: ExecutionContext, line: string): Promise<number> => {
  const serial = await openSerialPort(line, settings, 'bridge')()
  let send: (bytes: Uint8Array) => void = () => undefined
  serial.onData((bytes) => send(bytes))
  const server = await listenTcp({ host: '127.0.0.1', port: 0, maxClients: 1, maxUnreadBytes: 65_536 }, (client) => {
    send = (bytes) => client.send(bytes)
    client.onData((bytes) => serial.write(bytes, () => undefined))
  })
  t.teardown(async () => {
    await server.close()
    await serial.close()
  })
  return server.port
}

/** A modem on Ethernet connects to us, as soon as we listen. */
const modemOnTcp = async (t: ExecutionContext, line: string, port: number): Promise<void> => {
  const serial = await openSerialPort(line, settings, 'bridge')()
  t.teardown(() => serial.close())
  for (let tries = 0; tries < 300; tries++) {
    try {
      const dialled = await openTcpPort('127.0.0.1', port, 'modem')()
      t.teardown(() => dialled.close())
      dialled.onData((bytes) => serial.write(bytes, () => undefined))
      serial.onData((bytes) => dialled.write(bytes, () => undefined))
      return
    } catch {
      await new Promise<void>((resolve) => systemClock.after(200, resolve))
    }
  }
  t.fail('nobody listened for the modem')
}

/** A served train with two antennas that point themselves; what is on Ethernet of it is given other ports in its file. */
const ridden = async (
  t: ExecutionContext,
  over: 'pseudo-terminals' | 'TCP',
  edit: (text: string) => string = (text) => text,
) => {
  const desk = new Desk(t)
  const train = desk.start('twin', 'train', '--self-pointing', '--link', 'train', '--route', 'astana-almaty')
  await train.says(/train served in train/)
  let text = edit(readFileSync(desk.path('train', 'train.yaml'), 'utf8'))
  const modemPort = await freePort()
  if (over === 'TCP') {
    const antennaPort = await antennaOnTcp(t, desk.path('train', 'selfant'))
    text = text
      .replace(`port: ${desk.path('train', 'selfant')} }`, `port: 'tcp:127.0.0.1:${antennaPort}' }`)
      .replace(`port: ${desk.path('train', 'geo-modem')} }`, `port: 'tcp-listen:127.0.0.1:${modemPort}' }`)
  }
  writeFileSync(desk.path('edited.yaml'), text)
  const run = desk.start('run', '--config', 'edited.yaml', '--bus', 'bus', '--wait')
  if (over === 'TCP') await modemOnTcp(t, desk.path('train', 'geo-modem'), modemPort)
  await run.says(/^running: /m)
  const seen = await listenTo(t, desk.path('bus'))
  const isPermitted = (): boolean => seen.transmit?.terminals['geo']?.isPermitted === true
  return { desk, train, run, seen, isPermitted }
}

for (const over of ['pseudo-terminals', 'TCP'] as const)
  test.serial(
    `two self-pointing antennas, an RF switch and an OpenAMIP modem over ${over} under run: the terminal transmits, and nobody says that we aimed it`,
    async (t) => {
      const { desk, train, run, seen, isPermitted } = await ridden(t, over)
      await desk.has(isPermitted, TRANSMITS_WITHIN_MS)
      const { pointing, antenna, modem, rfSwitch, antennas } = seen.antennas?.terminals['geo'] ?? {}
      t.is(pointing, 'self')
      t.is(modem, 'geo-modem')
      t.like(rfSwitch, { position: antenna, isThere: true, isProven: true, isStuck: false })
      t.true(antennas?.[antenna ?? '']?.mayTransmit)
      const told = seen.pointing?.terminals['geo']
      t.like(told, { state: 'forecast', pointing: 'self' })
      t.is(told?.errorDeg, undefined)
      await desk.has(() => seen.receivers?.receivers['selfant']?.agreement === 'agrees', 30_000)
      t.is((await run.end('SIGTERM')).status, 0)
      t.is((await train.end('SIGTERM')).status, 0)
    },
  )

test.serial(
  'an assisted antenna under run is told its satellite by this firmware and finds it by itself',
  async (t) => {
    const { desk, train, run, seen, isPermitted } = await ridden(t, 'pseudo-terminals', (text) =>
      text
        .replaceAll('class: self-pointing, driver: openamip,', 'class: self-pointing, driver: openamip-assisted,')
        .replace(
          'longitudeDeg: 58.5 }',
          'longitudeDeg: 58.5, carrier: { huntFrequencyMhz: 1250.5, huntBandwidthMhz: 2 } }',
        ),
    )
    await desk.has(isPermitted, TRANSMITS_WITHIN_MS)
    t.is(seen.antennas?.terminals['geo']?.pointing, 'assisted')
    t.like(seen.pointing?.terminals['geo'], { state: 'forecast', pointing: 'assisted' })
    t.is((await run.end('SIGTERM')).status, 0)
    t.is((await train.end('SIGTERM')).status, 0)
  },
)
