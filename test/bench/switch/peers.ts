import { existsSync } from 'node:fs'
import { sleep } from '../../../hal/clock.ts'
import { systemClock } from '../../../hal/linux/clock.ts'
import type { Measurement } from '../measurement.ts'
import { whileFlowing } from './measured-flow.ts'
import { openBird, openPing, type PeerLab } from './peer-lab.ts'
import { type CaseOptions, medianAndWorst, type SwitchCase } from './switch-case.ts'

const LINK = 'starlink'
const SILENT = { both: ['silent', LINK, 'both'], up: ['silent', LINK, 'up'], down: ['silent', LINK, 'down'] }
/** What is done to the best link, as commands of rail-lab. */
const FAULTS: Record<string, readonly string[]> = {
  cut: ['cut', LINK],
  'silent-both': SILENT.both,
  'silent-uplink': SILENT.up,
  'silent-downlink': SILENT.down,
}
const LOSS = ['loss', LINK, '30'] as const
/** Who has not left a link by then has stayed on it. */
const LEAVES_WITHIN_MS = 10_000
const LOOK_EVERY_MS = 50

interface Peer {
  name: string
  open: () => Promise<PeerLab>
  /** How long a flow is watched after a fault: longer than the peer may take. */
  watchedMs: number
  rounds: number
}

/** The longest silence of the flow, of the worse way. */
const gapMs = async ({ lab, isReady }: PeerLab, { watchedMs }: Peer, fault: readonly string[]): Promise<number> => {
  await isReady()
  const seen = await whileFlowing(
    lab,
    async () => {
      const atMs = systemClock.nowMs()
      await lab.rail(...fault)
      return atMs
    },
    { watchedMs },
  )
  await lab.rail('restore', LINK)
  return seen.gapMs
}

/** When the class first leaves a link that loses 30 %; bird2 does so when three of a session happen to be lost in a row, and comes back. */
const leftMs = async ({ lab, best, isReady, exit }: PeerLab): Promise<number> => {
  await isReady()
  const sinceMs = systemClock.nowMs()
  await lab.rail(...LOSS)
  const passedMs = () => Math.min(LEAVES_WITHIN_MS, systemClock.nowMs() - sinceMs)
  while (passedMs() < LEAVES_WITHIN_MS && (await exit()) === best) await sleep(systemClock, LOOK_EVERY_MS)
  const took = passedMs()
  await lab.rail('restore', LINK)
  return took
}

const times = async (rounds: number, once: () => Promise<number>): Promise<number[]> => {
  const samples: number[] = []
  while (samples.length < rounds) samples.push(await once())
  return samples
}

/** Samples of each fault, by its name. */
const measure = async (peer: Peer, progress: CaseOptions['progress']): Promise<Record<string, number[]>> => {
  const opened = await peer.open()
  try {
    const found: Record<string, number[]> = {}
    for (const [name, fault] of Object.entries(FAULTS)) {
      progress(`switch: ${peer.name}, ${name}, ${peer.rounds} times`)
      found[name] = await times(peer.rounds, () => gapMs(opened, peer, fault))
    }
    progress(`switch: ${peer.name}, 30 % loss, ${peer.rounds} times`)
    found['loss-30-left'] = await times(peer.rounds, () => leftMs(opened))
    return found
  } finally {
    await opened.close()
  }
}

/** Of Debian's bird2 and iputils-ping. */
const PROGRAMS = ['/usr/sbin/bird', '/usr/bin/ping']

/** A round of ping takes a quarter of a minute; bird2's are as many as ours. */
const peersOf = (rounds: number): { bird: Peer; ping: Peer } => ({
  bird: { name: 'bird2 with BFD 100 ms × 3', open: openBird, watchedMs: 1_500, rounds },
  ping: { name: 'ping 5 s × 3', open: openPing, watchedMs: 25_000, rounds: Math.max(1, Math.floor(rounds / 8)) },
})

/** What others make of the same faults, in the same lab and through the same tunnels: bird2's silence of a flow beside that of a ping failover. */
export const peers: SwitchCase = {
  name: 'peers',
  summary: 'bird2 with BFD beside a ping failover: cut, silent, and how soon 30 % loss is left first (10000 ms: not)',
  run: async ({ rounds, progress }): Promise<Measurement[]> => {
    const missing = PROGRAMS.filter((program) => !existsSync(program))
    if (missing.length > 0)
      throw new Error(`switch: ${missing.join(', ')}: not there: apt-get install bird2 iputils-ping`)
    const { bird, ping } = peersOf(rounds)
    const found = await measure(bird, progress)
    const beside = await measure(ping, progress)
    return Object.entries(found).flatMap(([name, samples]) =>
      medianAndWorst(`bfd-${name}`, samples, { peer: ping.name, peerSamples: beside[name] ?? [] }),
    )
  },
}
