import test from 'ava'
import type { RailTrain } from './rail-train.ts'
import { openTrain } from './rail-train-set-up.ts'

test.beforeEach((t) => t.timeout(400_000))

/** All that routes, marks, queues and tunnels on the train's router. */
const kernelOf = async (train: RailTrain): Promise<string> => {
  const shown = await Promise.all([
    train.on('train', 'ip', '-4', 'rule'),
    train.on('train', 'ip', '-6', 'rule'),
    train.on('train', 'ip', '-4', 'route', 'show', 'table', 'all'),
    train.on('train', '/usr/sbin/nft', 'list', 'ruleset'),
    train.on('train', 'tc', 'qdisc', 'show'),
    train.on('train', 'ip', '-br', 'link'),
  ])
  return shown.join('')
}

/** What `run` ends with; shell commands of its own mounts may go before it. */
const refusal = async (train: RailTrain, before: readonly string[] = []): Promise<string> => {
  const run = train.startRun(before)
  const { line } = await run.says(/^steppelink: /, { withinMs: 60_000 })
  await run.end('SIGKILL')
  return line
}

test.serial('run says what is wrong with the routing before anything of it changes', async (t) => {
  const train = await openTrain(t)
  await train.startModems()
  const before = await kernelOf(train)
  const refuses = async (why: RegExp, shell?: readonly string[]): Promise<void> => {
    t.regex(await refusal(train, shell), why)
    t.is(await kernelOf(train), before)
  }
  const withEdit = async (from: string, to: string, why: RegExp): Promise<void> => {
    train.edit([from, to])
    await refuses(why)
    train.edit([to, from])
  }
  await withEdit(
    'cctv: [oneweb, lte]',
    'cctv: [onewab, lte]',
    /traffic\.cctv: "onewab": no such link; links: oneweb, starlink, geo, lte/,
  )
  await withEdit(
    'tunnel: lab-t1'.replace('lab', train.name),
    'tunnel: lte',
    /network\.links\.lte\.interface: "lte": is network\.links\.oneweb\.tunnel already/,
  )
  await withEdit('ethernet: geo', 'ethernet: "geo/.."', /links\.geo/)

  await train.on('train', 'ip', 'rule', 'add', 'fwmark', '0x1/0x3', 'lookup', '100', 'priority', '900')
  t.regex(await refusal(train), /the rule of priority 900 takes mark 0x1\/0x3, which overlaps ours/)
  await train.on('train', 'ip', 'rule', 'del', 'priority', '900')
  t.is(await kernelOf(train), before)

  const hide = (tool: string): string => `mount --bind /dev/null $(readlink -f /usr/sbin/${tool})`
  await refuses(/nft is missing: apt-get install nftables/, [hide('nft')])
  await refuses(/wireguard-go is missing: apt-get install wireguard-go/, [
    'mount --bind /dev/null /usr/bin/wireguard-go',
  ])
  await withEdit(
    'geo: { interface: geo,',
    'geo: { interface: goe,',
    /network\.links\.geo\.interface: "goe": there is no such interface; --wait waits for it/,
  )
  await withEdit(
    'cctv: { ingress: [lan-cctv] }',
    'cctv: { ingress: [lan-ctv] }',
    /network\.classes\.cctv\.ingress: "lan-ctv": there is no such interface/,
  )
  const cams =
    '  lans: { cams: { vlan: { parent: eth9, id: 30 }, address: { ipv4: 10.71.30.1/24 } } }\n  tunnels:\n    announcing'
  train.edit(['lan-cctv]', 'cams]'])
  await withEdit(
    '  tunnels:\n    announcing',
    cams,
    /network\.lans\.cams\.vlan\.parent: "eth9": there is no such interface/,
  )
  train.edit(['cams]', 'lan-cctv]'])
  await refuses(/wg is missing: apt-get install wireguard-tools/, ['mount --bind /dev/null /usr/bin/wg'])
  const nobody = 'setpriv --bounding-set=-net_admin --inh-caps=-net_admin'
  await refuses(/routing needs root or CAP_NET_ADMIN/, [`set -- ${nobody} "$@"`])
})
