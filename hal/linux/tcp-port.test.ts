import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import type { Port } from '../port.ts'
import { TerminalError } from '../terminal-error.ts'
import { openTcpPort, openUnixPort } from './tcp-port.ts'

/** Everything that these tests put on disk. */
const temporary = mkdtempSync(join(tmpdir(), 'steppelink-test-'))
test.after.always(() => rmSync(temporary, { recursive: true, force: true }))

const serve = (serving: (socket: Socket) => void, where: number | string = 0): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer(serving)
    server.listen(where, () => resolve(server))
  })
const portOf = (server: Server): number => {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}
const closeOf = (port: Port): Promise<Error | undefined> => new Promise((resolve) => port.onClose(resolve))
const firstData = (port: Port): Promise<string> =>
  new Promise((resolve) => port.onData((bytes) => resolve(Buffer.from(bytes).toString())))

test('bytes cross both ways', async (t) => {
  const server = await serve((socket) => socket.pipe(socket))
  const port = await openTcpPort('127.0.0.1', portOf(server), 'dish')()
  const echoed = firstData(port)
  t.is(await new Promise((resolve) => port.write(Buffer.from('p\n'), resolve)), undefined)
  t.is(await echoed, 'p\n')
  port.close()
  server.close()
})

test('an end that leaves closes the line, and later writes are refused', async (t) => {
  const server = await serve((socket) => socket.end())
  const port = await openTcpPort('127.0.0.1', portOf(server), 'dish')()
  port.onData(() => undefined)
  await closeOf(port)
  const error = await new Promise((resolve) => port.write(Buffer.from('x'), resolve))
  t.is((error as TerminalError).code, 'port-closed')
  server.close()
})

test('nobody there is a missing line, named with its address', async (t) => {
  const server = await serve(() => undefined)
  const port = portOf(server)
  await new Promise((resolve) => server.close(resolve))
  const error = await t.throwsAsync(openTcpPort('127.0.0.1', port, 'dish')(), { instanceOf: TerminalError })
  t.is(error.code, 'port-missing')
  t.true(error.message.includes(`127.0.0.1:${port}`))
})

test('a Unix socket carries the same contract, and is missing where it is not', async (t) => {
  const path = join(mkdtempSync(join(temporary, 'unix-')), 'desk')
  const error = await t.throwsAsync(openUnixPort(path, 'desk')(), { instanceOf: TerminalError })
  t.is(error.code, 'port-missing')
  const server = await serve((socket) => socket.write('hello'), path)
  const port = await openUnixPort(path, 'desk')()
  t.is(await firstData(port), 'hello')
  port.close()
  server.close()
})
