import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import test, { type ExecutionContext } from 'ava'
import type { Port } from '../port.ts'
import { SimClock } from '../sim-clock.ts'
import { TerminalError } from '../terminal-error.ts'
import { openListeningPort } from './listening-port.ts'
import { listenTcp } from './tcp-server.ts'

/** A line that listens on a port of the kernel's choice. */
const setUp = async (t: ExecutionContext) => {
  const clock = new SimClock()
  let taken = 0
  const open = openListeningPort({
    host: '127.0.0.1',
    port: 0,
    device: 'modem',
    clock,
    listen: async (settings, onClient) => {
      const server = await listenTcp(settings, onClient)
      taken = server.port
      return server
    },
  })
  const port = await open()
  const heard: string[] = []
  const news = Promise.withResolvers<void>()
  port.onData((bytes) => {
    heard.push(Buffer.from(bytes).toString('latin1'))
    news.resolve()
  })
  const closed = new Promise<void>((resolve) => port.onClose(() => resolve()))
  t.teardown(() => port.close())
  const dial = async (): Promise<Socket> => {
    const socket = connect({ host: '127.0.0.1', port: taken })
    socket.on('error', () => undefined)
    t.teardown(() => socket.destroy())
    await once(socket, 'connect')
    return socket
  }
  return { clock, port, heard, news: news.promise, closed, dial }
}

const write = (port: Port, text: string): Promise<Error | undefined> =>
  new Promise((resolve) => port.write(Buffer.from(text, 'latin1'), resolve))

test('bytes go both ways once a device has connected, and what is written before is lost', async (t) => {
  const { port, dial, news, heard } = await setUp(t)
  t.is(await write(port, 'early\n'), undefined)
  const socket = await dial()
  socket.write('A 1\n')
  await news
  t.deepEqual(heard, ['A 1\n'])
  const answer = once(socket, 'data')
  t.is(await write(port, 's 1 1\n\u00ff'), undefined)
  t.is(Buffer.from((await answer)[0] as Uint8Array).toString('latin1'), 's 1 1\n\u00ff')
})

test('a device that leaves closes the line', async (t) => {
  const { dial, closed, port, news } = await setUp(t)
  const socket = await dial()
  socket.write('A 1\n')
  await news
  socket.end()
  await closed
  t.true((await write(port, 's')) instanceof TerminalError)
})

test('a second device is hung up on while the first one speaks', async (t) => {
  const { dial, news, port } = await setUp(t)
  const first = await dial()
  first.write('A 1\n')
  await news
  const second = await dial()
  await once(second.resume(), 'close')
  t.is(await write(port, 's 1 1\n'), undefined)
  t.false(first.destroyed)
})

test('when the first has been silent for 15 s, a second one makes the line begin anew', async (t) => {
  const { clock, dial, news, closed } = await setUp(t)
  const first = await dial()
  first.write('A 1\n')
  await news
  await clock.runFor(15_000)
  await dial()
  await closed
  t.pass()
})
