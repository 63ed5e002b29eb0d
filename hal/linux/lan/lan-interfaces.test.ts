import test from 'ava'
import type { Lan } from '../../lan.ts'
import { type Ip, keepLans, removeOurVlans } from './lan-interfaces.ts'

/** As `ip -details -json address show` of iproute2 tells a port, without what nobody reads. */
const port = (ifname: string) => ({ ifname, flags: ['BROADCAST', 'UP', 'LOWER_UP'], linkinfo: {}, addr_info: [] })

/** In the shape of iproute2's ip/iplink_vlan.c; synthetic, as this project's build machine has no 8021q to record one from. */
const vlan = (ifname: string, link: string, id: number, ifalias?: string) => ({
  ifname,
  link,
  flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'],
  ...(ifalias !== undefined && { ifalias }),
  linkinfo: { info_kind: 'vlan', info_data: { protocol: '802.1Q', id, flags: ['REORDER_HDR'] } },
  addr_info: [{ family: 'inet', local: '10.71.5.1', prefixlen: 24, scope: 'global', label: ifname }],
})

/** An `ip` that tells these interfaces and notes what it is asked to change; lines that match `refused` fail. */
const fakeIp = (interfaces: readonly object[], refused = /^$/) => {
  const changes: string[] = []
  const ip: Ip = async (args, input = '') => {
    if (args.includes('-json')) return JSON.stringify(interfaces)
    const lines = args[0] === '-batch' ? input.trimEnd().split('\n') : [args.join(' ')]
    if (lines.some((line) => refused.test(line))) throw new Error('network: ip: Error: Unknown device type.')
    changes.push(...lines)
    return ''
  }
  return { ip, changes }
}

const wifi = (id = 50): Lan => ({
  interface: 'wifi',
  vlan: { parent: 'eth0', id },
  address: { ipv4: '10.71.5.1/24' },
})
const made = (id: number) => [
  `link add link eth0 name wifi type vlan id ${id}`,
  'link set wifi alias steppelink',
  'address add 10.71.5.1/24 dev wifi',
  'link set wifi up',
]

test('a VLAN that is as wanted stays, whoever made it', async (t) => {
  for (const alias of ['steppelink', undefined]) {
    const { ip, changes } = fakeIp([port('eth0'), vlan('wifi', 'eth0', 50, alias)])
    t.deepEqual(await keepLans([wifi()], ip), { changed: 0, failed: new Map() })
    t.deepEqual(changes, [])
  }
})

test('a VLAN of ours whose id or parent the file has changed is made anew', async (t) => {
  for (const before of [vlan('wifi', 'eth0', 50, 'steppelink'), vlan('wifi', 'eth1', 60, 'steppelink')]) {
    const { ip, changes } = fakeIp([port('eth0'), port('eth1'), before])
    t.is((await keepLans([wifi(60)], ip)).changed, 5)
    t.deepEqual(changes, ['link delete dev wifi', ...made(60)])
  }
})

test('two VLANs of ours change ids with each other', async (t) => {
  const before = [vlan('wifi', 'eth0', 60, 'steppelink'), vlan('cams', 'eth0', 50, 'steppelink')]
  const { ip, changes } = fakeIp([port('eth0'), ...before])
  const cams: Lan = { interface: 'cams', vlan: { parent: 'eth0', id: 60 }, address: { ipv4: '10.71.3.1/24' } }
  await keepLans([cams, wifi()], ip)
  t.deepEqual(changes.slice(0, 3), [
    'link delete dev wifi',
    'link delete dev cams',
    'link add link eth0 name cams type vlan id 60',
  ])
})

test('a VLAN of ours that the file has no more goes, and nobody else’s does', async (t) => {
  const interfaces = [
    port('eth0'),
    vlan('old', 'eth0', 7, 'steppelink'),
    vlan('theirs', 'eth0', 8),
    vlan('named', 'eth0', 9, 'uplink'),
    { ...port('eth5'), ifalias: 'steppelink' },
  ]
  const { ip, changes } = fakeIp(interfaces)
  t.is((await keepLans([], ip)).changed, 1)
  t.deepEqual(changes, ['link delete dev old'])
  t.is(await removeOurVlans(fakeIp(interfaces).ip), 1)
})

test('somebody else’s interface of that name is refused and stays, and other networks are made', async (t) => {
  const others = [
    [vlan('wifi', 'eth0', 40), 'wifi: is VLAN 40 on eth0 (802.1Q) of somebody else’s already, and not VLAN 50 on eth0'],
    [
      { ...port('wifi'), linkinfo: { info_kind: 'bridge' } },
      'wifi: is an interface of kind bridge of somebody else’s already, and not VLAN 50 on eth0',
    ],
  ] as const
  const crew: Lan = { interface: 'crew', address: { ipv4: '10.71.2.1/24' } }
  for (const [other, why] of others) {
    const { ip, changes } = fakeIp([port('eth0'), port('crew'), other])
    const { failed } = await keepLans([wifi(), crew], ip)
    t.deepEqual([...failed.values()], [why.replaceAll('’', "'")])
    t.deepEqual(changes, ['address add 10.71.2.1/24 dev crew'])
  }
})

test('a network whose interface or parent is not there, or whose kernel knows no VLANs, costs itself alone', async (t) => {
  const gone: Lan = { interface: 'gone', address: { ipv4: '10.71.9.1/24' } }
  const crew: Lan = { interface: 'crew', address: { ipv4: '10.71.2.1/24' } }
  const orphan: Lan = { ...wifi(), interface: 'orphan', vlan: { parent: 'eth9', id: 5 } }
  const { ip, changes } = fakeIp([port('eth0'), port('crew')], /type vlan/)
  const { failed } = await keepLans([gone, orphan, wifi(), crew], ip)
  t.deepEqual(
    [...failed.values()],
    [
      'gone: there is no such interface',
      'orphan: its parent eth9 is not there',
      'wifi: ip: Error: Unknown device type.; VLANs need a kernel with 8021q',
    ],
  )
  t.deepEqual(changes, ['address add 10.71.2.1/24 dev crew'])
})
