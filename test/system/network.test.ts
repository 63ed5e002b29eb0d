import test, { type ExecutionContext } from 'ava'
import { systemClock } from '../../hal/linux/clock.ts'
import { Lab, type Talk } from './lab.ts'

const SERVER = { ipv4: '203.0.113.200', ipv6: '2001:db8:b::2' }
const PORT = 9_000

const routerIn = async (lab: Lab): Promise<{ router: Talk; took: unknown }> => {
  const router = lab.talk('train', 'kernel-router.ts')
  return { router, took: await router.hear() }
}

const answering = async (lab: Lab, node: string, port = PORT): Promise<void> => {
  await lab.talk(node, 'lab-traffic.ts', 'echo', String(port)).hear()
}

/** A host of the lab that asks the server who it seems to be. */
const hostIn = async (lab: Lab, node: string) => {
  const talk = lab.talk(node, 'lab-traffic.ts', 'ask')
  await talk.hear()
  return (address: string = SERVER.ipv4, port = PORT) => talk.ask({ address, port })
}

const setUp = async (t: ExecutionContext, suffix: string) => {
  t.timeout(120_000)
  const lab = await Lab.up(t, suffix)
  await answering(lab, 'server')
  return { lab, ...(await routerIn(lab)) }
}

/** All that routes, marks and queues on the train's router. */
const kernelOf = (lab: Lab): Promise<string[]> =>
  Promise.all([
    lab.exec('train', 'ip', '-4', 'rule'),
    lab.exec('train', 'ip', '-6', 'rule'),
    lab.exec('train', 'ip', '-4', 'route', 'show', 'table', 'all'),
    lab.exec('train', 'ip', '-6', 'route', 'show', 'table', 'all'),
    lab.exec('train', '/usr/sbin/nft', 'list', 'ruleset'),
    lab.exec('train', 'tc', 'qdisc', 'show'),
  ])

const route = (trafficClass: string, link?: string) => ({ do: 'route', class: trafficClass, link })

/** 2 s on a quiet machine. */
const TAKES_OVER_WITHIN_MS = 20_000

test.serial(
  'a class goes by the link that it is given, in both families and behind the link’s own address',
  async (t) => {
    const { lab, router } = await setUp(t, 'a')
    const passenger = await hostIn(lab, 'passenger')
    t.is(await passenger(), 'none', 'no link carries it yet, and the main table’s default is not for it')
    for (const [link, number] of [
      ['oneweb', 1],
      ['lte', 4],
      ['starlink', 2],
    ]) {
      t.deepEqual(await router.ask(route('passenger', String(link))), { answer: null })
      t.is(await passenger(SERVER.ipv4), `100.64.${number}.2`)
      t.is(await passenger(SERVER.ipv6), `2001:db8:0:${number}::2`)
    }
    t.is(await (await hostIn(lab, 'cctv'))(), 'none', 'another class has not moved')
    await router.ask(route('passenger'))
    t.is(await passenger(), 'none')
    t.is(await passenger(SERVER.ipv6), 'none')
  },
)

test.serial(
  'nothing of a class leaves by a link that it may not use, whatever the routes say, and none by a lost one’s neighbour',
  async (t) => {
    const { lab, router } = await setUp(t, 'b')
    const passenger = await hostIn(lab, 'passenger')
    t.regex(JSON.stringify(await router.ask(route('passenger', 'geo'))), /passenger may not go by geo/)
    t.regex(JSON.stringify(await router.ask(route('passenger', 'nowhere'))), /no such link; links: oneweb/)
    await router.ask(route('passenger', 'lte'))
    await lab.exec(
      'train',
      'ip',
      'route',
      'replace',
      'default',
      'via',
      '100.64.3.1',
      'dev',
      'geo',
      'table',
      '7105',
      'metric',
      '100',
      'proto',
      '71',
    )
    t.is(await passenger(), 'none', 'a route of somebody else leads by the dish')
    t.deepEqual(await router.ask({ do: 'restore' }), { answer: 1 })
    t.is(await passenger(), '100.64.4.2')

    await router.ask(route('passenger', 'oneweb'))
    await lab.exec('train', 'ip', 'link', 'set', 'oneweb', 'down')
    t.is(await passenger(), 'none', 'the main table would lead by LTE')
    await lab.exec('train', 'ip', 'link', 'set', 'oneweb', 'up')
    await router.ask({ do: 'restore' })
    t.is(await passenger(), '100.64.1.2')
  },
)

test.serial('passengers reach the Internet alone: no modem, no dish and no other class', async (t) => {
  const { lab, router } = await setUp(t, 'c')
  await answering(lab, 'starlink', 9_001)
  await answering(lab, 'operations', 9_002)
  await router.ask(route('passenger', 'starlink'))
  const train = await hostIn(lab, 'train')
  t.is(await train('192.168.100.1', 9_001), '192.168.100.2', 'the dish obeys the train')
  t.is(await train('10.71.2.2', 9_002), '10.71.2.1', 'the terminal answers the train')
  const passenger = await hostIn(lab, 'passenger')
  t.is(await passenger(), '100.64.2.2')
  for (const [address, port] of [
    ['192.168.100.1', 9_001],
    ['100.64.2.1', 9_001],
    ['10.71.2.2', 9_002],
    ['fd71:0:0:2::2', 9_002],
  ] as const)
    t.is(await passenger(address, port), 'none', address)
})

test.serial(
  'from a provider’s network one reaches neither another link, nor the controller, nor a class',
  async (t) => {
    const { lab } = await setUp(t, 'l')
    for (const [node, port] of [
      ['starlink', 9_001],
      ['operations', 9_002],
      ['train', 9_100],
    ] as const)
      await answering(lab, node, port)
    for (const to of ['192.168.100.0/24', '10.71.0.0/16', '100.64.2.0/24'])
      await lab.exec('oneweb', 'ip', 'route', 'add', to, 'via', '100.64.1.2')
    for (const to of ['fd71::/32', '2001:db8:0:2::/64'])
      await lab.exec('oneweb', 'ip', 'route', 'replace', to, 'via', '2001:db8:0:1::2')
    const provider = await hostIn(lab, 'oneweb')
    for (const [address, port] of [
      ['192.168.100.1', 9_001],
      ['10.71.2.2', 9_002],
      ['fd71:0:0:2::2', 9_002],
      ['100.64.1.2', 9_100],
      ['10.71.5.1', 9_100],
      ['2001:db8:0:1::2', 9_100],
      ['2001:db8:0:2::2', 9_100],
    ] as const)
      t.is(await provider(address, port), 'none', address)
    await lab.exec('oneweb', 'ping', '-c', '1', '-W', '2', '100.64.1.2')
    await lab.exec('oneweb', 'ping', '-c', '1', '-W', '2', '2001:db8:0:1::2')
  },
)

test.serial('what is as wanted is not changed, and whatever somebody changes of ours is put back', async (t) => {
  const { lab, router } = await setUp(t, 'd')
  await router.ask(route('operations', 'geo'))
  await router.ask({ do: 'shape', link: 'geo', capacityKbps: 2_000 })
  const before = await kernelOf(lab)
  for (let time = 0; time < 3; time++) t.deepEqual(await router.ask({ do: 'restore' }), { answer: 0 })
  await router.ask(route('operations', 'geo'))
  await router.ask({ do: 'shape', link: 'geo', capacityKbps: 2_000 })
  t.deepEqual(await kernelOf(lab), before)

  await lab.exec('train', 'ip', '-6', 'rule', 'del', 'priority', '7105')
  await lab.exec('train', 'ip', 'route', 'flush', 'table', '7102')
  await lab.exec('train', '/usr/sbin/nft', 'flush', 'chain', 'inet', 'steppelink', 'only_passenger')
  t.deepEqual(await router.ask({ do: 'restore' }), { answer: 4 })
  t.deepEqual(await router.ask({ do: 'restore' }), { answer: 0 })
  const after = await kernelOf(lab)
  t.deepEqual(
    [after[0], after[1]?.split('\n').sort(), after[2]?.split('\n').sort()],
    [before[0], before[1]?.split('\n').sort(), before[2]?.split('\n').sort()],
  )
})

test.serial('a packet waits in the queue of its client, below its class', async (t) => {
  const { lab, router } = await setUp(t, 'e')
  await router.ask(route('operations', 'lte'))
  await router.ask({ do: 'shape', link: 'lte', capacityKbps: 500 })
  const operations = await hostIn(lab, 'operations')
  for (let time = 0; time < 5; time++) t.is(await operations(), '100.64.4.2')
  t.is(await operations(SERVER.ipv6), '2001:db8:0:4::2')
  const sent = async (id: string): Promise<number> => {
    const text = await lab.exec('train', 'tc', '-s', 'class', 'show', 'dev', 'lte')
    return Number(new RegExp(`htb ${id} .*\\n Sent \\d+ bytes (\\d+) pkt`).exec(text)?.[1])
  }
  t.is(await sent('7100:12'), 6)
  if (!(await lab.exec('train', 'tc', 'qdisc', 'show', 'dev', 'lte')).includes('cake')) {
    t.is(await sent('7100:2002'), 6, 'its address ends in 2, in both families')
    t.is(await sent('7100:2003'), 0)
  }
  t.is(await sent('7100:15'), 0)
  await router.ask({ do: 'shape', link: 'lte' })
  t.false((await lab.exec('train', 'tc', 'qdisc', 'show', 'dev', 'lte')).includes('htb'))
})

test.serial('what is foreign survives, and remove leaves nothing of ours', async (t) => {
  t.timeout(120_000)
  const lab = await Lab.up(t, 'f')
  await lab.exec('train', 'ip', 'rule', 'add', 'fwmark', '0x80000/0xff0000', 'lookup', '52', 'priority', '5210')
  await lab.exec('train', 'ip', 'rule', 'add', 'from', '10.9.0.0/16', 'lookup', '7300', 'priority', '8000')
  await lab.exec('train', 'ip', 'route', 'add', '10.9.0.0/16', 'via', '100.64.1.1', 'table', '7300')
  await lab.exec('train', '/usr/sbin/nft', 'add', 'table', 'inet', 'foreign')
  await lab.exec(
    'train',
    '/usr/sbin/nft',
    'add',
    'chain',
    'inet',
    'foreign',
    'forward',
    '{ type filter hook forward priority 0; }',
  )
  await lab.exec('train', 'tc', 'qdisc', 'add', 'dev', 'starlink', 'root', 'handle', '5:', 'pfifo')
  const before = await kernelOf(lab)

  const { router } = await routerIn(lab)
  await router.ask(route('emergency', 'oneweb'))
  await router.ask({ do: 'shape', link: 'oneweb', capacityKbps: 4_000 })
  t.regex(
    JSON.stringify(await router.ask({ do: 'shape', link: 'starlink', capacityKbps: 4_000 })),
    /starlink has a queueing discipline of somebody else, pfifo 5:/,
  )
  await router.kill()
  t.notDeepEqual(await kernelOf(lab), before)

  t.regex(
    await lab.exec('train', process.execPath, 'firmware/main.ts', 'network', 'remove'),
    /^taken out of the kernel: \d+ things\n$/,
  )
  t.deepEqual(await kernelOf(lab), before)
  t.is(
    await lab.exec('train', process.execPath, 'firmware/main.ts', 'network', 'remove'),
    'nothing in the kernel is ours\n',
  )
})

test.serial('what is in the way is said before anything changes', async (t) => {
  t.timeout(120_000)
  const lab = await Lab.up(t, 'g')
  const refusal = async (): Promise<string> => {
    const before = await kernelOf(lab)
    const talk = lab.talk('train', 'kernel-router.ts')
    const said = await talk.hear()
    t.deepEqual(await kernelOf(lab), before)
    return JSON.stringify(said)
  }
  const rule = (...words: string[]) => lab.exec('train', 'ip', 'rule', ...words)
  await rule('add', 'from', 'all', 'lookup', 'main', 'priority', '7500')
  t.regex(await refusal(), /a rule of somebody else has priority 7500/)
  await rule('del', 'priority', '7500')
  await rule('add', 'fwmark', '0x1/0x3', 'lookup', '100', 'priority', '900')
  t.regex(await refusal(), /the rule of priority 900 takes mark 0x1\/0x3, which overlaps ours/)
  await rule('del', 'priority', '900')
  await lab.exec('train', 'ip', 'route', 'add', 'default', 'via', '100.64.1.1', 'table', '7103')
  t.regex(await refusal(), /table 7103, one of 7100 to 7299, has a route of somebody else to default/)
  await lab.exec('train', 'ip', 'route', 'flush', 'table', '7103')

  await lab.exec('train', '/usr/sbin/sysctl', '-qw', 'net.ipv4.conf.geo.rp_filter=1')
  t.regex(await refusal(), /answers that come by geo are dropped: sysctl -w net\.ipv4\.conf\.geo\.rp_filter=2/)
  await lab.exec('train', '/usr/sbin/sysctl', '-qw', 'net.ipv4.conf.geo.rp_filter=0', 'net.ipv4.ip_forward=0')
  t.regex(await refusal(), /the system forwards nothing: sysctl -w net\.ipv4\.ip_forward=1/)

  const nobody = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', '--inh-caps=-all']
  const unprivileged = await lab.exec(
    'train',
    ...nobody,
    '/bin/sh',
    '-c',
    `${process.execPath} firmware/main.ts network remove; echo $?`,
  )
  t.is(unprivileged, '2\n', 'as nobody, with a line on stderr')
})

/** The defaults of a class's table, of each family: one each, always. */
const defaultsOf = async (lab: Lab, table: number): Promise<string[]> => {
  const shown = await Promise.all(
    ['-4', '-6'].map((family) => lab.exec('train', 'ip', family, 'route', 'show', 'table', String(table))),
  )
  return shown.map((text) =>
    text
      .split('\n')
      .filter((line) => line.includes('metric 100 '))
      .map((line) => /dev (\w+)/.exec(line)?.[1] ?? 'none')
      .join('+'),
  )
}

test.serial(
  'killed in the middle of changes, a class is on the earlier or on the next link, and who comes next goes on from there',
  async (t) => {
    const { lab, router: first } = await setUp(t, 'h')
    const passenger = await hostIn(lab, 'passenger')
    await first.ask(route('passenger', 'oneweb'))
    let router = first
    for (let time = 0; time < 12; time++) {
      for (let move = 0; move < 40; move++)
        router.child.stdin?.write(`${JSON.stringify(route('passenger', move % 2 ? 'oneweb' : 'lte'))}\n`)
      for (let answers = 0; answers < 1 + (time % 5); answers++) await router.hear()
      await router.kill()
      for (const exit of await defaultsOf(lab, 7105)) t.regex(exit, /^(oneweb|lte)$/)
      const next = await routerIn(lab)
      router = next.router
      t.regex(JSON.stringify(next.took), /"passenger":"(oneweb|lte)"/)
      t.deepEqual(await router.ask({ do: 'restore' }), { answer: 0 })
      t.regex(String(await passenger()), /^100\.64\.[14]\.2$/)
    }
  },
)

test.serial(
  'killed while it makes everything for the first time, or removes it, the next one finishes it',
  async (t) => {
    t.timeout(120_000)
    const lab = await Lab.up(t, 'i')
    const before = await kernelOf(lab)
    for (let time = 0; time < 8; time++) {
      const cut = lab.talk('train', 'kernel-router.ts')
      const hasBegun = async (): Promise<boolean> =>
        (await lab.exec('train', 'ip', 'route', 'show', 'table', 'all')).includes('proto 71')
      while (!(await hasBegun()));
      await cut.kill()
      const { router } = await routerIn(lab)
      t.deepEqual(await router.ask({ do: 'restore' }), { answer: 0 })
      await router.kill()
      await lab.exec('train', process.execPath, 'firmware/main.ts', 'network', 'remove')
      t.deepEqual(await kernelOf(lab), before)
    }
  },
)

test.serial('killed and started again it takes over, and a connection goes on', async (t) => {
  const { lab, router } = await setUp(t, 'j')
  await router.ask(route('passenger', 'oneweb'))
  const connection = lab.talk('passenger', 'lab-traffic.ts', 'hold', SERVER.ipv4, String(PORT))
  t.is(await connection.hear(), 'ready')
  t.is(await connection.ask({}), '100.64.1.2')
  await router.kill()
  t.is(await connection.ask({}), '100.64.1.2', 'the kernel goes on without us')
  const sinceMs = systemClock.nowMs()
  const { router: next, took } = await routerIn(lab)
  const tookMs = systemClock.nowMs() - sinceMs
  t.log(`took over in ${Math.round(tookMs)} ms`)
  t.true(tookMs < TAKES_OVER_WITHIN_MS, `${tookMs} ms`)
  t.deepEqual(took, { answer: { passenger: 'oneweb' } })
  t.is(await connection.ask({}), '100.64.1.2')
  await next.ask(route('operations', 'lte'))
  t.is(await connection.ask({}), '100.64.1.2')
})

test.serial('without a tunnel a switch begins connections anew, and datagrams go on', async (t) => {
  const { lab, router } = await setUp(t, 'k')
  await router.ask(route('passenger', 'oneweb'))
  const connection = lab.talk('passenger', 'lab-traffic.ts', 'hold', SERVER.ipv4, String(PORT))
  await connection.hear()
  t.is(await connection.ask({}), '100.64.1.2')
  await router.ask(route('passenger', 'lte'))
  t.regex(
    String(await connection.ask({})),
    /lost: ECONNRESET/,
    'the server knows no such connection, and says so at once',
  )
  t.is(await (await hostIn(lab, 'passenger'))(), '100.64.4.2')
})
