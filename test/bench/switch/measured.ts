import { sleep } from '../../../hal/clock.ts'
import { systemClock } from '../../../hal/linux/clock.ts'
import { parseNetDev } from '../../../hal/linux/network/interface-counters.ts'
import { JudgingLab } from '../../system/judging-lab.ts'
import type { Measurement } from '../measurement.ts'
import { whileFlowing } from './measured-flow.ts'
import { type CaseOptions, medianAndWorst, type SwitchCase } from './switch-case.ts'

/** The longest that a fault is borne here; who has not left a link by then has stayed on it. */
const LEAVES_WITHIN_MS = 10_000
const WATCHED_MS = 3_000
const PROBED_FOR_MS = 60_000

/** Limits of the median and of the worst, ms. */
interface Limits {
  median: number
  worst: number
}

const beside = (name: string, samples: readonly number[], { median, worst }: Limits): Measurement[] => {
  const [middle, last] = medianAndWorst(name, samples, { peerSamples: [median] })
  return middle && last ? [middle, { ...last, peerSamples: [worst] }] : []
}

/** One round after the other, each on the link that carries the class then. The service starts anew for each: no class returns twice a minute. */
const inRounds = async (
  rounds: number,
  once: (judging: JudgingLab, link: string) => Promise<number>,
): Promise<number[]> => {
  const judging = await JudgingLab.open()
  try {
    const samples: number[] = []
    while (samples.length < rounds) {
      if (samples.length > 0) await judging.startTrain()
      const link = judging.link()
      samples.push(await once(judging, link))
      await judging.lab.rail('restore', link)
    }
    return samples
  } finally {
    await judging.close()
  }
}

/** The gap of a flow of 200 datagrams a second each way, the worse of both. */
const gapWhileSilent = (way: string) => async (judging: JudgingLab, link: string) => {
  const { gapMs } = await whileFlowing(
    judging.lab,
    async () => {
      const atMs = systemClock.nowMs()
      await judging.lab.rail('silent', link, way)
      return atMs
    },
    { watchedMs: WATCHED_MS },
  )
  return gapMs
}

/** From the fault to the class's new route, at most 10 s. */
const leftMs = async (judging: JudgingLab, link: string, fault: readonly string[]): Promise<number> => {
  await judging.lab.rail(...fault)
  const sinceMs = systemClock.nowMs()
  const leftAtMs = await judging.leftAtMs(link, sinceMs, LEAVES_WITHIN_MS)
  return (leftAtMs ?? sinceMs + LEAVES_WITHIN_MS) - sinceMs
}

const leftUnderTraffic = (fault: (link: string) => readonly string[]) => async (judging: JudgingLab, link: string) => {
  let took = LEAVES_WITHIN_MS
  await whileFlowing(judging.lab, async () => {
    const atMs = systemClock.nowMs()
    took = await leftMs(judging, link, fault(link))
    return atMs
  })
  return took
}

const silentCase = (way: 'both' | 'up' | 'down', words: string): SwitchCase => ({
  name: `silent-${way}`,
  summary: `the link stays up and ${words}: the gap of a flow, and how soon an idle class is moved`,
  run: async ({ rounds, progress }: CaseOptions) => {
    progress(`switch: ${rounds} times silent (${way}) under traffic`)
    const busy = await inRounds(rounds, gapWhileSilent(way))
    progress(`switch: ${rounds} times silent (${way}) while idle`)
    const idle = await inRounds(rounds, (judging, link) => leftMs(judging, link, ['silent', link, way]))
    return [
      ...beside(`switch-silent-${way}`, busy, { median: 400, worst: 1_000 }),
      ...beside(`switch-silent-${way}-idle`, idle, { median: 1_500, worst: 2_500 }),
    ]
  },
})

const badCase = (name: string, summary: string, fault: (link: string) => readonly string[]): SwitchCase => ({
  name,
  summary,
  run: async ({ rounds, progress }) => {
    progress(`switch: ${rounds} times ${name}`)
    const samples = await inRounds(rounds, leftUnderTraffic(fault))
    return beside(`switch-${name}`, samples, { median: 5_000, worst: 5_000 })
  },
})

const DROP_ALL = 'add rule inet fault forward drop'
const DROP_NOTHING = 'flush chain inet fault forward'

/** 100 for a spike that moved nothing. */
const stayed = async (judging: JudgingLab, link: string): Promise<number> => {
  let sinceMs = 0
  await whileFlowing(
    judging.lab,
    async () => {
      sinceMs = systemClock.nowMs()
      const spike = `/usr/sbin/nft '${DROP_ALL}'; sleep 0.27; /usr/sbin/nft '${DROP_NOTHING}'`
      await judging.lab.on(link, 'sh', '-c', spike)
      return sinceMs
    },
    { watchedMs: WATCHED_MS },
  )
  return (await judging.leftAtMs(link, sinceMs, WATCHED_MS)) === undefined ? 100 : 0
}

/** All packets of the link it goes by vanish for 300 ms under traffic. */
const spike: SwitchCase = {
  name: 'spike',
  summary: 'all packets vanish for 300 ms under traffic: the share of spikes that moved nothing',
  run: async ({ rounds, progress }) => {
    progress(`switch: ${rounds} spikes`)
    const samples = await inRounds(rounds, stayed)
    return [{ name: 'switch-spike-stayed', unit: '%', better: 'higher', samples, peer: 'limit', peerSamples: [100] }]
  },
}

const countersOf = async ({ lab }: JudgingLab) => parseNetDev(await lab.on('train', 'cat', '/proc/net/dev'))

/** What probes and keepalives of each idle link come to in a minute each way, kbit/s, with Ethernet's headers. */
const probes: SwitchCase = {
  name: 'probes',
  summary: 'what probes cost at the WAN of an idle link in a minute, each way, with all headers',
  run: async ({ progress }) => {
    progress('switch: probes, a minute')
    const judging = await JudgingLab.open()
    try {
      const links = ['oneweb', 'starlink', 'geo', 'lte']
      const [before, sinceMs] = [await countersOf(judging), systemClock.nowMs()]
      await sleep(systemClock, PROBED_FOR_MS)
      const [after, forMs] = [await countersOf(judging), systemClock.nowMs() - sinceMs]
      const kbps = links.flatMap((link) =>
        (['sentBytes', 'receivedBytes'] as const).map(
          (way) => (((after.get(link)?.[way] ?? 0) - (before.get(link)?.[way] ?? 0)) * 8) / forMs,
        ),
      )
      return medianAndWorst('switch-probes', kbps, { unit: 'kbit/s', peerSamples: [4] })
    } finally {
      await judging.close()
    }
  },
}

/** What the firmware finds out by itself, its modems saying for ever that all is well. */
export const measured: readonly SwitchCase[] = [
  silentCase('both', 'nothing comes through'),
  silentCase('up', 'nothing gets to the shore'),
  silentCase('down', 'nothing comes from the shore'),
  badCase('loss-30', '30 % are lost each way under traffic: how soon the class leaves', (link) => ['loss', link, '30']),
  badCase('slow', '10 kbit/s each way while 256 are offered: how soon the class leaves', (link) => [
    'rate',
    link,
    '10',
  ]),
  spike,
  probes,
]
