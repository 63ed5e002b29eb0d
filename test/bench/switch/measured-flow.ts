import { sleep } from '../../../hal/clock.ts'
import { systemClock } from '../../../hal/linux/clock.ts'
import { type FlowRecord, firstAfterMs, longestGapMs, lostOf } from '../../system/flow-record.ts'
import type { RailTrain } from '../../system/rail-train.ts'
import type { LabProgram, TunnelLab } from '../../system/tunnel-lab.ts'

const SERVER = '203.0.113.200'
const SETTLED_MS = 700

/** What one switch did to a flow of 200 datagrams a second each way; the worse of both ways. */
export interface Switched {
  /** The longest silence that began or ended after the instant. */
  gapMs: number
  /** From the instant to the first datagram after it, of the later way. */
  movedAfterMs: number
  /** Datagrams that never came, of both ways. */
  lost: number
  /** That came more than once, of both ways. */
  twice: number
}

const recordOf = async (end: LabProgram): Promise<FlowRecord> => JSON.parse(await end.finish()) as FlowRecord

/** A silence that goes on at the end of the watch lasted until then at the least. */
const until = (record: FlowRecord, endMs: number): FlowRecord => {
  const lastMs = record.received.at(-1)?.[1] ?? 0
  return lastMs >= endMs ? record : { ...record, received: [...record.received, [-1, endMs]] }
}

const twiceIn = ({ received }: FlowRecord): number =>
  received.length - new Set(received.map(([sequence]) => sequence)).size

/** Runs the flow of a class while something is done; `act` resolves with the instant, in ms of the system's clock, from which time counts. */
export const whileFlowing = async (
  lab: Pick<TunnelLab | RailTrain, 'script'>,
  act: () => Promise<number>,
  { watchedMs = SETTLED_MS, from = 'operations' } = {},
): Promise<Switched> => {
  const server = lab.script('server', 'udp-flow.ts', 'serve', SERVER, '7000')
  await server.ask()
  const ride = lab.script(from, 'udp-flow.ts', 'ride', SERVER, '7000')
  await ride.ask()
  await sleep(systemClock, SETTLED_MS)
  const atMs = await act()
  await sleep(systemClock, Math.max(0, atMs + watchedMs - systemClock.nowMs()))
  for (const end of [ride, server]) end.tell('stop')
  await sleep(systemClock, SETTLED_MS / 2)
  const [up, down] = [await recordOf(ride), await recordOf(server)]
  const ways = [up, down]
  return {
    gapMs: Math.max(...ways.map((way) => longestGapMs(until(way, atMs + watchedMs), atMs, atMs + watchedMs / 2))),
    movedAfterMs: Math.max(...ways.map((way) => firstAfterMs(way, atMs) - atMs)),
    lost: lostOf(up, down) + lostOf(down, up),
    twice: twiceIn(up) + twiceIn(down),
  }
}
