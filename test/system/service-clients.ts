/**
 * What people on a train do: `serve HOST` answers them on the shore, `work HOST` sells, checks and calls until a line comes on stdin, and then prints
 * how it went. A card payment is two exchanges of one TCP connection, a ticket check one; a call is 50 datagrams a second each way for 20 s.
 */
import { createSocket } from 'node:dgram'
import { connect, createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { systemClock } from '../../hal/linux/clock.ts'

const TILLS = 7_200
const CALLS = 7_201
const PAYMENT_EVERY_MS = 2_000
const PAYMENT_WITHIN_MS = 30_000
/** A conductor does not wait longer; chosen. */
const TICKET_WITHIN_MS = 5_000
const TICKET_EVERY_MS = 200
const CALL_MS = 20_000
const PACKET_EVERY_MS = 20
const CALLERS = 3

const serve = (host: string): void => {
  const calls = createSocket('udp4')
  calls.on('error', () => {})
  calls.on('message', (bytes, from) => calls.send(bytes, from.port, from.address))
  calls.bind(CALLS, host)
  createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (bytes) => socket.write(bytes))
  }).listen(TILLS, host, () => process.stdout.write('ready\n'))
}

/** One connection with some exchanges, each as long as a card's authorisation; whether all were answered in time. */
const exchange = (host: string, { times, withinMs }: { times: number; withinMs: number }): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(TILLS, host)
    const end = (isDone: boolean): void => {
      cancel()
      socket.destroy()
      resolve(isDone)
    }
    const cancel = systemClock.after(withinMs, () => end(false))
    let left = times
    socket.setNoDelay()
    socket.on('error', () => end(false))
    socket.on('connect', () => socket.write(Buffer.alloc(300)))
    let heard = 0
    socket.on('data', (bytes) => {
      heard += bytes.length
      if (heard < 300) return
      heard = 0
      left--
      if (left > 0) socket.write(Buffer.alloc(300))
      else end(true)
    })
  })

/** One call; the longest silence that its caller heard, ms. */
const call = (host: string): Promise<number> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4')
    socket.on('error', () => {})
    let heardMs: number = systemClock.nowMs()
    let longestMs = 0
    const hear = (): void => {
      const nowMs = systemClock.nowMs()
      longestMs = Math.max(longestMs, nowMs - heardMs)
      heardMs = nowMs
    }
    socket.on('message', hear)
    const endTalk = systemClock.every(PACKET_EVERY_MS, () => socket.send(Buffer.alloc(160), CALLS, host, () => {}))
    systemClock.after(CALL_MS, () => {
      endTalk()
      hear()
      socket.close()
      resolve(longestMs)
    })
  })

const work = async (host: string): Promise<void> => {
  const done = { payments: { all: 0, well: 0 }, tickets: { all: 0, well: 0 }, callGapsMs: [] as number[] }
  const running = new Set<Promise<void>>()
  let isOver = false
  const begin = (one: Promise<void>): void => {
    running.add(one)
    void one.then(() => running.delete(one))
  }
  const count = async (kind: 'payments' | 'tickets', how: { times: number; withinMs: number }): Promise<void> => {
    const isWell = await exchange(host, how)
    done[kind].all++
    if (isWell) done[kind].well++
  }
  const talk = async (): Promise<void> => {
    while (!isOver) done.callGapsMs.push(await call(host))
  }
  const ends = [
    systemClock.every(PAYMENT_EVERY_MS, () => begin(count('payments', { times: 2, withinMs: PAYMENT_WITHIN_MS }))),
    systemClock.every(TICKET_EVERY_MS, () => begin(count('tickets', { times: 1, withinMs: TICKET_WITHIN_MS }))),
  ]
  for (let caller = 0; caller < CALLERS; caller++) begin(talk())
  process.stdout.write('ready\n')
  for await (const _ of createInterface({ input: process.stdin })) break
  isOver = true
  for (const end of ends) end()
  await Promise.all(running)
  process.stdout.write(`${JSON.stringify(done)}\n`, () => process.exit())
}

const [mode = '', host = ''] = process.argv.slice(2)
if (mode === 'serve') serve(host)
else await work(host)
