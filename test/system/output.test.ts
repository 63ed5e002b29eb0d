import test from 'ava'
import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { Desk, leavesNothing } from './command.ts'

test.serial('a ride whose reader leaves, as head does, ends quietly with status 0 and leaves nothing', async (t) => {
  const desk = new Desk(t)
  const ride = desk.commandLine('ride', '--for', '1m')
  const { stdout, stderr } = await desk.startProgram('sh', '-c', `{ ${ride}; echo "status $?" >&2; } | head -n 2`).ended
  t.is(stdout.split('\n').length, 3)
  t.is(stderr, 'status 0\n')
  leavesNothing(t, desk)
})

for (const args of [
  ['--for', '1m'],
  ['--speed', 'max', '--for', '10m', '--json'],
]) {
  test.serial(`a full disk below "ride ${args.join(' ')}" is one line and status 1, and nothing is left`, async (t) => {
    const desk = new Desk(t)
    const { status, stderr } = await desk.startProgram('sh', '-c', `${desk.commandLine('ride', ...args)} > /dev/full`)
      .ended
    t.is(status, 1)
    t.is(stderr, 'steppelink: standard output cannot be written (ENOSPC)\n')
    leavesNothing(t, desk)
  })
}

test.serial('a temporary folder that is not there ends a ride with status 2 and one line', async (t) => {
  const desk = new Desk(t)
  const { status, stderr } = await desk.startProgram(
    'sh',
    '-c',
    `TMPDIR=/nope ${desk.commandLine('ride', '--for', '5s')}`,
  ).ended
  t.is(status, 2)
  t.regex(stderr, /^steppelink: \/nope: [^\n]*TMPDIR[^\n]*\n$/)
})

for (const afterMs of [250, 450]) {
  test.serial(`Ctrl-C ${afterMs} ms after the start ends a ride cleanly`, async (t) => {
    const desk = new Desk(t)
    const ride = desk.start('ride')
    await sleep(systemClock, afterMs)
    const { status, stderr } = await ride.end('SIGINT')
    // Before the first of our lines has run, the signal itself ends the process.
    t.true(status === 0 || status === null, `${status}`)
    t.is(stderr, '')
    leavesNothing(t, desk)
  })
}
