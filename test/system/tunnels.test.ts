import { existsSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { type FlowRecord, longestGapMs, lostOf } from './flow-record.ts'
import { type LabProgram, TunnelLab } from './tunnel-lab.ts'

const SERVER = '203.0.113.200'
/** One lab takes a second to make and both of this machine's cores for a moment. */
test.beforeEach((t) => t.timeout(120_000))

/** What tests of the kernel cannot do without; said by the test that misses it. */
const needLab = (t: ExecutionContext): void => {
  t.is(process.getuid?.(), 0, 'network namespaces need root: run this test as root')
  for (const tool of ['/usr/bin/wg', '/usr/bin/wireguard-go', '/usr/sbin/conntrack', '/usr/bin/iperf3'])
    t.true(existsSync(tool), `${tool} is missing: deploy/dev/debian-packages.txt names its package`)
}

interface Rig {
  lab: TunnelLab
  train: LabProgram
  hub: LabProgram
}

const openRig = async (t: ExecutionContext): Promise<Rig> => {
  needLab(t)
  const lab = await TunnelLab.open()
  t.teardown(() => lab.close())
  const hub = await lab.startHub()
  const train = await lab.startTrain()
  for (const link of ['oneweb', 'starlink', 'lte']) await lab.isThrough(link)
  return { lab, hub, train }
}

const go = async ({ train }: Pick<Rig, 'train'>, trafficClass: string, link: string): Promise<number> => {
  const answer = JSON.parse(await train.ask(JSON.stringify({ class: trafficClass, link }))) as { atMs: number }
  return answer.atMs
}

const recordOf = async (program: LabProgram): Promise<FlowRecord> => JSON.parse(await program.finish()) as FlowRecord

/** Ends a flow from both ends once nothing is under way. */
const endFlow = async (...ends: LabProgram[]): Promise<FlowRecord[]> => {
  for (const end of ends) end.tell('stop')
  await sleep(systemClock, 500)
  return Promise.all(ends.map(recordOf))
}

test.serial('a TCP transfer and datagrams both ways go on through switches between links that carry', async (t) => {
  const rig = await openRig(t)
  const { lab } = rig
  await go(rig, 'operations', 'starlink')
  const server = lab.script('server', 'udp-flow.ts', 'serve', SERVER, '7000')
  lab.start('server', 'iperf3', '-s', '-1')
  await server.ask()
  const ride = lab.script('operations', 'udp-flow.ts', 'ride', SERVER, '7000')
  await ride.ask()
  const iperf = lab.on('operations', 'iperf3', '-c', SERVER, '-t', '5', '-b', '5M', '-J')
  await sleep(systemClock, 1_000)
  const times: number[] = []
  for (const link of ['lte', 'oneweb', 'starlink']) {
    times.push(await go(rig, 'operations', link))
    await sleep(systemClock, 1_000)
  }
  const { end } = JSON.parse(await iperf) as { end: { sum_received: { bytes: number } } }
  t.true(end.sum_received.bytes > 1_000_000, `TCP carried ${end.sum_received.bytes} bytes`)
  const [up, down] = await endFlow(ride, server)
  if (!up || !down) return t.fail('a flow ended without a record')
  t.log(`lost ${lostOf(up, down)} up of ${up.sent}, ${lostOf(down, up)} down of ${down.sent}`)
  t.log(`gaps ${times.map((atMs) => Math.round(longestGapMs(up, atMs - 100, atMs + 500))).join(', ')} ms down`)
  t.true(up.sent > 600 && down.sent > 600)
  t.true(lostOf(up, down) < 0.1 * up.sent, 'up')
  t.true(lostOf(down, up) < 0.1 * down.sent, 'down')
})

test.serial('a tunnel that cannot be made keeps nobody from telling the hub by another', async (t) => {
  needLab(t)
  const lab = await TunnelLab.open()
  t.teardown(() => lab.close())
  await lab.startHub()
  // Somebody else's interface has its name.
  await lab.on('train', 'ip', 'link', 'add', lab.trainInterface('geo'), 'type', 'veth', 'peer', 'name', 'theirs')
  const train = await lab.startTrain()
  for (const link of ['oneweb', 'starlink', 'lte']) await lab.isThrough(link)
  for (const link of ['lte', 'starlink']) await go({ train }, 'operations', link)
  // Announcements are given up after seconds: by now the first would be.
  await sleep(systemClock, 6_000)
  const { unanswered } = JSON.parse(await train.ask(JSON.stringify({ class: 'operations', link: 'oneweb' })))
  t.deepEqual(unanswered, [])
  const ping = await lab.on('operations', 'ping', '-c', '3', '-i', '0.2', '-W', '2', SERVER)
  t.regex(ping, / 0% packet loss/)
})

test.serial('a flow that only comes down follows the announcement, also when its old link is silent', async (t) => {
  const rig = await openRig(t)
  const { lab } = rig
  await go(rig, 'operations', 'starlink')
  const server = lab.script('server', 'udp-flow.ts', 'serve', SERVER, '7000')
  await server.ask()
  const listener = lab.script('operations', 'udp-flow.ts', 'listen', SERVER, '7000')
  await listener.ask()
  await sleep(systemClock, 500)
  await lab.rail('silent', 'starlink')
  const atMs = await go(rig, 'operations', 'lte')
  await sleep(systemClock, 2_500)
  const [record] = await endFlow(listener, server)
  if (!record) return t.fail('the flow ended without a record')
  const after = record.received.filter(([, receivedMs]) => receivedMs > atMs + 500)
  t.true(after.length > 100, `${after.length} datagrams came by the new link`)
})

test.serial('who starts again takes tunnels over without dropping a flow, and changes nothing', async (t) => {
  const rig = await openRig(t)
  const { lab } = rig
  await go(rig, 'operations', 'starlink')
  const server = lab.script('server', 'udp-flow.ts', 'serve', SERVER, '7000')
  await server.ask()
  const ride = lab.script('operations', 'udp-flow.ts', 'ride', SERVER, '7000')
  await ride.ask()
  const dumped = () => lab.on('train', 'wg', 'show', lab.trainInterface('starlink'), 'listen-port')
  const before = await dumped()
  await rig.train.kill()
  await rig.hub.kill()
  await lab.startHub()
  const train = await lab.startTrain()
  t.deepEqual(train.routes, { operations: 'starlink' })
  t.is(await dumped(), before)
  await go({ train }, 'operations', 'lte')
  await sleep(systemClock, 500)
  const [up, down] = await endFlow(ride, server)
  if (!up || !down) return t.fail('a flow ended without a record')
  t.true(
    lostOf(up, down) < 0.1 * up.sent && lostOf(down, up) < 0.1 * down.sent,
    `lost ${lostOf(up, down)} up, ${lostOf(down, up)} down`,
  )
})

test.serial('each tunnel leaves by its own link with its own address, and keys are seen by nobody', async (t) => {
  const rig = await openRig(t)
  const { lab } = rig
  for (const [link, source] of [
    ['oneweb', '100.64.1.2'],
    ['starlink', '100.64.2.2'],
    ['lte', '100.64.4.2'],
  ] as const) {
    const endpoints = await lab.on('hub', 'wg', 'show', lab.hubInterface(link), 'endpoints')
    t.true(endpoints.includes(`\t${source}:`), `${link}: ${endpoints}`)
  }
  await lab.on('train', 'chmod', '644', lab.path('train.key'))
  await rig.train.kill()
  const error = await t.throwsAsync(lab.startTrain())
  t.regex(error?.message ?? '', /others than its owner may read it: chmod 600/)
})

test.serial('hub --remove leaves nothing of it', async (t) => {
  const rig = await openRig(t)
  const { lab } = rig
  await rig.hub.kill()
  await lab.on('hub', process.execPath, 'firmware/main.ts', 'hub', '--config', lab.path('hub.yaml'), '--remove')
  t.is(await lab.on('hub', '/usr/sbin/nft', 'list', 'ruleset'), '')
  t.notRegex(await lab.on('hub', 'ip', 'rule'), /proto 71/)
  t.notRegex(await lab.on('hub', 'ip', '-br', 'link'), new RegExp(lab.hubInterface('lte')))
})

test.serial('IPv6 goes inside the same tunnels, and a connection of it survives a switch', async (t) => {
  const rig = await openRig(t)
  const { lab } = rig
  await go(rig, 'operations', 'starlink')
  await lab.script('server', 'lab-traffic.ts', 'echo', '7100').ask()
  const held = lab.script('operations', 'lab-traffic.ts', 'hold', '2001:db8:b::2', '7100')
  t.is(await held.ask(), '"ready"')
  for (const link of ['starlink', 'lte', 'oneweb']) {
    await go(rig, 'operations', link)
    t.is(await held.ask('go on'), '"2001:db8:a::2"', `by ${link} the server sees the hub`)
  }
})

/** Whether the hub answers a host of a class at one of its addresses. */
const hubAnswers = async (lab: TunnelLab, node: string, address: string): Promise<boolean> => {
  const asking = lab.script(node, 'lab-traffic.ts', 'ask')
  await asking.ask()
  return (await asking.ask(JSON.stringify({ address, port: 7_100 }))) !== '"none"'
}

test.serial('the hub hears the controller inside its tunnels, and no class, at none of its addresses', async (t) => {
  const rig = await openRig(t)
  const { lab } = rig
  await go(rig, 'operations', 'starlink')
  await lab.script('hub', 'lab-traffic.ts', 'echo', '7100').ask()
  for (const address of ['10.72.2.1', '10.72.4.1', '203.0.113.10'])
    t.false(await hubAnswers(lab, 'operations', address), address)
  await lab.on('train', '/usr/sbin/nft', 'flush', 'chain', 'inet', 'steppelink', 'only_operations')
  t.false(await hubAnswers(lab, 'operations', '10.72.2.1'), 'nor when the train lets it through')
  await lab.on('hub', '/usr/sbin/nft', 'flush', 'chain', 'inet', 'steppelink', 'hub')
  t.true(await hubAnswers(lab, 'operations', '10.72.2.1'), 'it is there')
})
