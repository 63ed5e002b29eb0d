import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { longestGapMs, lostOf } from './flow-record.ts'
import type { RailTrain } from './rail-train.ts'
import { flowFrom, MODEM_WITHIN_MS, openTrain, runningIn } from './rail-train-set-up.ts'
import type { ToldProgram } from './told-program.ts'

/** 2 s on a quiet machine. */
const TAKES_OVER_WITHIN_MS = 20_000
test.beforeEach((t) => t.timeout(400_000))

const setUp = async (t: ExecutionContext) => {
  const train = await openTrain(t)
  // Classes of ports alone: modems that boot would move the others meanwhile.
  train.edit(
    ['passenger-paid: [starlink, oneweb, lte]', 'passenger-paid: [oneweb, geo]'],
    ['passenger: [starlink, oneweb, lte]', 'passenger: [oneweb, geo]'],
    ['maintenance: [lte, oneweb, starlink, geo]', 'maintenance: [geo, oneweb]'],
  )
  await train.startModems()
  await train.startHub()
  const run = await runningIn(train)
  await train.isRouted('operations', 'oneweb', MODEM_WITHIN_MS)
  for (const link of ['oneweb', 'starlink', 'lte', 'geo']) await train.isThrough(link)
  return { train, run }
}

/** What the train's router has of routes, rules and tunnels. `wg` shows those of labs beside it too. */
const kernelOf = async (train: RailTrain): Promise<string> => {
  const [tunnels, ...routing] = await Promise.all([
    train.on('train', 'wg', 'show', 'all', 'listen-port'),
    train.on('train', 'ip', '-4', 'route', 'show', 'table', 'all', 'proto', '71'),
    train.on('train', 'ip', '-6', 'route', 'show', 'table', 'all', 'proto', '71'),
    train.on('train', 'ip', '-4', 'rule'),
  ])
  const own = tunnels.split('\n').filter((line) => line.startsWith(`${train.name}-t`))
  return [...routing, ...own.sort()].join('\n')
}

const killAll = async (train: RailTrain, words: string): Promise<number> => {
  const pids = await train.pidsOf('train', words)
  for (const pid of pids) process.kill(pid, 'SIGKILL')
  return pids.length
}

/** Kills the links service; resolves with how long it took until the next one was ready. */
const restartLinks = async (train: RailTrain, run: ToldProgram): Promise<number> => {
  const since = run.lines.length
  const killedMs = systemClock.nowMs()
  await killAll(train, '--service links')
  const { atMs } = await run.says(/^links: ready/, { withinMs: TAKES_OVER_WITHIN_MS, since })
  return atMs - killedMs
}

test.serial(
  'killed and started again, the service and the whole run take over what goes on without them',
  async (t) => {
    const { train, run } = await setUp(t)
    await train.isRouted('maintenance', 'geo', MODEM_WITHIN_MS)
    await train.isRouted('passenger', 'oneweb', MODEM_WITHIN_MS)
    const before = await kernelOf(train)
    train.start('server', 'iperf3', '-s', '-1')
    const endFlow = await flowFrom(train, 'operations', '7000')
    const iperf = train.on('operations', 'iperf3', '-c', '203.0.113.200', '-t', '12', '-b', '5M', '-J')

    t.log(`the service was back ${Math.round(await restartLinks(train, run))} ms after its end`)
    await sleep(systemClock, 1_500)
    t.is(await kernelOf(train), before, 'the service took over what it found')

    t.true((await killAll(train, 'firmware/main.ts run')) >= 5)
    const killedMs = systemClock.nowMs()
    const next = await runningIn(train)
    t.log(`the whole run was back ${Math.round(systemClock.nowMs() - killedMs)} ms after its end`)
    t.is(await kernelOf(train), before, 'the run took over what it found')

    const { end } = JSON.parse(await iperf) as { end: { sum_received: { bytes: number; bits_per_second: number } } }
    t.true(end.sum_received.bits_per_second > 1e6, 'TCP went on')
    const { up, down } = await endFlow()
    t.log(`lost ${lostOf(down, up)} of ${down.sent} up, ${lostOf(up, down)} of ${up.sent} down`)
    t.true(lostOf(down, up) < 0.1 * down.sent && lostOf(up, down) < 0.1 * up.sent, 'the flow went on')
    t.false(next.lines.some(({ line }) => line.includes('its route was not changed')))
  },
)

test.serial('a link that dies while nobody decides is left by who comes next', async (t) => {
  const { train, run } = await setUp(t)
  const endFlow = await flowFrom(train, 'operations', '7000')
  await sleep(systemClock, 500)
  const since = run.lines.length
  const killedMs = systemClock.nowMs()
  await Promise.all([killAll(train, '--service links'), train.rail('cut', 'oneweb')])
  await run.says(/operations: oneweb → /, { withinMs: TAKES_OVER_WITHIN_MS, since })
  await sleep(systemClock, 1_000)
  const { up, down } = await endFlow()
  const gapMs = Math.max(...[up, down].map((way) => longestGapMs(way, killedMs, killedMs + TAKES_OVER_WITHIN_MS)))
  t.log(`${Math.round(gapMs)} ms without traffic`)
  t.true(gapMs < TAKES_OVER_WITHIN_MS)
})

/** Until the kernel routes a class by the link that was told last: a link that comes back may be chosen again meanwhile. */
const lastChoiceCarriedOut = async (train: RailTrain, run: ToldProgram, trafficClass: string): Promise<void> => {
  const choice = new RegExp(` ${trafficClass}: \\S+ → (\\w+)`)
  const endMs = systemClock.nowMs() + MODEM_WITHIN_MS
  for (;;) {
    const exits = await train.exitsOf(trafficClass)
    const told = run.lines.findLast(({ line }) => choice.test(line))?.line
    const link = choice.exec(told ?? '')?.[1] ?? 'no link'
    if (exits.every((exit) => exit === link)) return
    if (systemClock.nowMs() > endMs) throw new Error(`${trafficClass} goes by ${exits}, and ${link} was told last`)
    await sleep(systemClock, 50)
  }
}

/**
 * Stands in a tool's place. While there is a file `kill`, two calls of three are killed, at once or a moment after they began.
 * Numbers of processes would not do as dice: a call takes as many of them each time.
 */
const killedTool = (folder: string, tool: string): string => `#!/bin/sh
[ -e ${folder}/kill ] || exec ${folder}/real-${tool} "$@"
exec 3<&0
${folder}/real-${tool} "$@" <&3 &
read -r dice </proc/sys/kernel/random/uuid
case $dice in
  [0-4]*) kill -KILL $! && echo >>${folder}/killed ;;
  [5-9]*) sleep 0.002; kill -KILL $! 2>/dev/null && echo >>${folder}/killed ;;
esac
wait $!
`

/** The first links of three classes: each cut makes one class move. */
const MOVING = [
  ['operations', 'oneweb'],
  ['maintenance', 'lte'],
  ['emergency', 'geo'],
] as const
const KILLED_AT_LEAST = 6
/** One round is mostly enough: how many calls a round makes depends on the machine. */
const MOST_ROUNDS = 5

/** Cuts each first link and gives it back, and looks all the while where the class goes. */
const moveEachClass = async (t: ExecutionContext, train: RailTrain): Promise<void> => {
  for (const [trafficClass, link] of MOVING) {
    await train.rail('cut', link)
    for (let look = 0; look < 30; look++)
      for (const exit of await train.exitsOf(trafficClass)) t.regex(exit, /^(oneweb|starlink|lte|geo)$/)
    await train.rail('restore', link)
  }
}

test.serial(
  'tools killed in the middle of changes leave each family on one link, and the last choice is carried out',
  async (t) => {
    const train = await openTrain(t)
    const tools = ['ip', 'nft']
    for (const tool of tools) {
      copyFileSync(`/usr/sbin/${tool}`, train.path(`real-${tool}`))
      writeFileSync(train.path(`${tool}-in-its-place`), killedTool(train.folder, tool), { mode: 0o755 })
    }
    await train.startModems()
    await train.startHub()
    // The mounts are seen by this run alone: each command on a node has mounts of its own.
    const mounts = tools.map((tool) => `mount --bind ${train.path(tool)}-in-its-place /usr/sbin/${tool}`)
    const run = await runningIn(train, mounts)
    await train.isRouted('operations', 'oneweb', MODEM_WITHIN_MS)
    await train.isRouted('maintenance', 'lte', MODEM_WITHIN_MS)
    writeFileSync(train.path('killed'), '')
    const killed = () => readFileSync(train.path('killed'), 'latin1').length
    writeFileSync(train.path('kill'), '')
    for (let round = 0; round < MOST_ROUNDS && killed() < KILLED_AT_LEAST; round++) await moveEachClass(t, train)
    rmSync(train.path('kill'))
    t.log(`${killed()} calls of ip and nft were killed`)
    t.true(killed() >= KILLED_AT_LEAST)
    await lastChoiceCarriedOut(train, run, 'operations')
  },
)
