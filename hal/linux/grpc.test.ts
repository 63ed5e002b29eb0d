import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { sleep } from '../clock.ts'
import type { RpcHandler } from '../rpc.ts'
import { TerminalError } from '../terminal-error.ts'
import { systemClock } from './clock.ts'
import { grpcChannel } from './grpc-channel.ts'
import { serveGrpc } from './grpc-server.ts'

const METHOD = '/some.Service/Handle'
const PATIENCE_MS = 5_000

const setUp = async (t: ExecutionContext, handle: RpcHandler) => {
  const server = await serveGrpc({ where: '127.0.0.1:0', method: METHOD, handle })
  const channel = grpcChannel({ device: 'dish', where: `127.0.0.1:${server.where}` })
  t.teardown(async () => {
    channel.close()
    await server.close()
  })
  return { server, channel }
}

const refusalOf = async (t: ExecutionContext, asked: Promise<unknown>) => {
  const error = await t.throwsAsync(asked, { instanceOf: TerminalError })
  return { code: error.code, retry: error.retry }
}

test('a request comes to the handler as it was sent, and its answer comes back', async (t) => {
  const { channel } = await setUp(t, (body, reply) => reply({ body: Buffer.concat([body, Buffer.of(9)]) }))
  t.deepEqual([...(await channel.call(METHOD, Uint8Array.of(1, 2), PATIENCE_MS))], [1, 2, 9])
  t.deepEqual([...(await channel.call(METHOD, new Uint8Array(), PATIENCE_MS))], [9])
})

test('a server that does not answer is given up at the deadline', async (t) => {
  const { channel } = await setUp(t, () => undefined)
  t.deepEqual(await refusalOf(t, channel.call(METHOD, Uint8Array.of(1), 50)), {
    code: 'device-timeout',
    retry: 'backoff',
  })
})

test('what a server will never do is told apart from what it may do later', async (t) => {
  const { channel } = await setUp(t, (body, reply) =>
    reply({ refusal: body[0] === 1 ? 'PERMISSION_DENIED' : 'INVALID_ARGUMENT', message: 'no' }),
  )
  t.deepEqual(await refusalOf(t, channel.call(METHOD, Uint8Array.of(1), PATIENCE_MS)), {
    code: 'device-refused',
    retry: 'never',
  })
  t.is((await refusalOf(t, channel.call(METHOD, Uint8Array.of(2), PATIENCE_MS))).retry, 'backoff')
  t.is((await refusalOf(t, channel.call('/other.Service/Handle', Uint8Array.of(2), PATIENCE_MS))).retry, 'never')
})

test('an answer beyond a mebibyte is refused, and the next one is taken', async (t) => {
  const { channel } = await setUp(t, (body, reply) => reply({ body: new Uint8Array(body[0] === 1 ? 1_100_000 : 3) }))
  t.is((await refusalOf(t, channel.call(METHOD, Uint8Array.of(1), PATIENCE_MS))).code, 'device-garbled')
  t.is((await channel.call(METHOD, Uint8Array.of(2), PATIENCE_MS)).length, 3)
})

test('without a server a call fails by itself, and closing ends one that waits', async (t) => {
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => probe.once('listening', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  const port = typeof address === 'object' ? address?.port : 0
  const nobody = grpcChannel({ device: 'dish', where: `127.0.0.1:${port}` })
  t.is((await refusalOf(t, nobody.call(METHOD, Uint8Array.of(1), PATIENCE_MS))).code, 'port-failed')
  nobody.close()
  const { channel } = await setUp(t, () => undefined)
  const waiting = refusalOf(t, channel.call(METHOD, Uint8Array.of(1), PATIENCE_MS))
  channel.close()
  t.is((await waiting).code, 'port-closed')
})

test('a channel finds its server again after that was restarted, here on a Unix socket', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'steppelink-grpc-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const where = join(folder, 'dish')
  const serve = () => serveGrpc({ where, method: METHOD, handle: (body, reply) => reply({ body }) })
  const first = await serve()
  const channel = grpcChannel({ device: 'dish', where })
  t.teardown(() => channel.close())
  t.is((await channel.call(METHOD, Uint8Array.of(7), PATIENCE_MS))[0], 7)
  await first.close()
  const second = await serve()
  t.teardown(() => second.close())
  const asked = async (): Promise<Uint8Array> => {
    const giveUpMs = systemClock.nowMs() + 2 * PATIENCE_MS
    for (;;) {
      try {
        return await channel.call(METHOD, Uint8Array.of(8), PATIENCE_MS)
      } catch (error) {
        if (!(error instanceof TerminalError) || !error.code.startsWith('port-') || systemClock.nowMs() > giveUpMs)
          throw error
        await sleep(systemClock, 20)
      }
    }
  }
  t.is((await asked())[0], 8)
})

test('a place that is taken is said to be', async (t) => {
  const { server } = await setUp(t, (body, reply) => reply({ body }))
  const taken = serveGrpc({ where: `127.0.0.1:${server.where}`, method: METHOD, handle: () => undefined })
  t.is((await refusalOf(t, taken)).code, 'port-busy')
})
