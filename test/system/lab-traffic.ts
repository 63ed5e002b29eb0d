/**
 * A program on a node of the lab. `echo PORT` answers each datagram with the address that it came from, and each line of TCP likewise;
 * `ask ADDRESS PORT [FROM]` sends datagrams on request and says who was seen; `hold ADDRESS PORT` keeps one TCP connection.
 */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { createInterface } from 'node:readline'

const ANSWER_WITHIN_MS = 700
const say = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`)
const plain = (address: string): string => address.replace('::ffff:', '')

const echo = async (port: number): Promise<void> => {
  const datagrams = createSocket({ type: 'udp6' })
  datagrams.on('message', (_, from) => datagrams.send(plain(from.address), from.port, from.address))
  datagrams.bind(port)
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', () => socket.write(`${plain(socket.remoteAddress ?? '')}\n`))
  }).listen(port)
  await Promise.all([once(datagrams, 'listening'), once(server, 'listening')])
  say('ready')
}

/** Who the server saw, or `none` when no answer came in time. */
const askOnce = async (address: string, port: number): Promise<string> => {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
  socket.on('error', () => {})
  try {
    socket.send('?', port, address)
    const [answer] = await once(socket, 'message', { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
    return String(answer)
  } catch {
    return 'none'
  } finally {
    socket.close()
  }
}

const ask = async (): Promise<void> => {
  say('ready')
  for await (const line of createInterface({ input: process.stdin })) {
    const { address, port } = JSON.parse(line) as { address: string; port: number }
    say(await askOnce(address, port))
  }
}

/** Each line of stdin goes over the one connection; what comes back, or why nothing does, is said. */
const hold = async (address: string, port: number): Promise<void> => {
  const socket = connect(port, address)
  socket.on('error', (error) => say(`lost: ${'code' in error ? String(error.code) : error.message}`))
  await once(socket, 'connect')
  say('ready')
  createInterface({ input: socket })
    .on('line', say)
    .on('error', () => {})
  for await (const _ of createInterface({ input: process.stdin })) socket.write('?')
}

const [mode = '', ...rest] = process.argv.slice(2)
if (mode === 'echo') await echo(Number(rest[0]))
else if (mode === 'hold') await hold(rest[0] ?? '', Number(rest[1]))
else await ask()
