/**
 * `ask ADDRESS PORT` sends small datagrams, 50 a second, to `echo ADDRESS PORT`; it prints the round trips, ms, when a line comes on stdin,
 * and begins anew. Lost ones count as 1 s.
 */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { systemClock } from '../../hal/linux/clock.ts'

const EVERY_MS = 20
const LOST_AFTER_MS = 1_000

const [mode, address = '', port = ''] = process.argv.slice(2)
const socket = createSocket('udp4')
socket.on('error', () => {})
const asked = new Map<number, number>()
let roundTrips: number[] = []
let number = 0

const ask = (): void => {
  const nowMs = systemClock.nowMs()
  for (const [lost, sentMs] of asked) {
    if (nowMs - sentMs < LOST_AFTER_MS) break
    asked.delete(lost)
    roundTrips.push(LOST_AFTER_MS)
  }
  const bytes = Buffer.alloc(200)
  bytes.writeUInt32BE(++number)
  asked.set(number, nowMs)
  socket.send(bytes, Number(port), address)
}

const hear = (bytes: Buffer): void => {
  const sentMs = asked.get(bytes.readUInt32BE())
  if (sentMs === undefined) return
  asked.delete(bytes.readUInt32BE())
  roundTrips.push(systemClock.nowMs() - sentMs)
}

if (mode === 'echo') {
  socket.on('message', (bytes, from) => socket.send(bytes, from.port, from.address))
  socket.bind(Number(port), address)
  await once(socket, 'listening')
} else {
  socket.on('message', hear)
  systemClock.every(EVERY_MS, ask)
}
process.stdout.write('"ready"\n')
for await (const _ of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(roundTrips)}\n`)
  roundTrips = []
}
process.exit()
