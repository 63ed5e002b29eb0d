import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import type { RotatorStatus } from '../../drivers/rotator/rotator.ts'
import { rotctld } from '../../drivers/rotator/rotctld.ts'
import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { openTcpPort } from '../../hal/linux/tcp-port.ts'
import { seededRandom } from '../../hal/random.ts'
import { reconnectingLink } from '../../hal/reconnecting-link.ts'
import { Desk, leavesNothing } from './command.ts'
import { freePort, isListening } from './free-port.ts'

/** Azimuth and elevation as `rotctl p` prints them, each in a line of its own. */
const place = (text: string): { azimuthDeg: number; elevationDeg: number } => {
  const [azimuthDeg = Number.NaN, elevationDeg = Number.NaN] = text.trim().split('\n').map(Number)
  return { azimuthDeg, elevationDeg }
}

const isAt = (text: string, azimuthDeg: number, elevationDeg: number): boolean => {
  const at = place(text)
  return Math.abs(at.azimuthDeg - azimuthDeg) < 0.6 && Math.abs(at.elevationDeg - elevationDeg) < 0.6
}

/** Sends the mount there with Debian's rotctl and asks until it stands there. */
const aim = async (t: ExecutionContext, desk: Desk, rotator: readonly string[]): Promise<void> => {
  const set = await desk.startProgram('rotctl', ...rotator, 'P', '200', '40').ended
  t.is(set.status, 0, set.stderr)
  let heard = ''
  for (let asked = 0; asked < 60 && !isAt(heard, 200, 40); asked++) {
    heard = (await desk.startProgram('rotctl', ...rotator, 'p').ended).stdout
    await sleep(systemClock, 200)
  }
  t.true(isAt(heard, 200, 40), heard)
}

const drives = test.macro({
  exec: async (t, protocol: string, model: number, baudRate: number) => {
    const desk = new Desk(t)
    const twin = desk.start('twin', 'dish', '--protocol', protocol, '--link', 'dish')
    await twin.says(/served at dish/)
    await aim(t, desk, ['-m', String(model), '-r', desk.path('dish'), '-s', String(baudRate)])
    t.is((await twin.end('SIGTERM')).status, 0)
    leavesNothing(t, desk)
  },
  title: (_, protocol: string, model: number) =>
    `Hamlib's rotctl (model ${model}) aims twin dish --protocol ${protocol}`,
})

test(drives, 'easycomm2', 202, 19_200)
test(drives, 'easycomm3', 204, 19_200)
test(drives, 'gs232a', 601, 9_600)
test(drives, 'gs232b', 603, 9_600)
test(drives, 'rot2prog', 901, 600)

test('clients of rotctld aim the mount that twin dish --rotctld-port stands before, and its own line tells of it', async (t) => {
  const desk = new Desk(t)
  const port = await freePort()
  const twin = desk.start('twin', 'dish', '--link', 'dish', '--rotctld-port', String(port))
  await twin.says(/served at dish and 127\.0\.0\.1:\d+ \(rotctld\)/)
  await aim(t, desk, ['-m', '2', '-r', `127.0.0.1:${port}`])
  const { stdout } = await desk.startProgram('rotctl', '-m', '204', '-r', desk.path('dish'), '-s', '19200', 'p').ended
  t.true(isAt(stdout, 200, 40), stdout)
  t.is((await twin.end('SIGINT')).status, 0)
  t.false(isListening(port))
  leavesNothing(t, desk)
})

/** Sockets on which a process listens, by the kernel's numbers. */
const listeningSockets = (pid: number): string[] => {
  const folder = `/proc/${pid}/fd`
  const held = readdirSync(folder).map((fd) => /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${fd}`))?.[1])
  const rows = ['tcp', 'tcp6'].flatMap((family) => readFileSync(`/proc/${pid}/net/${family}`, 'latin1').split('\n'))
  const fields = rows.map((row) => row.trim().split(/\s+/))
  // In the fourth column 0A is LISTEN, in the tenth stands the socket's number.
  return fields.flatMap(([, , , state, , , , , , inode = '']) =>
    state === '0A' && held.includes(inode) ? [inode] : [],
  )
}

test('without --rotctld-port nothing listens', async (t) => {
  const desk = new Desk(t)
  const twin = desk.start('twin', 'dish', '--link', 'dish')
  await twin.says(/served at dish;/)
  t.deepEqual(listeningSockets(twin.pid), [])
  const { status, stderr } = await desk.run('twin', 'gnss', '--link', 'gnss', '--rotctld-port', '4533')
  t.is(status, 2)
  t.regex(stderr, /--rotctld-port is for the dish/)
  await twin.end('SIGINT')
})

test("our rotctld driver reaches a set-point on Hamlib's own rotctld and reads it back", async (t) => {
  const desk = new Desk(t)
  const port = await freePort()
  const daemon = desk.startProgram('rotctld', '-m', '1', '-T', '127.0.0.1', '-t', String(port))
  await desk.has(() => isListening(port))
  const clock = systemClock
  const open = openTcpPort('127.0.0.1', port, 'rotator')
  const link = reconnectingLink({ name: 'rotator', open, clock, random: seededRandom(1) })
  await link.opened()
  const rotator = rotctld.open({ link, clock })
  let last: RotatorStatus | undefined
  rotator.onStatus((status) => {
    last = status
  })
  await desk.has(() => last !== undefined)
  await rotator.point({ azimuthDeg: 12.3, elevationDeg: 4.5 })
  // The dummy turns 6° a second.
  await desk.has(
    () => last?.motion === 'pointing' && isAt(`${last.position.azimuthDeg}\n${last.position.elevationDeg}`, 12.3, 4.5),
  )
  t.deepEqual(last?.faults, [])
  t.is(rotator.counters().rxDiscardedBytes, 0)
  await rotator.close()
  await daemon.end('SIGTERM')
})
