import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { Lab, type Talk } from './lab.ts'

const SERVER = { ipv4: '203.0.113.200', ipv6: '2001:db8:b::2' }
const PORT = 9_000
const script = (file: string): string => join(import.meta.dirname, file)

interface TrainSide {
  lab: Lab
  folder: string
  router: Talk
}

const startRouter = async ({ lab, folder }: Omit<TrainSide, 'router'>): Promise<Talk> => {
  const router = lab.talk('train', 'train-side-router.ts', folder)
  await router.hear()
  return router
}

/** A lab whose train serves passengers addresses and names; the server answers on port 9000, the controller on 9100. */
const setUp = async (t: ExecutionContext, suffix: string): Promise<TrainSide> => {
  t.timeout(180_000)
  const folder = mkdtempSync(join(tmpdir(), 'train-side-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const lab = await Lab.up(t, suffix)
  for (const [node, port] of [
    ['server', PORT],
    ['train', 9_100],
    ['train', 9_101],
    ['operations', 9_002],
    ['passenger-paid', 9_003],
    ['starlink', 9_001],
  ] as const)
    await lab.talk(node, 'lab-traffic.ts', 'echo', String(port)).hear()
  const router = await startRouter({ lab, folder })
  await router.ask({ class: 'passenger', link: 'starlink' })
  await router.ask({ class: 'operations', link: 'starlink' })
  return { lab, folder, router }
}

/** A host of the lab that asks by UDP who it seems to be. */
const hostIn = async (lab: Lab, node: string) => {
  const talk = lab.talk(node, 'lab-traffic.ts', 'ask')
  await talk.hear()
  return (address: string, port: number = PORT) => talk.ask({ address, port })
}

/** Whether a host gets a TCP connection. */
const connects = async (lab: Lab, node: string, address: string, port: number): Promise<boolean> => {
  const text = `const s = require('net').connect({ host: '${address}', port: ${port} })
    s.setTimeout(700, () => { console.log('no'); process.exit() })
    s.on('error', () => { console.log('no'); process.exit() })
    s.on('connect', () => { console.log('yes'); process.exit() })`
  return (await lab.exec(node, process.execPath, '-e', text)) === 'yes\n'
}

const MUST_FAIL = [
  ['the controller, on its own network', '10.71.5.1', 'fd71:0:0:5::1', 9_100],
  ['the controller, by the address of another class', '10.71.2.1', 'fd71:0:0:2::1', 9_100],
  ['the controller, by the address of a link', '100.64.2.2', '2001:db8:0:2::2', 9_101],
  ['another class', '10.71.2.2', 'fd71:0:0:2::2', 9_002],
  ['another passenger of the same class, by the router', '10.71.4.2', 'fd71:0:0:4::2', 9_003],
] as const

test.serial(
  'a passenger reaches the Internet, and nothing of the train: by UDP and TCP, in both families',
  async (t) => {
    const { lab } = await setUp(t, 'a')
    const passenger = await hostIn(lab, 'passenger')
    t.is(await passenger(SERVER.ipv4), '100.64.2.2')
    t.is(await passenger(SERVER.ipv6), '2001:db8:0:2::2')
    t.true(await connects(lab, 'passenger', SERVER.ipv4, PORT))
    for (const [what, ipv4, ipv6, port] of MUST_FAIL)
      for (const address of [ipv4, ipv6]) {
        t.is(await passenger(address, port), 'none', `${what}: ${address}`)
        t.false(await connects(lab, 'passenger', address, port), `${what}: ${address}`)
      }
    for (const address of ['192.168.100.1', '100.64.2.1']) {
      t.is(await passenger(address, 9_001), 'none', `the dish: ${address}`)
      t.false(await connects(lab, 'passenger', address, 9_001), `the dish: ${address}`)
    }
    const train = await hostIn(lab, 'train')
    for (const [address, port] of [
      ['10.71.2.2', 9_002],
      ['fd71:0:0:4::2', 9_003],
      ['192.168.100.1', 9_001],
    ] as const)
      t.not(await train(address, port), 'none', `${address} is there, and answers the controller`)
  },
)

test.serial('a class reaches what the file lets it reach of the controller, and nothing else', async (t) => {
  const { lab } = await setUp(t, 'b')
  const operations = await hostIn(lab, 'operations')
  t.is(await operations('10.71.2.1', 9_100), '10.71.2.2')
  t.is(await operations('10.71.2.1', 9_101), 'none')
  t.false(await connects(lab, 'operations', '10.71.2.1', 9_100), 'the port is one of UDP')
})

/** How many datagrams to the echo have come to the server, answered or not. */
const cameToServer = async (lab: Lab): Promise<number> => {
  const text = await lab.exec('server', '/usr/sbin/nft', 'list', 'table', 'inet', 'seen')
  return Number(/counter packets (\d+)/.exec(text)?.[1])
}

test.serial('who says to be of another class’s network is not heard', async (t) => {
  const { lab } = await setUp(t, 'c')
  const rules = `add table inet seen
add chain inet seen input { type filter hook input priority 0; }
add rule inet seen input udp dport ${PORT} counter`
  await lab.exec('server', '/usr/sbin/nft', rules)
  t.is(await (await hostIn(lab, 'passenger'))(SERVER.ipv4), '100.64.2.2')
  t.is(await cameToServer(lab), 1)
  await lab.exec('passenger', 'ip', 'address', 'replace', '10.71.2.99/32', 'dev', 'train')
  await lab.exec(
    'passenger',
    'ip',
    'route',
    'replace',
    'default',
    'via',
    '10.71.5.1',
    'dev',
    'train',
    'src',
    '10.71.2.99',
  )
  t.is(await (await hostIn(lab, 'passenger'))(SERVER.ipv4), 'none')
  t.is(await cameToServer(lab), 1, 'it never left the train')
})

/** A process that has ended has no words, also while nobody has taken note of its end. */
const isRunning = (pid: string): boolean =>
  existsSync(`/proc/${pid}`) && readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== ''

/** Prints what it was leased, and sets nothing. */
const LEASE_SCRIPT = '#!/bin/sh\n[ "$1" = bound ] && echo "$ip $subnet $router $dns $lease"\nexit 0\n'

const leased = async ({ lab, folder }: TrainSide): Promise<string[]> => {
  const path = join(folder, 'lease.sh')
  writeFileSync(path, LEASE_SCRIPT, { mode: 0o755 })
  const said = await lab.exec(
    'passenger',
    '/sbin/udhcpc',
    '-i',
    'train',
    '-n',
    '-q',
    '-f',
    '-t',
    '10',
    '-T',
    '1',
    '-s',
    path,
  )
  return said.trim().split(' ')
}

const resolves = async (
  lab: Lab,
  name: string,
  { node, server } = { node: 'passenger', server: '10.71.5.1' },
): Promise<string> => (await lab.exec(node, process.execPath, script('name-query.ts'), server, name)).trim()

/** Nobody answers there. */
const SILENT_PORT = 5_399

/** A resolver on the Internet that is not ours, and from whom it was asked each name. */
const startResolver = (lab: Lab, folder: string) => {
  const log = join(folder, 'asked')
  lab.start(
    'server',
    '/usr/sbin/dnsmasq',
    '--keep-in-foreground',
    '--conf-file=/dev/null',
    '--no-resolv',
    '--no-hosts',
    '--user=root',
    '--pid-file',
    `--listen-address=${SERVER.ipv4}`,
    '--bind-interfaces',
    '--address=/dish.test/192.168.100.1',
    '--address=/test/93.184.216.34',
    `--server=/silent.example/127.0.0.77#${SILENT_PORT}`,
    '--dns-forward-max=10000',
    '--log-queries',
    `--log-facility=${log}`,
  )
  return (name: string): string | undefined =>
    new RegExp(`query\\[A\\] ${name.replaceAll('.', '\\.')} from (\\S+)`).exec(readFileSync(log, 'utf8'))?.[1]
}

test.serial(
  'a passenger’s device is leased an address, and asks for names by the present link of its class',
  async (t) => {
    const side = await setUp(t, 'd')
    const { lab, folder, router } = side
    const askedBy = startResolver(lab, folder)
    const [ip = '', mask, gateway, dns, seconds] = await leased(side)
    t.regex(ip, /^10\.71\.5\.(1\d|[2-9]\d|1\d\d|2[0-4]\d|250)$/)
    t.deepEqual([mask, gateway, dns, seconds], ['255.255.255.0', '10.71.5.1', '10.71.5.1', '1800'])

    t.is(await resolves(lab, 'one.test'), '93.184.216.34')
    t.is(askedBy('one.test'), '100.64.2.2', 'by Starlink')
    await router.ask({ class: 'passenger', link: 'lte' })
    t.is(await resolves(lab, 'two.test'), '93.184.216.34')
    t.is(askedBy('two.test'), '100.64.4.2', 'by LTE, and nothing was restarted')
    t.not(await resolves(lab, 'dish.test'), '192.168.100.1', 'no name leads to the dish')
    t.is(
      (await lab.exec('operations', process.execPath, script('name-query.ts'), '10.71.2.1', 'one.test')).trim(),
      'ETIMEOUT',
      'names are served where the file says so',
    )
  },
)

/** One device asks for 3,000 names as fast as it goes, of the later half of which nobody answers: how many of those that are answered went on. */
const flood = async (lab: Lab, folder: string): Promise<number> => {
  const text = `const s = require('dgram').createSocket('udp4')
    const label = (text) => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)])
    const question = (n, ...labels) => Buffer.concat([Buffer.from([n >> 8, n & 255, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
      ...labels.map(label), Buffer.from([0, 0, 1, 0, 1])])
    let n = 0
    const begin = () => {
      const pace = setInterval(() => {
        for (let k = 0; k < 20; k++, n++) s.send(question(n, String(10000 + n), ...(n < 1500 ? ['test'] : ['silent', 'example'])), 53, '10.71.5.1')
        if (n < 3000) return
        clearInterval(pace)
        s.close()
      }, 5)
    }
    s.once('message', begin).send(question(9, 'first', 'test'), 53, '10.71.5.1')`
  await lab.exec('passenger', process.execPath, '-e', text)
  return new Set(readFileSync(join(folder, 'asked'), 'utf8').match(/\d{5}\.test/g)).size
}

test.serial('a device that floods with questions for names is held back, and other networks get theirs', async (t) => {
  const { lab, folder, router } = await setUp(t, 'g')
  await lab.exec(
    'server',
    '/usr/sbin/nft',
    `add table inet deaf
add chain inet deaf input { type filter hook input priority 0; }
add rule inet deaf input udp dport ${SILENT_PORT} drop`,
  )
  startResolver(lab, folder)
  await router.ask({ class: 'maintenance', link: 'starlink' })
  const maintenance = { node: 'maintenance', server: '10.71.6.1' }
  t.is(await resolves(lab, 'one.test', maintenance), '93.184.216.34')
  const wentOn = await flood(lab, folder)
  t.true(wentOn > 0 && wentOn < 1_000, `${wentOn} of 1,500 went on`)
  t.is(await resolves(lab, 'two.test', maintenance), '93.184.216.34')
})

/** From how many of forty addresses of its network a passenger's device gets an answer of the server. */
const turnsOf = async (lab: Lab): Promise<number> => {
  const batch = Array.from({ length: 40 }, (_, at) => `ip address add 10.71.5.${100 + at}/24 dev train`).join('\n')
  await lab.exec('passenger', 'sh', '-c', batch)
  const text = `let answers = 0
    for (let at = 0; at < 40; at++) {
      const s = require('dgram').createSocket('udp4').on('message', () => answers++)
      s.bind(0, '10.71.5.' + (100 + at), () => s.send('?', ${PORT}, '${SERVER.ipv4}'))
    }
    setTimeout(() => { console.log(answers); process.exit() }, 1500)`
  return Number(await lab.exec('passenger', process.execPath, '-e', text))
}

test.serial(
  'a device has the turns of a few addresses, however many it takes, and those that it has it keeps',
  async (t) => {
    const { lab, router } = await setUp(t, 'h')
    const passenger = await hostIn(lab, 'passenger')
    t.is(await passenger(SERVER.ipv4), '100.64.2.2')
    const turns = await turnsOf(lab)
    t.true(turns > 0 && turns <= 8, `${turns} of 40`)
    t.deepEqual(await router.ask({ do: 'restore' }), { changed: 0 }, 'what was learnt is no change')
    t.is(await passenger(SERVER.ipv4), '100.64.2.2')
  },
)

test.serial('with the guard that is loaded at boot the train is closed unless the firmware opens it', async (t) => {
  const side = await setUp(t, 'i')
  const { lab, folder, router } = side
  const [operations, unnamed, passenger] = await Promise.all(
    ['operations', 'cctv', 'passenger'].map((node) => hostIn(lab, node)),
  )
  if (!operations || !unnamed || !passenger) return t.fail('a host is missing')
  t.is(await unnamed('10.71.3.1', 9_101), '10.71.3.2', 'an interface of no class reaches the controller')
  await lab.exec('train', '/usr/sbin/nft', '-f', script('../../deploy/network/train-guard.nft'))
  t.is(await unnamed('10.71.3.1', 9_101), 'none')
  t.is(await passenger(SERVER.ipv4), '100.64.2.2')
  t.is(await passenger(SERVER.ipv6), '2001:db8:0:2::2')
  t.is(await operations('10.71.2.1', 9_100), '10.71.2.2')
  t.regex((await leased(side))[0] ?? '', /^10\.71\.5\./)
  t.deepEqual(await router.ask({ do: 'restore' }), { changed: 0 })

  await router.kill()
  await lab.exec('train', process.execPath, 'firmware/main.ts', 'network', 'remove', '--state', folder)
  for (const [ask, address, port] of [
    [operations, '10.71.2.1', 9_100],
    [operations, 'fd71:0:0:2::1', 9_100],
    [operations, '10.71.4.2', 9_003],
    [passenger, SERVER.ipv4, PORT],
    [passenger, '192.168.100.1', 9_001],
  ] as const)
    t.is(await ask(address, port), 'none', address)
  await lab.exec('train', '/usr/sbin/nft', 'add element inet train-guard service { "lan-cctv" }')
  t.is(await unnamed('10.71.3.1', 9_101), '10.71.3.2', 'people who serve it still do')
})

test.serial(
  'who serves addresses goes on when the firmware dies, is taken over as it is, put back when it dies itself, and removed on request',
  async (t) => {
    const side = await setUp(t, 'e')
    const { lab, folder, router } = side
    const pid = (): string => readFileSync(join(folder, 'lan', 'lan-passenger', 'dnsmasq.pid'), 'utf8').trim()
    const first = pid()
    const [ip] = await leased(side)
    await router.kill()
    t.is((await leased(side))[0], ip, 'the same device has the same address')
    const next = await startRouter(side)
    t.is(pid(), first)
    t.true(isRunning(first))
    t.deepEqual(await next.ask({ do: 'restore' }), { changed: 0 })

    process.kill(Number(first), 'SIGKILL')
    while (((await next.ask({ do: 'restore' })) as { changed: number }).changed === 0);
    t.not(pid(), first)
    t.is((await leased(side))[0], ip, 'leases outlive it')
    await next.kill()
    const said = await lab.exec('train', process.execPath, 'firmware/main.ts', 'network', 'remove', '--state', folder)
    t.regex(said, /^taken out of the kernel: \d+ things\n$/)
    t.false(isRunning(pid()))
  },
)

test.serial('a VLAN is made where the kernel can, and where it cannot that is said', async (t) => {
  t.timeout(60_000)
  const lab = await Lab.up(t, 'f')
  const text = `import { openLinuxLans } from '${script('../../hal/linux/lan/linux-lans.ts')}'
    import { systemClock } from '${script('../../hal/linux/clock.ts')}'
    const lan = { interface: 'cams', vlan: { parent: 'lan-cctv', id: 30 }, address: { ipv4: '10.71.30.1/24' } }
    await openLinuxLans({ lans: [lan], resolvers: [], folder: '/nowhere' }, systemClock).then((lans) => lans.close(), (e) => console.log(e.message))`
  const said = await lab.exec('train', process.execPath, '--input-type=module', '-e', text)
  const made = await lab.exec('train', 'ip', '-details', 'link', 'show')
  if (said === '') t.regex(made, /cams@lan-cctv[\s\S]*vlan protocol 802\.1Q id 30/)
  else t.regex(said, /cams: ip: .*; VLANs need a kernel with 8021q\n$/)
})

test.serial('a server of addresses that dies by itself is told of once, and that it is well again', async (t) => {
  const lab = await Lab.up(t, 'g')
  const folder = mkdtempSync(join(tmpdir(), 'lans-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const text = `import { openLinuxLans } from '${script('../../hal/linux/lan/linux-lans.ts')}'
    import { systemClock } from '${script('../../hal/linux/clock.ts')}'
    import { readFileSync } from 'node:fs'
    const dhcp = { from: '10.71.3.10', to: '10.71.3.20', leaseMinutes: 30, clientsAtMost: 11 }
    const lans = [{ interface: 'lan-cctv', address: { ipv4: '10.71.3.1/24' }, dhcp }]
    const onTrouble = (trouble) => {
      console.log(trouble ?? 'well')
      if (trouble === undefined) void opened.close()
    }
    const opened = await openLinuxLans({ lans, resolvers: [], folder: '${folder}' }, systemClock, onTrouble)
    process.kill(Number(readFileSync('${folder}/lan-cctv/dnsmasq.pid', 'utf8')), 'SIGKILL')`
  const said = await lab.exec('train', process.execPath, '--input-type=module', '-e', text)
  t.is(said, 'dnsmasq of lan-cctv had ended, and was started again\nwell\n')
})
