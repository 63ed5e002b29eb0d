import test from 'ava'
import { openamip } from '../../drivers/modem/openamip.ts'
import { openamipAntenna } from '../../drivers/self-pointing/openamip.ts'
import type { SelfPointingReport } from '../../drivers/self-pointing/self-pointing.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { openListeningPort } from '../../hal/linux/listening-port.ts'
import { openSerialPort } from '../../hal/linux/serial-port.ts'
import { openTcpPort } from '../../hal/linux/tcp-port.ts'
import { listenTcp } from '../../hal/linux/tcp-server.ts'
import type { OpenPort } from '../../hal/port.ts'
import { seededRandom } from '../../hal/random.ts'
import { reconnectingLink } from '../../hal/reconnecting-link.ts'
import { Desk } from './command.ts'
import { freePort } from './free-port.ts'

const FINDS_WITHIN_MS = 40_000

const driveAntenna = (name: string, open: OpenPort) => {
  const link = reconnectingLink({ name, open, clock: systemClock, random: seededRandom(1) })
  const antenna = openamipAntenna.open({ link, clock: systemClock })
  let last: SelfPointingReport | undefined
  antenna.onReport((report) => {
    last = report
  })
  antenna.target({ satelliteLongitudeDeg: 58.5 })
  return { antenna, last: () => last }
}

for (const over of ['a pseudo-terminal', 'TCP'] as const) {
  test(`our driver brings the virtual self-pointing antenna onto its satellite over ${over}`, async (t) => {
    const desk = new Desk(t)
    const port = await freePort()
    const where = over === 'TCP' ? ['--tcp-port', String(port)] : ['--link', 'selfant']
    const twin = desk.start('twin', 'selfant', ...where)
    await twin.says(/selfant \(openamip\) served at /)
    const open =
      over === 'TCP'
        ? openTcpPort('127.0.0.1', port, 'selfant')
        : openSerialPort(desk.path('selfant'), openamipAntenna.serial, 'selfant')
    const { antenna, last } = driveAntenna('selfant', open)
    await desk.has(() => last()?.mayTransmit === true, FINDS_WITHIN_MS)
    t.true(Math.abs((last()?.position?.lonDeg ?? 0) - 71.533) < 0.01)
    await antenna.close()
    t.is((await twin.end('SIGINT')).status, 0)
  })
}

test('a modem connects over TCP to the antenna side, and is greeted again when it comes back', async (t) => {
  const port = await freePort()
  const clock = systemClock
  const open = openListeningPort({ host: '127.0.0.1', port, device: 'modem', listen: listenTcp, clock })
  const link = reconnectingLink({ name: 'modem', open, clock, random: seededRandom(1) })
  await link.opened()
  const modem = openamip.open({ link, clock })
  t.teardown(() => modem.close())
  const states: boolean[] = []
  modem.onReport(({ isAlive, isLocked }) => states.push(isAlive && isLocked))
  for (let time = 0; time < 2; time++) {
    const dialled = await dial(port)
    dialled.write(Buffer.from('I somebody\r\nA 1\r\nL 1 1\r\n'))
    t.regex(await dialled.hears(/a 5\n/), /s 0 0\n/)
    t.true(states.at(-1))
    dialled.close()
    await waitFor(() => states.at(-1) === false)
  }
})

const waitFor = async (isSo: () => boolean): Promise<void> => {
  const dueMs = systemClock.nowMs() + 10_000
  while (!isSo()) {
    if (systemClock.nowMs() > dueMs) throw new Error('it did not come to be within 10 s')
    await new Promise<void>((resolve) => systemClock.after(20, resolve))
  }
}

/** A modem's end of a connection, tried until the line listens again. */
const dial = async (port: number) => {
  const dueMs = systemClock.nowMs() + 10_000
  for (;;) {
    try {
      const line = await openTcpPort('127.0.0.1', port, 'a modem')()
      let heard = ''
      line.onData((bytes) => {
        heard += Buffer.from(bytes).toString('latin1')
      })
      return {
        write: (bytes: Uint8Array) => line.write(bytes, () => undefined),
        close: () => line.close(),
        hears: async (pattern: RegExp) => {
          await waitFor(() => pattern.test(heard))
          return heard
        },
      }
    } catch (cause) {
      if (systemClock.nowMs() > dueMs) throw cause
      await new Promise<void>((resolve) => systemClock.after(50, resolve))
    }
  }
}
