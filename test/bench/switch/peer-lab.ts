import { sleep } from '../../../hal/clock.ts'
import { systemClock } from '../../../hal/linux/clock.ts'
import { type LabProgram, TunnelLab } from '../../system/tunnel-lab.ts'
import { startBird } from './bird-files.ts'

/** The best first. */
const LINKS = ['starlink', 'lte'] as const
/** Of operations on the train (firmware/domain/network-numbers.ts): what the peer decides is its default route. */
const TABLE = 7102
const TRAIN_INSIDE = ['10.72.2.2', '10.72.4.2'] as const
const HUB_INSIDE = ['10.72.2.1', '10.72.4.1'] as const
const READY_WITHIN_MS = 30_000
const LOOK_EVERY_MS = 100

/** Another program that decides by which of two links the class goes, in our lab and through our tunnels. */
export interface PeerLab {
  lab: TunnelLab
  /** The interface of the best link's tunnel, by which the class goes while nothing is wrong. */
  best: string
  /** Resolves when the class goes by the best link and both are known to be well; rejects after 30 s. */
  isReady(): Promise<void>
  /** The interface by which the class goes. */
  exit(): Promise<string>
  close(): Promise<void>
}

const exitOf = async (lab: TunnelLab): Promise<string> =>
  / dev (\S+)/.exec(await lab.on('train', 'ip', 'route', 'show', 'table', String(TABLE), 'default'))?.[1] ?? ''

const waitFor = async (what: string, isSo: () => Promise<boolean>): Promise<void> => {
  const endMs = systemClock.nowMs() + READY_WITHIN_MS
  while (!(await isSo())) {
    if (systemClock.nowMs() > endMs) throw new Error(`switch: ${what} within ${READY_WITHIN_MS / 1_000} s`)
    await sleep(systemClock, LOOK_EVERY_MS)
  }
}

/** Our tunnels and marks stay; nothing of ours decides any more on the train. */
const openWithoutUs = async (): Promise<{ lab: TunnelLab; hub: LabProgram }> => {
  const lab = await TunnelLab.open()
  try {
    const hub = await lab.startHub()
    const train = await lab.startTrain()
    for (const link of LINKS) await lab.isThrough(link)
    await train.kill()
    await lab.on('train', 'ip', 'route', 'flush', 'table', String(TABLE))
    // What our rules let in from outside has no place for the peer's own messages.
    await lab.on('train', '/usr/sbin/nft', 'flush chain inet steppelink outside')
    return { lab, hub }
  } catch (error) {
    await lab.close()
    throw error
  }
}

/** The hub's own part is bird's as well: what of ours turns flows there is taken away, but for NAT. */
const plainHub = async (lab: TunnelLab, hub: LabProgram): Promise<void> => {
  await hub.kill()
  await lab.on('hub', 'ip', 'rule', 'flush', 'protocol', '71')
  await lab.on(
    'hub',
    '/usr/sbin/nft',
    'flush ruleset; add table ip plain; add chain ip plain out { type nat hook postrouting priority 100; }; add rule ip plain out oifname internet masquerade',
  )
}

/** bird2 at both ends: static routes, each for as long as its BFD session at 100 ms × 3 is up. */
export const openBird = async (): Promise<PeerLab> => {
  const { lab, hub } = await openWithoutUs()
  const sessions = (node: string) =>
    lab.on(node, 'birdc', '-s', lab.path(`bird-${node}.ctl`), 'show', 'bfd', 'sessions')
  const allUp = async (): Promise<boolean> => {
    const seen = await Promise.all(['train', 'hub'].map((node) => sessions(node).catch(() => '')))
    return seen.every((text) => text.split(' Up ').length > LINKS.length)
  }
  const best = lab.trainInterface(LINKS[0])
  try {
    await plainHub(lab, hub)
    startBird(lab, 'hub', { destination: '10.71.0.0/16', gateways: TRAIN_INSIDE })
    startBird(lab, 'train', { destination: '0.0.0.0/0', gateways: HUB_INSIDE, table: TABLE })
  } catch (error) {
    await lab.close()
    throw error
  }
  return {
    lab,
    best,
    exit: () => exitOf(lab),
    isReady: () => waitFor('bird2 does not get ready', async () => (await allUp()) && (await exitOf(lab)) === best),
    close: () => lab.close(),
  }
}

/** Ping at 5 s × 3 on the train; the hub is ours, whose flows go back by where they come from, as they do behind a home router's NAT. */
export const openPing = async (): Promise<PeerLab> => {
  const { lab } = await openWithoutUs()
  const best = lab.trainInterface(LINKS[0])
  const ways = LINKS.map((link, index) => `${lab.trainInterface(link)}=${HUB_INSIDE[index]}`)
  let running: LabProgram | undefined
  return {
    lab,
    best,
    exit: () => exitOf(lab),
    // Begun anew, so that no round waits for what the last one left behind.
    isReady: async () => {
      await running?.kill()
      running = lab.start('train', process.execPath, 'test/bench/switch/ping-failover.ts', String(TABLE), ...ways)
      await running.ask()
    },
    close: () => lab.close(),
  }
}
