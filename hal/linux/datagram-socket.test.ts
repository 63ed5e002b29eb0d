import test from 'ava'
import { openDatagramSocket } from './datagram-socket.ts'

test('a datagram counts as taken where the kernel takes it, and not where it says no or the socket is closed', async (t) => {
  const [here, there] = [await openDatagramSocket({ host: '127.0.0.1', port: 0 }), { host: '127.0.0.1', port: 9 }]
  const bytes = new Uint8Array(3)
  t.true(await here.send(bytes, there))
  t.false(await here.send(bytes, { host: '255.255.255.255', port: 9 }), 'broadcast was not asked for')
  t.false(await here.send(bytes, { ...there, port: 0 }))
  await here.close()
  t.false(await here.send(bytes, there))
})
