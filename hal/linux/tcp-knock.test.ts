import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import test from 'ava'
import { tcpKnock } from './tcp-knock.ts'

const HERE = '127.0.0.1'

test('a kernel answers where somebody listens, and where nobody does', async (t) => {
  const server = createServer((socket) => socket.destroy()).listen(0, HERE)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const knock = tcpKnock()
  t.true(await knock({ from: HERE, to: HERE, port }))
  server.close()
  await once(server, 'close')
  t.true(await knock({ from: HERE, to: HERE, port }))
})

test('an address of this machine that is not there asks nobody, and no more than 16 are asked at once', async (t) => {
  const knock = tcpKnock()
  t.false(await knock({ from: '192.0.2.1', to: HERE, port: 1 }))
  const asked = await Promise.all(Array.from({ length: 17 }, () => knock({ from: HERE, to: HERE, port: 1 })))
  t.is(asked.filter(Boolean).length, 16)
})
