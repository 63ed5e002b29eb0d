import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { promisify } from 'node:util'
import test, { type ExecutionContext } from 'ava'
import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { Lab } from './lab.ts'

const links = ['oneweb', 'starlink', 'geo', 'lte'] as const
type Link = (typeof links)[number]

const families = [
  {
    server: '203.0.113.200',
    length: 32,
    host: (link: Link, last: number) => `100.64.${links.indexOf(link) + 1}.${last}`,
  },
  {
    server: '2001:db8:b::2',
    length: 128,
    host: (link: Link, last: number) => `2001:db8:0:${links.indexOf(link) + 1}::${last}`,
  },
] as const

const RATE_KBPS = 2_000
const PORT = 7_100
const SETTLES_MS = 1_500
const MEASURED_MS = 4_000
const MTU_FRAME_BYTES = 1_514

test.beforeEach((t) => {
  t.timeout(120_000)
  t.is(process.getuid?.(), 0, 'network namespaces need root: run this test as root')
})

const run = async (program: string, ...args: string[]): Promise<string> =>
  (await promisify(execFile)(program, args)).stdout

const answers = (lab: Lab, from: string, to: string): Promise<boolean> =>
  lab.exec('train', 'ping', '-c', '1', '-W', '1', '-I', from, to).then(
    () => true,
    () => false,
  )

/** Links whose own addresses get through by one of them, in one family. */
const passing = async (lab: Lab, by: Link, { server, length, host }: (typeof families)[number]): Promise<Link[]> => {
  await lab.exec('train', 'ip', 'route', 'replace', `${server}/${length}`, 'via', host(by, 1), 'dev', by)
  const whether = await Promise.all(links.map((of) => answers(lab, host(of, 2), server)))
  return links.filter((_, index) => whether[index])
}

test.serial('a WAN drops whatever does not come from the address that it gave, in both families', async (t) => {
  const lab = await Lab.up(t, 'w')
  for (const family of families)
    for (const link of links) t.deepEqual(await passing(lab, link, family), [link], `${link} to ${family.server}`)
  await lab.exec('oneweb', '/usr/sbin/nft', 'flush', 'chain', 'inet', 'provider', 'forward')
  for (const family of families)
    t.deepEqual(await passing(lab, 'oneweb', family), [...links], 'nothing else of the lab drops them')
})

/** What a flow as fast as it can be gets through the link, kbit/s. */
const paceKbps = async (lab: Lab, server: ReturnType<Lab['talk']>, way: 'up' | 'down'): Promise<number> => {
  const from = families[0].host('lte', 2)
  const client = lab.talk('train', 'crowd.ts', 'crowd', families[0].server, String(PORT), way, '1', from)
  await client.hear()
  await sleep(systemClock, SETTLES_MS)
  const counting = way === 'up' ? server : client
  await counting.ask({})
  const beganMs = systemClock.nowMs()
  await sleep(systemClock, MEASURED_MS)
  const counted = (await counting.ask({})) as Record<string, number>
  const lastedMs = systemClock.nowMs() - beganMs
  await client.kill()
  return (8 * (counted[from] ?? 0)) / lastedMs
}

test.serial('a rate holds both ways, with a burst of one full frame, until the link is restored', async (t) => {
  const lab = await Lab.up(t, 'r')
  const server = lab.talk('server', 'crowd.ts', 'serve', families[0].server, String(PORT))
  await server.hear()
  await lab.do('rate', 'lte', String(RATE_KBPS))
  for (const end of ['train', 'core'])
    t.regex(await lab.exec('lte', 'tc', 'qdisc', 'show', 'dev', end), new RegExp(`tbf .*burst ${MTU_FRAME_BYTES}b`))
  for (const way of ['up', 'down'] as const) {
    const kbps = await paceKbps(lab, server, way)
    t.log(`${way}: ${kbps.toFixed(0)} kbit/s of ${RATE_KBPS}`)
    t.true(kbps > 0.7 * RATE_KBPS && kbps < 1.3 * RATE_KBPS, `${way}: ${kbps.toFixed(0)} kbit/s`)
  }
  await lab.do('restore', 'lte')
  t.notRegex(await lab.exec('lte', 'tc', 'qdisc', 'show'), /tbf/)
})

/** Everything of this machine, outside namespaces, that has a name of the lab, and its namespaces. */
const leftOf = async (lab: Lab): Promise<string[]> => {
  const interfaces = await run('ip', '-br', 'link')
  const nodes = [...links, 'train', 'core', 'internet', 'hub', 'server', 'lan-\\S+']
  const named = new RegExp(`^(${nodes.join('|')}|${lab.name}\\S*)(@\\S+)?\\s`)
  return [
    ...readdirSync('/run/netns').filter((name) => name.startsWith(`${lab.name}-`)),
    ...interfaces.split('\n').filter((line) => named.test(line)),
    ...(await run('/usr/sbin/nft', 'list', 'tables')).split('\n').filter((line) => / (provider|fault)$/.test(line)),
  ]
}

const goneWithLab = async (t: ExecutionContext, lab: Lab): Promise<void> => {
  const inside = lab.start('server', 'sleep', '600')
  await once(inside, 'spawn')
  // Before this, it may still be outside of its namespace.
  while (!(await run('ip', 'netns', 'pids', `${lab.name}-server`)).includes(String(inside.pid)))
    await sleep(systemClock, 20)
  const ended = once(inside, 'close')
  await lab.do('down')
  t.is((await ended)[1], 'SIGKILL', 'what runs in it ends with it')
}

test.serial('a lab that is taken down leaves no namespace, interface, table or program', async (t) => {
  const lab = await Lab.up(t, 'z')
  await lab.do('rate', 'lte', '1000')
  await lab.do('silent', 'geo')
  t.is((await leftOf(lab)).length, 14, 'its nodes, and nothing outside of them')
  await goneWithLab(t, lab)
  t.deepEqual(await leftOf(lab), [])
  await lab.do('down')
  await lab.do('up')
  t.regex(await lab.do('status'), /^lte: carrier$/m, 'nor a fault of its links')
})
