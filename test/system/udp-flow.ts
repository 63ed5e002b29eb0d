/**
 * One end of a flow of 200 datagrams a second each way: `serve HOST PORT` answers whom it hears with a flow of its own;
 * `ride HOST PORT` begins one, and `listen HOST PORT` only asks for one. At the end of stdin it prints what it saw.
 */
import { createSocket } from 'node:dgram'
import { createInterface } from 'node:readline'
import { systemClock } from '../../hal/linux/clock.ts'

const EVERY_MS = 5
const [mode = '', host = '', port = ''] = process.argv.slice(2)
const socket = createSocket('udp4')
const received: [sequence: number, atMs: number][] = []
let sent = 0
let sinceMs: number | undefined
let peer = mode === 'serve' ? undefined : { host, port: Number(port) }

const send = (): void => {
  const bytes = Buffer.alloc(160)
  bytes.writeUInt32BE(sent++)
  if (peer) socket.send(bytes, peer.port, peer.host, () => {})
}

/** As many as are due, however late the timer comes. */
const sendDue = (): void => {
  if (!peer) return
  sinceMs ??= systemClock.nowMs()
  const due = Math.floor((systemClock.nowMs() - sinceMs) / EVERY_MS) + 1
  while (sent < due) send()
}

socket.on('error', () => {})
socket.on('message', (bytes, from) => {
  received.push([bytes.readUInt32BE(0), systemClock.nowMs()])
  if (mode === 'serve') peer = { host: from.address, port: from.port }
})
if (mode === 'serve') socket.bind(Number(port), host)
const end = mode === 'listen' ? () => {} : systemClock.every(EVERY_MS, sendDue)
if (mode === 'listen') send()
process.stdout.write('ready\n')
for await (const line of createInterface({ input: process.stdin })) if (line === 'stop') end()
// A long record takes more than one write.
process.stdout.write(`${JSON.stringify({ sent, received })}\n`, () => process.exit())
