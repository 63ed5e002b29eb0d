import test from 'ava'
import { TerminalError } from '../../hal/terminal-error.ts'
import { freePort } from '../../test/system/free-port.ts'
import { UsageError } from '../usage-error.ts'
import { openHubDoor } from './hub-door.ts'

test('a second hub is told in words that another one runs', async (t) => {
  const at = { host: '127.0.0.1', port: await freePort() }
  const first = await openHubDoor(at)
  const error = await t.throwsAsync(openHubDoor(at), { instanceOf: UsageError })
  t.regex(error?.message ?? '', /^127\.0\.0\.1:\d+: somebody listens there: another hub runs on this machine/)
  await first.close()
  await (await openHubDoor(at)).close()
})

test('an address that this machine lacks is told as that', async (t) => {
  const error = await t.throwsAsync(openHubDoor({ host: '203.0.113.1', port: 7170 }), { instanceOf: TerminalError })
  t.regex(error?.message ?? '', /no such address/)
})
