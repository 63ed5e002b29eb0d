import { existsSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { type FlowRecord, firstAfterMs } from './flow-record.ts'
import { JudgingLab } from './judging-lab.ts'

const SERVER = '203.0.113.200'
/** Twenty times what it takes on a quiet machine. */
const MOVED_WITHIN_MS = 10_000
const HUB_IS_AWAY_MS = 6_000

test.beforeEach((t) => t.timeout(180_000))

/** What tests of the kernel cannot do without; said by the test that misses it. */
const needLab = (t: ExecutionContext): void => {
  t.is(process.getuid?.(), 0, 'network namespaces need root: run this test as root')
  for (const tool of ['/usr/bin/wg', '/usr/bin/wireguard-go', '/usr/sbin/conntrack'])
    t.true(existsSync(tool), `${tool} is missing: deploy/dev/debian-packages.txt names its package`)
}

const openJudging = async (t: ExecutionContext): Promise<JudgingLab> => {
  needLab(t)
  const judging = await JudgingLab.open()
  t.teardown(() => judging.close())
  return judging
}

test.serial(
  'silence by a link whose modem says that all is well is found out, both ways or one, and traffic moves',
  async (t) => {
    const judging = await openJudging(t)
    const { lab } = judging
    const server = lab.script('server', 'udp-flow.ts', 'serve', SERVER, '7000')
    await server.ask()
    const ride = lab.script('operations', 'udp-flow.ts', 'ride', SERVER, '7000')
    await ride.ask()
    const faults: { way: string; atMs: number }[] = []
    for (const way of ['both', 'up', 'down']) {
      await judging.until('the class is carried, and could go elsewhere', () => judging.isCalm())
      const link = judging.link()
      const atMs = systemClock.nowMs()
      await lab.rail('silent', link, way)
      const leftAtMs = await judging.leftAtMs(link, atMs, MOVED_WITHIN_MS)
      t.true(leftAtMs !== undefined, `${link}, silent ${way}, was not left`)
      t.log(`${link}, silent ${way}: left after ${Math.round((leftAtMs ?? 0) - atMs)} ms, ${judging.reasonOf(link)}`)
      faults.push({ way, atMs: leftAtMs ?? atMs })
      await sleep(systemClock, MOVED_WITHIN_MS / 2)
      await lab.rail('restore', link)
    }
    for (const end of [ride, server]) end.tell('stop')
    const records = await Promise.all([ride, server].map(async (end) => JSON.parse(await end.finish()) as FlowRecord))
    for (const { way, atMs } of faults)
      for (const record of records)
        t.true(firstAfterMs(record, atMs) - atMs < MOVED_WITHIN_MS, `nothing came after a silence ${way}`)
  },
)

test.serial('a hub that starts again moves nothing, as its kernel answers for it; and loss is left', async (t) => {
  const judging = await openJudging(t)
  const { lab } = judging
  const carrying = judging.link()
  const atMs = systemClock.nowMs()
  await judging.hub.kill()
  t.is(await judging.leftAtMs(carrying, atMs, HUB_IS_AWAY_MS), undefined, judging.reasonOf(carrying))
  await lab.startHub()
  await judging.until('the class is carried, and could go elsewhere', () => judging.isCalm())
  const link = judging.link()
  await lab.rail('loss', link, '60')
  const leftAtMs = await judging.leftAtMs(link, systemClock.nowMs(), 30_000)
  t.true(leftAtMs !== undefined, `${link}, which loses 60 %, was not left: ${judging.reasonOf(link)}`)
})
