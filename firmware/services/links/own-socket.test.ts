import test from 'ava'
import { fakeSocket } from '../../../test/fakes/datagrams.ts'
import { ownSocket } from './own-socket.ts'

const shore = { host: '203.0.113.10', port: 7171 }

const setUp = () => {
  const rig = { address: undefined as string | undefined }
  const opened: { host: string; fake: ReturnType<typeof fakeSocket> }[] = []
  const socket = ownSocket({
    ownAddress: () => rig.address,
    open: async ({ host }) => {
      const fake = fakeSocket()
      opened.push({ host, fake })
      return fake.socket
    },
  })
  const send = async (): Promise<void> => {
    socket.send(new Uint8Array(1), shore)
    for (let turn = 0; turn < 10; turn++) await Promise.resolve()
  }
  return { rig, opened, socket, send }
}

test('what is sent goes from the address that the link has then, and answers come wherever it has moved', async (t) => {
  const { rig, opened, socket, send } = setUp()
  const heard: number[] = []
  socket.onMessage((bytes) => heard.push(bytes.length))
  await send()
  t.is(opened.length, 0, 'without an address it is lost')
  for (const address of ['100.64.1.2', '100.64.1.2', '100.64.1.77']) {
    rig.address = address
    await send()
  }
  t.deepEqual(
    opened.map(({ host, fake }) => [host, fake.sent.length, fake.isOpen()]),
    [
      ['100.64.1.2', 2, false],
      ['100.64.1.77', 1, true],
    ],
  )
  opened[1]?.fake.comes(new Uint8Array(3))
  t.deepEqual(heard, [3])
  await socket.close()
  t.false(opened[1]?.fake.isOpen())
})
