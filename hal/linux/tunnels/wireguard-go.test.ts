import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { removeSpentSocket } from './wireguard-go.ts'

test('the socket of a server that was killed goes, and one that is listened to stays', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sockets-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const [spent, live] = [join(folder, 'spent.sock'), join(folder, 'live.sock')]
  const leave = `require('node:net').createServer().listen('${spent}', () => process.kill(process.pid, 'SIGKILL'))`
  spawnSync(process.execPath, ['-e', leave])
  t.true(existsSync(spent))
  const server = createServer()
  await new Promise<void>((resolve) => void server.listen(live, resolve))
  t.teardown(() => server.close())
  for (const name of ['spent', 'live', 'never']) await removeSpentSocket(name, folder)
  t.false(existsSync(spent))
  t.true(existsSync(live))
})
