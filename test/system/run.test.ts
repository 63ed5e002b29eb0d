import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { parseConfig } from '../../firmware/config/read-config.ts'
import { servicesOf } from '../../firmware/config/services-of.ts'
import { openPty } from '../../hal/linux/pty.ts'
import { openSerialPort } from '../../hal/linux/serial-port.ts'
import { syntheticTle } from '../../hardware/twin/world/constellation.ts'
import { Desk, leavesNothing } from './command.ts'

const twinTrain = readFileSync(join(import.meta.dirname, '../../hardware/trains/twin.yaml'), 'utf8')
const services = servicesOf(parseConfig(twinTrain, 'twin.yaml'))

/** The twin's train in a folder where nobody serves it, but for the elements. */
const writeUnserved = (desk: Desk): void => {
  mkdirSync(desk.path('train'), { recursive: true })
  writeFileSync(desk.path('train', 'elements.tle'), syntheticTle({ epochUtcMs: Date.UTC(2026, 4, 31), seed: 1 }))
  writeFileSync(desk.path('train.yaml'), twinTrain.replaceAll('/run/steppelink/twin', desk.path('train')))
}

const servedTrain = async (t: ExecutionContext) => {
  const desk = new Desk(t)
  const train = desk.start('twin', 'train', '--link', 'train')
  await train.says(/train served in train/)
  return { desk, train }
}

test.serial(
  'all services run on a served train as processes of their own, and SIGTERM ends them within 2 s',
  async (t) => {
    const { desk, train } = await servedTrain(t)
    const run = desk.start('run', '--config', 'train/train.yaml', '--bus', 'train/bus')
    await run.says(new RegExp(`^running: ${services.join(', ')}; Ctrl-C ends it$`, 'm'))
    t.true(desk.processes().length >= 2 + services.length)
    const { status, stdout, stderr, endedAfterMs } = await run.end('SIGTERM')
    t.log(`ended after ${Math.round(endedAfterMs)} ms`)
    t.is(status, 0)
    t.is(stdout, '')
    t.regex(
      stderr,
      /^running: [^\n]+\nto see how it does: journey show --bus \S+, mute show --bus \S+\n(\S+ (\S+ UTC|after start) {2}warning {2}[^\n]+\n|steppelink: gpsd, [^\n]+ run as root, [^\n]+\n)*$/,
    )
    t.deepEqual(readdirSync(desk.path('train', 'bus')), [])
    t.true(endedAfterMs < 4_000, `${endedAfterMs} ms`)
    t.deepEqual(desk.processes(), [train.pid])
    t.is((await train.end('SIGTERM')).status, 0)
    t.deepEqual(readdirSync(desk.path('train')).sort(), ['bus', 'state'])
    leavesNothing(t, desk)
  },
)

test.serial('SIGTERM ends services that are still starting', async (t) => {
  const desk = new Desk(t)
  writeUnserved(desk)
  const run = desk.start('run', '--config', 'train.yaml', '--bus', 'bus', '--wait')
  await desk.has(() => desk.processes().length > 1)
  const { status, endedAfterMs } = await run.end('SIGTERM')
  t.is(status, 0)
  t.true(endedAfterMs < 4_000, `${endedAfterMs} ms`)
  leavesNothing(t, desk)
})

test.serial('run ends when one service cannot start, with one line of why, and leaves nothing running', async (t) => {
  const { desk, train } = await servedTrain(t)
  const config = readFileSync(desk.path('train', 'train.yaml'), 'utf8')
  writeFileSync(desk.path('lost.yaml'), config.replace(desk.path('train', 'lte'), desk.path('nothing')))
  const { status, stdout, stderr } = await desk.run('run', '--config', 'lost.yaml', '--bus', 'bus')
  t.is(status, 2)
  t.is(stdout, '')
  t.regex(stderr, /^steppelink: lte: [^\n]*nothing[^\n]*\n$/)
  t.deepEqual(desk.processes(), [train.pid])
  await train.end('SIGTERM')
  leavesNothing(t, desk)
})

test.serial('a train that waits rides without a service that does not come up, and has it once it does', async (t) => {
  const { desk, train } = await servedTrain(t)
  const other = desk.start('run', '--config', 'train/train.yaml', '--bus', 'train/bus', '--service', 'alarms', '--wait')
  await desk.has(() => existsSync(desk.path('train', 'bus', 'alarms', 'commands.ipc')), 30_000)
  const run = desk.start('run', '--config', 'train/train.yaml', '--bus', 'train/bus', '--wait')
  const others = services.filter((name) => name !== 'alarms').join(', ')
  await run.says(new RegExp(`^running: ${others}; Ctrl-C ends it\nalarms does not start, and is tried again`, 'm'))
  await run.says(/^alarms: .*is it running already\?.*$/m)
  await other.end('SIGTERM')
  await run.says(/^alarms: ready$/m)
  t.is((await run.end('SIGTERM')).status, 0)
  await train.end('SIGTERM')
  leavesNothing(t, desk)
})

test.serial('a port that another program holds ends run with status 2 and one line', async (t) => {
  const desk = new Desk(t)
  const pty = await openPty({ link: desk.path('train', 'gnss') })
  t.teardown(() => pty.hangup())
  writeUnserved(desk)
  const settings = { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 1 } as const
  const holder = await openSerialPort(desk.path('train', 'gnss'), settings, 'gnss')()
  t.teardown(() => holder.close())
  const { status, stdout, stderr } = await desk.run(
    'run',
    '--config',
    'train.yaml',
    '--bus',
    'bus',
    '--service',
    'navigation',
  )
  t.is(status, 2)
  t.is(stdout, '')
  t.regex(stderr, /^steppelink: gnss: [^\n]+\n$/)
  leavesNothing(t, desk)
})

test.serial('the example trains are well, and config check says what is in them', async (t) => {
  const trains = join(import.meta.dirname, '../../hardware/trains')
  const { status, stdout } = await new Desk(t).run('config', 'check', join(trains, 'twin.yaml'))
  t.is(status, 0)
  t.regex(stdout, /well: train twin, \d+ devices, 2 terminals, 3 links/)
})
