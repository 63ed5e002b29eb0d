import { existsSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { whileFlowing } from '../bench/switch/measured-flow.ts'
import { isDoubled, type LabProgram, TunnelLab } from './tunnel-lab.ts'

/** WireGuard agrees on new keys a quarter of a minute after its other end came anew. */
test.beforeEach((t) => t.timeout(240_000))

const BECOMES_WITHIN_MS = 60_000
/** Of more than a thousand in a flow of both ways; a busy machine's queues overflow now and then, and a hole in the way would swallow hundreds. */
const FEW = 100
/** For so long after a switch the hub does not turn a flow back by what comes late out of its old tunnel. */
const LEFT_FOR_MS = 2_500

interface Rig {
  lab: TunnelLab
  train: LabProgram
  hub: LabProgram
}

const becomes = async (train: LabProgram, wanted: boolean): Promise<void> => {
  const endMs = systemClock.nowMs() + BECOMES_WITHIN_MS
  while ((await isDoubled(train)) !== wanted) {
    if (systemClock.nowMs() > endMs) throw new Error(`the class is ${wanted ? 'never' : 'still'} sent on two links`)
    await sleep(systemClock, 100)
  }
}

const go = (train: LabProgram, link: string): Promise<string> =>
  train.ask(JSON.stringify({ class: 'operations', link }))

const openRig = async (t: ExecutionContext): Promise<Rig> => {
  t.is(process.getuid?.(), 0, 'network namespaces need root: run this test as root')
  for (const tool of ['/usr/bin/wg', '/usr/bin/wireguard-go', '/usr/sbin/nft', '/usr/sbin/conntrack'])
    t.true(existsSync(tool), `${tool} is missing: deploy/dev/debian-packages.txt names its package`)
  const lab = await TunnelLab.open({ isDouble: true })
  t.teardown(() => lab.close())
  const hub = await lab.startHub()
  const train = await lab.startTrain()
  await go(train, 'starlink')
  await becomes(train, true)
  return { lab, hub, train }
}

/** What a flow of 2 s sees of what is done to it. */
const flowWhile = ({ lab }: Rig, act: () => Promise<unknown>) =>
  whileFlowing(
    lab,
    async () => {
      const atMs = systemClock.nowMs()
      await act()
      return atMs
    },
    { watchedMs: 2_000 },
  )

/** Kills the process of a tunnel, as a crash would. */
const killTunnel = ({ lab }: Rig, node: string, name: string): Promise<string> =>
  lab.on(
    node,
    'sh',
    '-c',
    `for pid in $(ip netns pids "$(ip netns identify)"); do
       [ "$(tr '\\0' ' ' </proc/$pid/cmdline)" = "wireguard-go $0 " ] && kill -KILL $pid; done; :`,
    name,
  )

test.serial('a class on two links loses nothing with either of them, and nothing comes twice', async (t) => {
  const rig = await openRig(t)
  for (const fault of [
    ['silent', 'starlink'],
    ['silent', 'lte', 'down'],
    ['cut', 'starlink'],
    ['cut', 'lte'],
  ] as const) {
    const seen = await flowWhile(rig, () => rig.lab.rail(...fault))
    await rig.lab.rail('restore', fault[1])
    t.log(`${fault.join(' ')}: ${JSON.stringify(seen)}`)
    t.is(seen.twice, 0, fault.join(' '))
    t.true(seen.lost <= FEW, `${fault.join(' ')}: ${seen.lost} lost`)
  }
})

test.serial('it goes by a third link alone, and by two again, with nothing lost on the way', async (t) => {
  const rig = await openRig(t)
  await rig.lab.script('server', 'lab-traffic.ts', 'echo', '7100').ask()
  const held = rig.lab.script('operations', 'lab-traffic.ts', 'hold', '2001:db8:b::2', '7100')
  t.is(await held.ask(), '"ready"')
  for (const link of ['oneweb', 'lte']) {
    const seen = await flowWhile(rig, () => go(rig.train, link))
    t.is(seen.twice, 0)
    t.true(seen.lost <= FEW, `to ${link}: ${seen.lost} lost`)
    t.is(await held.ask('go on'), '"2001:db8:a::2"', `to ${link}: a connection of IPv6 goes on too`)
  }
})

test.serial(
  'where the tunnel of two links dies on the train, the class goes on by its link alone at once',
  async (t) => {
    const rig = await openRig(t)
    await sleep(systemClock, LEFT_FOR_MS)
    const seen = await flowWhile(rig, () => killTunnel(rig, 'train', rig.lab.trainDouble))
    t.log(JSON.stringify(seen))
    t.true(seen.lost <= 300, `${seen.lost} lost`)
    t.true(seen.gapMs < 5_000, `${seen.gapMs} ms of silence`)
  },
)

test.serial('where it dies on the hub, the class goes on by its link alone once the hub does not answer', async (t) => {
  const rig = await openRig(t)
  await killTunnel(rig, 'hub', rig.lab.hubDouble)
  await becomes(rig.train, false)
  const seen = await flowWhile(rig, async () => {})
  t.true(seen.lost <= FEW, `${seen.lost} lost`)
  await becomes(rig.train, true)
})

test.serial(
  'network remove takes the train’s tunnels as its file has them, and nothing without that file',
  async (t) => {
    const rig = await openRig(t)
    const { lab } = rig
    const remove = (...args: string[]) =>
      lab.on('train', process.execPath, 'firmware/main.ts', 'network', 'remove', ...args)
    await rig.train.kill()
    const refused = await t.throwsAsync(remove())
    t.regex(refused?.message ?? '', /would send its own datagrams through itself: give --config/)
    t.regex(await lab.on('train', 'ip', 'rule'), /proto 71/)
    await remove('--config', lab.path('train.yaml'))
    t.is(await lab.on('train', '/usr/sbin/nft', 'list', 'ruleset'), '')
    t.notRegex(await lab.on('train', 'ip', 'rule'), /proto 71/)
    t.notRegex(
      await lab.on('train', 'ip', '-br', 'link'),
      new RegExp(`${lab.trainDouble}|${lab.trainInterface('lte')}`),
    )
    await rig.hub.kill()
    await lab.on('hub', process.execPath, 'firmware/main.ts', 'hub', '--config', lab.path('hub.yaml'), '--remove')
    t.is(await lab.on('hub', '/usr/sbin/nft', 'list', 'ruleset'), '')
    t.notRegex(await lab.on('hub', 'ip', 'rule'), /proto 71/)
    t.notRegex(await lab.on('hub', 'ip', '-br', 'link'), new RegExp(lab.hubDouble))
  },
)
