import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { type AddressInfo, connect, type Server, type Socket } from 'node:net'
import test, { type ExecutionContext } from 'ava'
import type { TcpClient, TcpServerSettings } from '../tcp-server.ts'
import { TerminalError } from '../terminal-error.ts'
import { listenTcp } from './tcp-server.ts'

const anywhere: TcpServerSettings = { host: '127.0.0.1', port: 0, maxClients: 8, maxUnreadBytes: 65_536 }

const serve = async (t: ExecutionContext, onClient: (client: TcpClient) => void, settings = anywhere) => {
  const server = await listenTcp(settings, onClient)
  t.teardown(() => server.close())
  return server
}

const client = async (t: ExecutionContext, port: number): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1')
  t.teardown(() => socket.destroy())
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

const heard = async (socket: Socket): Promise<string> => {
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  return text
}

test('bytes cross both ways, and the last words are heard before the line closes', async (t) => {
  const server = await serve(t, (served) => {
    served.onData((bytes) => {
      served.send(`heard ${bytes.length}\n`)
      served.close()
    })
    served.send('hello\n')
  })
  const socket = await client(t, server.port)
  socket.write('12345')
  t.is(await heard(socket), 'hello\nheard 5\n')
})

test('a client that does not read is dropped, counted, and costs the others nothing', async (t) => {
  const clients: TcpClient[] = []
  const server = await serve(t, (served) => clients.push(served))
  const deaf = await client(t, server.port)
  deaf.pause()
  const reader = await client(t, server.port)
  const text = heard(reader)
  const closed = Promise.withResolvers<void>()
  clients[0]?.onClose(closed.resolve)
  for (let sent = 0; sent < 1_000 && server.counters().dropped === 0; sent++) clients[0]?.send('x'.repeat(65_536))
  await closed.promise
  t.deepEqual(server.counters(), { clients: 1, accepted: 2, refused: 0, dropped: 1, rests: 0 })
  clients[0]?.send('nothing is sent to who is gone')
  clients[1]?.send('still here')
  clients[1]?.close()
  t.is(await text, 'still here')
})

test('more clients than allowed are hung up on, and one that leaves makes room', async (t) => {
  const server = await serve(t, (served) => served.send('in'), { ...anywhere, maxClients: 2 })
  const first = await client(t, server.port)
  const second = await client(t, server.port)
  await Promise.all([once(first, 'data'), once(second, 'data')])
  t.is(await heard(await client(t, server.port)), '')
  t.is(server.counters().refused, 1)
  first.end()
  await once(first, 'close')
  while (server.counters().clients > 1) await once(await client(t, server.port), 'close')
  const [data] = await once(await client(t, server.port), 'data')
  t.is(String(data), 'in')
})

test('a client that ends with a reset is forgotten', async (t) => {
  const closed = Promise.withResolvers<void>()
  const server = await serve(t, (served) => served.onClose(closed.resolve))
  const socket = await client(t, server.port)
  socket.resetAndDestroy()
  await closed.promise
  t.is(server.counters().clients, 0)
})

test('a port that is in use, and an address that is not here, are said', async (t) => {
  const server = await serve(t, () => undefined)
  const busy = await t.throwsAsync(
    listenTcp({ ...anywhere, port: server.port }, () => undefined),
    { instanceOf: TerminalError },
  )
  t.is(busy?.code, 'port-busy')
  t.true(busy?.message.includes(`127.0.0.1:${server.port}`))
  const elsewhere = await t.throwsAsync(
    listenTcp({ ...anywhere, host: '192.0.2.1' }, () => undefined),
    { instanceOf: TerminalError },
  )
  t.is(elsewhere?.code, 'port-failed')
})

test('closing the server hangs up on everybody', async (t) => {
  const server = await listenTcp(anywhere, (served) => served.send('in'))
  const socket = await client(t, server.port)
  await once(socket, 'data')
  const closed = once(socket, 'close')
  await server.close()
  await closed
  t.is(server.counters().clients, 0)
})

test('a client that keeps sending and does not read is gone a second after it was hung up on', async (t) => {
  t.timeout(10_000)
  const closed = Promise.withResolvers<void>()
  const server = await serve(
    t,
    (served) => {
      served.onClose(closed.resolve)
      served.send(Buffer.alloc(20_000_000))
      served.close()
    },
    { ...anywhere, maxUnreadBytes: 30_000_000 },
  )
  const socket = await client(t, server.port)
  socket.pause()
  const talking = setInterval(() => socket.write('x'), 50)
  t.teardown(() => clearInterval(talking))
  await closed.promise
  t.is(server.counters().clients, 0)
})

test('a client that the system could not hand over is counted, and the server goes on', async (t) => {
  const servers: Server[] = []
  const onListening = (message: unknown): void => void servers.push((message as { server: Server }).server)
  subscribe('tracing:net.server.listen:asyncStart', onListening)
  const server = await serve(t, (served) => served.send('in'))
  unsubscribe('tracing:net.server.listen:asyncStart', onListening)
  const own = servers.find((one) => (one.address() as AddressInfo | null)?.port === server.port)
  // As Node's net does for an error of accept(2) that libuv does not bear by itself, such as ENOBUFS.
  own?.emit('error', Object.assign(new Error('accept ENOBUFS'), { code: 'ENOBUFS', syscall: 'accept' }))
  t.is(server.counters().refused, 1)
  const [data] = await once(await client(t, server.port), 'data')
  t.is(String(data), 'in')
})
