import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { sleep } from '../../hal/clock.ts'
import { chronyClock } from '../../hal/linux/chrony-clock.ts'
import { openChronyServer } from '../../hal/linux/chrony-server.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { wallUtcMs } from '../../hal/linux/wall-clock.ts'
import { utcMs } from '../../hal/units.ts'
import type { UtcClock, UtcReading } from '../../hal/utc-clock.ts'
import { askNtp, type Chronyd, deployed, freeUdpPort, type NtpAnswer, startChronyd } from './chronyd.ts'
import { Desk } from './command.ts'
import { freePort } from './free-port.ts'

/** UTC is this far ahead of the machine that runs the test, so that no clock is right by chance. */
const AHEAD_MS = 5_000

/** Our file for a controller, on the loopback. */
const controller = (port: number, at: (file: string) => string): string =>
  deployed('steppelink.conf')
    .replace(/^confdir .*/m, '')
    .replace(/\/var\/lib\/chrony/g, at(''))
    .replace(/^refclock SOCK \S+/m, `refclock SOCK ${at('gnss.sock')}`)
    .replace(/^bindaddress .*/m, `bindaddress 127.0.0.1\nport ${port}`)
    .replace(/^allow .*/m, 'allow 127.0.0.0/8')

/** Hands samples to chronyd as the firmware does, once a second, until it is told to stop. */
const feed = async (t: ExecutionContext, desk: Desk, chronyd: Chronyd): Promise<() => void> => {
  await desk.has(() => existsSync(chronyd.path('gnss.sock')))
  const server = await openChronyServer({ socket: chronyd.path('gnss.sock'), clock: systemClock })
  const tell = (): void => server.tell({ atMs: systemClock.nowMs(), utcMs: utcMs(wallUtcMs() + AHEAD_MS) })
  tell()
  const stop = systemClock.every(1_000, tell)
  t.teardown(() => {
    stop()
    server.close()
  })
  return stop
}

/** Reads until there is a time, 40 s at most. */
const readUntil = async (clock: UtcClock): Promise<UtcReading | undefined> => {
  const endMs = systemClock.nowMs() + 40_000
  let reading: UtcReading | undefined
  while (!reading && systemClock.nowMs() < endMs) {
    await sleep(systemClock, 500)
    reading = await clock.read().catch(() => undefined)
  }
  return reading
}

/** Resolves with its row of chronyc when chronyd has selected its source, 40 s at most. */
const followed = async (desk: Desk, { socket }: Chronyd, source = '^,*,127.0.0.1,'): Promise<string> => {
  const endMs = systemClock.nowMs() + 40_000
  while (systemClock.nowMs() < endMs) {
    const { stdout } = await desk.startProgram('chronyc', '-h', socket, '-c', '-n', 'sources').ended
    if (stdout.startsWith(source)) return stdout
    await sleep(systemClock, 500)
  }
  throw new Error(`${source} was never selected`)
}

/** Asks until the answer is so; fails the test after `limitMs`. */
const asked = async (port: number, isSo: (answer: NtpAnswer) => boolean, limitMs = 40_000): Promise<NtpAnswer> => {
  const endMs = systemClock.nowMs() + limitMs
  let last: NtpAnswer | undefined
  while (systemClock.nowMs() < endMs) {
    last = await askNtp(port, wallUtcMs)
    if (last && isSo(last)) return last
    await sleep(systemClock, 500)
  }
  throw new Error(`after ${limitMs} ms still ${JSON.stringify(last)}`)
}

const isGnss = ({ stratum, refid, offsetMs }: NtpAnswer): boolean =>
  stratum === 1 && refid === 'GNSS' && Math.abs(offsetMs - AHEAD_MS) < 100

test('chronyd takes our files as they are deployed', async (t) => {
  const desk = new Desk(t)
  for (const name of ['steppelink.conf', 'nts-client.conf']) {
    writeFileSync(desk.path(name), deployed(name))
    const { status, stderr } = await desk.startProgram('/usr/sbin/chronyd', '-p', '-U', '-f', desk.path(name)).ended
    t.is(status, 0, stderr)
  }
})

test('our samples make chronyd a server of stratum 1 by GNSS that tells our time, and without them it grows unsure', async (t) => {
  const desk = new Desk(t)
  const port = await freeUdpPort()
  const chronyd = startChronyd(desk, 'controller', (at) => controller(port, at))
  const stop = await feed(t, desk, chronyd)
  const before = await asked(port, () => true)
  t.true(before.leap === 3 || isGnss(before), 'no time before there is one')
  const served = await asked(port, isGnss)
  t.is(served.leap, 0)
  stop()
  await sleep(systemClock, 2_000)
  const held = await asked(port, () => true)
  const later = await asked(port, ({ rootDispersionS }) => rootDispersionS > held.rootDispersionS + 50e-6)
  t.true(later.leap === 3 || Math.abs(later.offsetMs - AHEAD_MS) < 100)
  // What chronyd has from us is not told back to us as if a server had said it.
  t.is(await chronyClock({ socket: chronyd.socket, clock: systemClock }).read(), undefined)
  await chronyd.command.end('SIGTERM')
})

test('a server with NTS is believed, through our client file, and the same server without NTS is not', async (t) => {
  const desk = new Desk(t)
  const [port, ntsPort] = [await freeUdpPort(), await freePort()]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const files = ['-keyout', desk.path('key.pem'), '-out', desk.path('cert.pem')]
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
  const made = await desk.startProgram('openssl', 'req', '-x509', ...curve, ...subject, ...files).ended
  t.is(made.status, 0, made.stderr)
  const nts = `ntsserverkey ${desk.path('key.pem')}\nntsservercert ${desk.path('cert.pem')}\nntsport ${ntsPort}`
  const server = startChronyd(desk, 'server', (at) => `${controller(port, at)}\n${nts}\nntsdumpdir ${at('')}`)
  const stop = await feed(t, desk, server)
  await asked(port, isGnss)

  const client = (name: string, line: string): Chronyd =>
    startChronyd(desk, name, (at) =>
      deployed('nts-client.conf')
        .replace(/^server .*\n/m, '')
        .replace(
          /^server .*/m,
          `server localhost port ${port} ${line}\nport 0\nntstrustedcerts ${desk.path('cert.pem')}`,
        )
        .replace(/^ntsdumpdir .*/m, `ntsdumpdir ${at('')}`)
        .replace(/^authselectmode .*/m, name === 'plain' ? '' : '$&'),
    )
  const proven = client('nts', `iburst nts ntsport ${ntsPort}`)
  const plain = client('plain', 'iburst')
  const clockOf = ({ socket }: Chronyd) => chronyClock({ socket, clock: systemClock })
  const reading = await readUntil(clockOf(proven))
  const offMs = (reading?.utcMs ?? 0) - (reading?.atMs ?? 0) - (wallUtcMs() - systemClock.nowMs())
  t.true(Math.abs(offMs - AHEAD_MS) < 150, `${offMs}`)
  t.true((reading?.sigmaMs ?? 0) >= 5 && (reading?.sigmaMs ?? 1e9) < 500)
  const { stdout } = await desk.startProgram('chronyc', '-h', proven.socket, '-c', '-n', 'authdata').ended
  t.regex(stdout, /^127\.0\.0\.1,NTS,/)
  await followed(desk, plain)
  t.is(await clockOf(plain).read(), undefined)
  stop()
  for (const { command } of [proven, plain, server]) await command.end('SIGTERM')
})

test('what the services of a train find of UTC reaches chronyd', async (t) => {
  const desk = new Desk(t)
  const port = await freeUdpPort()
  const train = desk.start('twin', 'train', '--link', 'train')
  await train.says(/train served in train/)
  const chronyd = startChronyd(desk, 'controller', (at) => controller(port, at))
  const config = readFileSync(desk.path('train', 'train.yaml'), 'utf8')
  const time = `time: { serve: { chrony: ${chronyd.path('gnss.sock')} } }`
  writeFileSync(desk.path('train', 'train.yaml'), `${config}\n${time}\n`)
  const run = desk.start('run', '--config', 'train/train.yaml', '--bus', 'bus', '--service', 'navigation')
  const [, , , , , , , systemAheadS] = (await followed(desk, chronyd, '#,*,GNSS,')).split(',')
  // The twin's day is months before today's: with -x chronyd measures that, and steps nothing.
  t.is(new Date(wallUtcMs() - Number(systemAheadS) * 1_000).toISOString().slice(0, 13), '2026-05-31T15')
  for (const command of [run, train, chronyd.command]) await command.end('SIGTERM')
  t.deepEqual(desk.processes(), [])
})
