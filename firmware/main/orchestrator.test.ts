import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { getPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import type { Clock } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { groupNicenessOf } from '../../hal/linux/niceness.ts'
import { monotonicMs } from '../../hal/units.ts'
import { until } from '../../test/fakes/desk-bench.ts'
import { Orchestrator, type ProcessEvent } from './orchestrator.ts'

// What a process does is its first argument; it says that it is ready, with its process id, unless it fails first.
const PROGRAM = `
const [, , kind] = process.argv
const ready = () => { process.send({ pid: process.pid }); process.send({ ready: true }) }
const live = () => setInterval(() => {}, 1000)
process.on('disconnect', () => process.exit(9))
if (kind === 'fail') { console.error('port-missing: there is no such port'); process.exitCode = 2; process.disconnect() }
if (kind === 'well') { ready(); live() }
if (kind === 'beating') { process.send({ beat: true }); ready(); live() }
if (kind === 'stubborn') { process.on('SIGTERM', () => console.error('not yet')); ready(); live() }
if (kind === 'slow') { process.on('SIGTERM', () => setTimeout(() => process.exit(0), 300)); ready(); live() }
if (kind === 'brief') { ready(); setTimeout(() => process.exit(3), 20) }
process.on('message', (message) => process.send({ echo: message }))
`

/** The system's clock, with a list of the timers that still wait; the orchestrator looks at its processes when it is told, two seconds later each time. */
const countedClock = (): Clock & { waiting: () => number; look: () => void } => {
  const waiting = new Set<object>()
  const looks = new Set<() => void>()
  let aheadMs = 0
  return {
    nowMs: () => monotonicMs(systemClock.nowMs() + aheadMs),
    every: (_, run) => {
      looks.add(run)
      return () => looks.delete(run)
    },
    look: () => {
      aheadMs += 2_000
      for (const run of looks) run()
    },
    after: (delayMs, run) => {
      const timer = {}
      waiting.add(timer)
      const cancel = systemClock.after(delayMs, () => {
        waiting.delete(timer)
        run()
      })
      return () => {
        waiting.delete(timer)
        cancel()
      }
    },
    waiting: () => waiting.size + looks.size,
  }
}

const setUp = async (t: ExecutionContext) => {
  const folder = await mkdtemp(join(tmpdir(), 'steppelink-orchestrator-'))
  const program = join(folder, 'child.mjs')
  await writeFile(program, PROGRAM)
  const clock = countedClock()
  const events: ProcessEvent[] = []
  const messages: { name: string; pid?: number; echo?: unknown }[] = []
  const orchestrator = new Orchestrator({
    clock,
    program,
    onEvent: (event) => events.push(event),
    onMessage: (name, message) => messages.push({ name, ...(message as object) }),
  })
  t.teardown(async () => {
    await orchestrator.stop()
    await rm(folder, { recursive: true })
  })
  const start = (kind: string, name = kind, niceness = 0) => orchestrator.start({ name, args: [kind], niceness })
  const pidOf = (name: string): number => messages.findLast((one) => one.name === name && one.pid)?.pid ?? 0
  const count = (kind: ProcessEvent['kind']): number => events.filter((event) => event.kind === kind).length
  return { clock, orchestrator, events, messages, start, pidOf, count }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('a start resolves when the process says that it is ready', async (t) => {
  const { start, pidOf, events } = await setUp(t)
  t.is(await start('well'), 'ready')
  t.true(isAlive(pidOf('well')))
  t.deepEqual(events, [{ kind: 'ready', name: 'well' }])
})

test('a process runs at the nice value of its plan, whatever our own is', async (t) => {
  const { start, pidOf } = await setUp(t)
  const ownNiceness = getPriority()
  const planned = ownNiceness === 19 ? 19 : ownNiceness + 1
  await start('well', 'late', planned)
  t.is(getPriority(pidOf('late')), planned)
})

test('a process’s scheduling group has its nice value too, or the kernel would hold sessions alike', async (t) => {
  const { start, pidOf } = await setUp(t)
  await start('well', 'late', getPriority() === 19 ? 19 : getPriority() + 1)
  const group = groupNicenessOf(pidOf('late'))
  if (group === undefined) t.log('this kernel makes no groups: nothing to see')
  else if (process.getuid?.() !== 0) t.log('only root may change groups as often as it likes: not seen')
  else t.is(group, getPriority(pidOf('late')))
  t.pass()
})

test('a start that fails says so in the last words of the process', async (t) => {
  const { start, count } = await setUp(t)
  t.deepEqual(await start('fail'), { failed: 'port-missing: there is no such port' })
  t.is(count('ready'), 0)
})

test('a process that keeps ending is started again with growing delays', async (t) => {
  const { start, events, count } = await setUp(t)
  await start('brief')
  await until(() => count('ended') >= 3)
  const delays = events.flatMap((event) => (event.kind === 'ended' ? [[event.how, event.againInMs]] : []))
  t.deepEqual(delays.slice(0, 3), [
    ['ended with status 3', 250],
    ['ended with status 3', 500],
    ['ended with status 3', 1_000],
  ])
})

test('a killed process comes back as another one', async (t) => {
  const { orchestrator, start, pidOf, count, events } = await setUp(t)
  await start('well')
  const first = pidOf('well')
  t.true(orchestrator.kill('well'))
  await until(() => count('ready') === 2)
  t.not(pidOf('well'), first)
  t.false(isAlive(first))
  t.deepEqual(events[1], { kind: 'ended', name: 'well', how: 'killed by SIGKILL', againInMs: 250 })
})

test('a renewed process ends in order and starts again at once, and that is no failure', async (t) => {
  const { orchestrator, start, pidOf, count } = await setUp(t)
  await start('well')
  const first = pidOf('well')
  await orchestrator.renew('well')
  await until(() => count('ready') === 2)
  t.false(isAlive(first))
  t.is(count('ended'), 0)
})

test('a retired process ends and does not come back, and neither knows one that never ran', async (t) => {
  const { orchestrator, start, pidOf, count } = await setUp(t)
  await start('well')
  await orchestrator.retire('well')
  await orchestrator.retire('well')
  await orchestrator.renew('nobody')
  t.false(isAlive(pidOf('well')))
  t.is(count('ended'), 0)
  t.false(orchestrator.kill('well'))
})

test('a stopped process is killed after 10 s of silence and comes back as another one', async (t) => {
  const { clock, orchestrator, start, pidOf, count, events } = await setUp(t)
  await start('well')
  const first = pidOf('well')
  orchestrator.kill('well', 'SIGSTOP')
  for (let looks = 0; looks < 4; looks++) clock.look()
  t.deepEqual([count('silent'), isAlive(first)], [0, true])
  for (let looks = 0; looks < 3; looks++) clock.look()
  await until(() => count('ready') === 2)
  t.deepEqual(
    events.map(({ kind }) => kind),
    ['ready', 'silent', 'ended', 'ready'],
  )
  t.like(events[2], { how: 'killed by SIGKILL' })
  t.false(isAlive(first))
  t.not(pidOf('well'), first)
})

test('whatever a process says shows that it lives, and its beats are no news', async (t) => {
  const { clock, orchestrator, start, count, messages } = await setUp(t)
  await start('beating')
  for (let round = 1; round <= 3; round++) {
    for (let looks = 0; looks < 4; looks++) clock.look()
    orchestrator.send('beating', { round })
    await until(() => messages.filter(({ echo }) => echo !== undefined).length === round)
  }
  t.is(count('silent'), 0)
  t.false(messages.some((message) => 'beat' in message))
})

test('what is not there can neither be killed nor spoken to', async (t) => {
  const { orchestrator } = await setUp(t)
  t.false(orchestrator.kill('nobody'))
  t.notThrows(() => orchestrator.send('nobody', { hello: true }))
})

test('messages go to a process and come from it', async (t) => {
  const { orchestrator, start, messages } = await setUp(t)
  await start('well')
  orchestrator.send('well', { followed: 80_001 })
  await until(() => messages.some(({ echo }) => echo !== undefined))
  t.deepEqual(messages.at(-1), { name: 'well', echo: { followed: 80_001 } })
})

test('on stop the first process is still there while the others end', async (t) => {
  const { orchestrator, start, pidOf } = await setUp(t)
  await start('well', 'twin')
  await start('slow', 'service')
  const stopping = orchestrator.stop()
  await until(() => !isAlive(pidOf('service')) || !isAlive(pidOf('twin')))
  t.false(isAlive(pidOf('service')))
  await stopping
  t.false(isAlive(pidOf('twin')))
})

test('a process that resists SIGTERM is killed a second later', async (t) => {
  const { orchestrator, start, pidOf, events } = await setUp(t)
  await start('well', 'twin')
  await start('stubborn')
  const sinceMs = systemClock.nowMs()
  await orchestrator.stop()
  const tookMs = systemClock.nowMs() - sinceMs
  t.false(isAlive(pidOf('stubborn')))
  t.true(tookMs >= 1_000 && tookMs < 1_900, `${tookMs} ms`)
  t.true(events.some((event) => event.kind === 'line' && event.line === 'not yet'))
})

test('after a stop nothing is started', async (t) => {
  const { orchestrator, start, events } = await setUp(t)
  await orchestrator.stop()
  t.deepEqual(await start('well'), { failed: 'everything is being stopped' })
  t.deepEqual(events, [])
})

test('after a stop nothing is started again and no timer keeps the program alive', async (t) => {
  const { clock, orchestrator, start, count } = await setUp(t)
  await start('well', 'twin')
  await start('brief')
  await until(() => count('ended') === 2)
  await orchestrator.stop()
  t.is(clock.waiting(), 0)
})
