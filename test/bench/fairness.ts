import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { type LabProgram, TunnelLab } from '../system/tunnel-lab.ts'
import { fairnessFigures, type Round, type Shared, unshapedLines, type Way } from './fairness-figures.ts'
import type { Benchmark } from './measurement.ts'
import { quantile } from './quantile.ts'

const SERVER = '203.0.113.200'
const LINK = 'lte'
const RATE_KBPS = 8_000
/** What the tunnel leaves of it, less a little: the queue has to be ours. */
const SHAPED_KBPS = 7_000
const GREEDY = '10.71.5.2'
const GREEDY_FLOWS = 30
const OTHERS = Array.from({ length: 50 }, (_, index) => `10.71.5.${index + 10}`)
const SETTLES_MS = 6_000
/** So long a link is full before what it carries is found. */
const FOLLOWS_MS = 20_000
const MEASURED_MS = 15_000
const ports = { crowd: '7100', echo: '7101' }

/** A client is told by its Ethernet address: each has one, on frames that carry packets; ARP answers with the node's own. */
const ownEthernet = (): string => {
  const own = [GREEDY, ...OTHERS].map((address, index) => `${address} : 02:71:05:00:00:${(index + 1).toString(16)}`)
  const rule = `ether type ip ether saddr set ip saddr map { ${own.join(', ')} }`
  return [
    'table netdev clients {',
    'chain own {',
    'type filter hook egress device train priority 0',
    rule,
    '}',
    '}',
  ].join('\n')
}

/** The lab with its hub, its train, and the ends that stay. */
interface Rig {
  lab: TunnelLab
  train: LabProgram
  server: LabProgram
  operations: LabProgram
}

const readNumbers = async (program: LabProgram): Promise<number[]> => JSON.parse(await program.ask('')) as number[]
const readCounts = async (program: LabProgram): Promise<Record<string, number>> =>
  JSON.parse(await program.ask('')) as Record<string, number>

const p95OfRoundTrips = async ({ operations }: Rig, lastingMs: number): Promise<number> => {
  await readNumbers(operations)
  await sleep(systemClock, lastingMs)
  return quantile(await readNumbers(operations), 0.95)
}

const sharesOf = (counts: Readonly<Record<string, number>>): number[] => {
  const all = Object.values(counts).reduce((sum, bytes) => sum + bytes, 0)
  const fair = all / (OTHERS.length + 1)
  return OTHERS.map((address) => (counts[address] ?? 0) / fair)
}

/** 50 clients with one flow each and one with 30, all as fast as they can. */
const withCrowd = async (rig: Rig, way: Way, settlesMs: number): Promise<Shared> => {
  const from = [GREEDY, ...OTHERS]
  const crowd = rig.lab.script(
    'passenger',
    'crowd.ts',
    'crowd',
    SERVER,
    ports.crowd,
    way,
    String(GREEDY_FLOWS),
    ...from,
  )
  try {
    await crowd.ask()
    await sleep(systemClock, settlesMs)
    const counting = way === 'up' ? rig.server : crowd
    await readCounts(counting)
    const roundTripP95Ms = await p95OfRoundTrips(rig, MEASURED_MS)
    return { shares: sharesOf(await readCounts(counting)), roundTripP95Ms }
  } finally {
    await crowd.kill()
    await sleep(systemClock, SETTLES_MS / 2)
  }
}

const shape = async ({ train }: Rig, kbps: number | undefined): Promise<void> => {
  await train.ask(JSON.stringify({ shape: LINK, upKbps: kbps, downKbps: kbps }))
  await sleep(systemClock, 1_000)
}

const bothWays = async (rig: Rig, settlesMs = SETTLES_MS): Promise<Record<Way, Shared>> => ({
  up: await withCrowd(rig, 'up', settlesMs),
  down: await withCrowd(rig, 'down', settlesMs),
})

const round = async (rig: Rig): Promise<Round> => {
  const idleMs = await p95OfRoundTrips(rig, SETTLES_MS)
  const unshaped = await bothWays(rig)
  await shape(rig, SHAPED_KBPS)
  const shaped = await bothWays(rig)
  await shape(rig, undefined)
  await rig.train.ask(JSON.stringify({ follow: true }))
  // A round trip of the empty link has to be known.
  await sleep(systemClock, SETTLES_MS)
  return { idleMs, unshaped, shaped, followed: await bothWays(rig, FOLLOWS_MS) }
}

const openRig = async (lab: TunnelLab): Promise<Rig> => {
  await lab.startHub()
  const train = await lab.startTrain()
  await lab.isThrough(LINK)
  for (const trafficClass of ['passenger', 'operations'])
    await train.ask(JSON.stringify({ class: trafficClass, link: LINK }))
  await lab.rail('rate', LINK, String(RATE_KBPS))
  const addresses = OTHERS.map((address) => `addr add ${address}/24 dev train`).join('\n')
  await lab.on('passenger', 'sh', '-c', `echo "$0" | ip -batch -`, addresses)
  await lab.on('passenger', 'sh', '-c', `echo "$0" | PATH=/usr/sbin:/usr/bin nft -f -`, ownEthernet())
  const server = lab.script('server', 'crowd.ts', 'serve', SERVER, ports.crowd)
  await server.ask()
  await lab.script('server', 'round-trips.ts', 'echo', SERVER, ports.echo).ask()
  const operations = lab.script('operations', 'round-trips.ts', 'ask', SERVER, ports.echo)
  await operations.ask()
  return { lab, train, server, operations }
}

const roundInLab = async (): Promise<Round> => {
  const lab = await TunnelLab.open()
  try {
    return await round(await openRig(lab))
  } finally {
    await lab.close()
  }
}

/** In the lab, through tunnels: shaping keeps the queue at the train's exit and at the hub's, where classes and clients have their own. */
export const fairness: Benchmark = {
  name: 'fairness',
  summary:
    '50 passengers and a greedy one with 30 flows on a link of 8 Mbit/s in rail-lab: shaped, shaped by what is found out, and not (4 min a run; needs root)',
  run: async ({ runs, progress }) => {
    if (process.getuid?.() !== 0) throw new Error('fairness: network namespaces need root')
    const rounds: Round[] = []
    for (let run = 0; run < runs; run++) {
      progress(`fairness: run ${run + 1} of ${runs}`)
      rounds.push(await roundInLab())
    }
    progress(`fairness: idle p95 ${rounds.map(({ idleMs }) => idleMs.toFixed(1)).join(', ')} ms`)
    for (const line of unshapedLines(rounds)) progress(`fairness: ${line}`)
    return fairnessFigures(rounds)
  },
}
