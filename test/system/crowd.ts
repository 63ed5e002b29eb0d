/**
 * Many clients on one node of the lab, and the server that they use. `serve ADDRESS PORT` takes and gives bytes by TCP as each connection's
 * first line asks; `crowd ADDRESS PORT up|down GREEDY_FLOWS FROM…` runs one flow from each address, and GREEDY_FLOWS from the first.
 * Each prints the bytes of every client when a line comes on stdin, and begins to count anew.
 */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

const CHUNK = new Uint8Array(16_384)
const say = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`)

/** Bytes by client since they were last asked for. */
const counted = new Map<string, number>()
const count = (client: string, socket: Socket): void => {
  socket.on('data', (bytes) => counted.set(client, (counted.get(client) ?? 0) + bytes.length))
}

const flood = (socket: Socket): void => {
  const write = (): void => {
    while (!socket.destroyed && socket.write(CHUNK));
  }
  socket.on('drain', write)
  write()
}

const serve = async (address: string, port: number): Promise<void> => {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (first) => {
      const [way, client = ''] = String(first).split('\n')[0]?.split(' ') ?? []
      if (way === 'down') flood(socket)
      else count(client, socket)
    })
  }).listen(port, address)
  await once(server, 'listening')
}

const flow = (server: { host: string; port: number }, way: string, from: string): void => {
  const socket = connect({ ...server, localAddress: from })
  socket.on('error', () => {})
  socket.once('connect', () => {
    socket.write(`${way} ${from}\n`)
    if (way === 'up') flood(socket)
    else count(from, socket)
  })
}

const crowd = (server: { host: string; port: number }, way: string, greedyFlows: number, from: string[]): void => {
  for (const address of from) flow(server, way, address)
  for (let more = 1; more < greedyFlows; more++) flow(server, way, from[0] ?? '')
}

const [mode, host = '', port = '', way = '', greedyFlows = '', ...from] = process.argv.slice(2)
if (mode === 'serve') await serve(host, Number(port))
else crowd({ host, port: Number(port) }, way, Number(greedyFlows), from)
say('ready')
for await (const _ of createInterface({ input: process.stdin })) {
  say(Object.fromEntries(counted))
  counted.clear()
}
process.exit()
