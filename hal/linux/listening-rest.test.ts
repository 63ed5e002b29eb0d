import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import test from 'ava'
import { sleep } from '../clock.ts'
import { systemClock } from './clock.ts'

/** A program that listens. To each line it answers how much it has computed, ms, and its server's counters. */
const PROGRAM = `
const { listenTcp } = await import(process.argv[1])
const settings = { host: '127.0.0.1', port: 0, maxClients: 8, maxUnreadBytes: 1000 }
const server = await listenTcp(settings, (client) => client.send('in'))
process.stdin.on('data', () => {
  const { user, system } = process.cpuUsage()
  console.log(JSON.stringify({ cpuMs: (user + system) / 1000, ...server.counters() }))
})
console.log(server.port)
`

const start = () =>
  spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--input-type=module',
      '-e',
      PROGRAM,
      join(import.meta.dirname, 'tcp-server.ts'),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )

const knock = (port: number): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let heard = ''
    socket.on('data', (bytes) => {
      heard += bytes
      socket.end()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(heard))
  })

/** Few enough and none is left, whatever is open: libuv's reserve, which it gives up for a client, is lost as well. */
const limitDescriptors = (pid: number, count: number): void => {
  execFileSync('prlimit', ['--pid', String(pid), `--nofile=${count}:`])
}

const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 500 && !(await isSo()); tries++) await sleep(systemClock, 20)
}

test('while file descriptors have run out a server rests, others compute on, and it listens again afterwards', async (t) => {
  t.timeout(60_000)
  const child = start()
  t.teardown(() => child.kill('SIGKILL'))
  const said = async (): Promise<string> => String((await once(child.stdout, 'data'))[0])
  const port = Number(await said())
  t.is(await knock(port), 'in')
  const asked = async () => {
    const answer = said()
    child.stdin.write('\n')
    return JSON.parse(await answer) as { cpuMs: number; rests: number; accepted: number }
  }

  limitDescriptors(child.pid ?? 0, 8)
  t.is(await knock(port), '', 'it is turned away as soon as the server rests')
  const before = await asked()
  t.like(before, { rests: 1, accepted: 1 })
  for (let count = 0; count < 20; count++) t.is(await knock(port), '')
  t.true((await asked()).cpuMs - before.cpuMs < 200, 'the machine is not asked in vain any more')

  limitDescriptors(child.pid ?? 0, 1_024)
  await until(async () => (await knock(port)) === 'in')
  t.is(await knock(port), 'in')
  t.is((await asked()).rests, 1)
})
