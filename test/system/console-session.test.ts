import { join } from 'node:path'
import test from 'ava'
import { Desk, leavesNothing } from './command.ts'

const script = join(import.meta.dirname, '..', '..', 'docs', 'console-session.exp')

test('the script of a technician’s visit goes as it is written, over a cable to a ride', async (t) => {
  const desk = new Desk(t)
  const port = desk.path('console')
  const ride = desk.serve('ride', '--console', port, '--gpsd-port', '0')
  const [, password = ''] = await ride.says(/first passwords for this ride: technician (\S+),/)
  await ride.says(/console: ready/)
  // Its modems need a while to lock, and the time to be trusted.
  await ride.says(/lte is up/)
  const visit = desk.startProgram('expect', script, port, 'technician', password, 'a password of steppe')
  const { status, stdout, stderr } = await visit.ended
  t.is(status, 0, `${stderr}\n${stdout}`)
  t.true(stdout.includes('console-session: done'))
  t.false(stdout.includes('a password of steppe') || stdout.includes(password), 'no secret is shown')
  await ride.end('SIGTERM')
  leavesNothing(t, desk)
})
