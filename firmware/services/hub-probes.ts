import type { Clock } from '../../hal/clock.ts'
import type { DatagramAddress, DatagramSocket } from '../../hal/datagram-socket.ts'
import type { ReadInterfaceCounters } from '../../hal/interface-counters.ts'
import type { MonotonicMs } from '../../hal/units.ts'
import { decodeProbe, encodeProbe, type ProbeMessage } from '../domain/probe-message.ts'
import type { SwitchMac } from '../domain/switch-message.ts'
import { countFlow, type FlowMemory, silenceOf } from '../plan/flow-silence.ts'
import { fillBudget, type ProbeBudget, spendProbe } from '../plan/probe-pace.ts'
import { type DoorCounters, hearBy } from './limited-door.ts'
import { closeAll, type Service } from './service.ts'

/** A tunnel in which probes come. */
interface ProbedTunnel {
  interface: string
  socket: DatagramSocket
}

interface HubProbesDeps {
  clock: Clock
  mac: SwitchMac
  readCounters: ReadInterfaceCounters
  /** By the name of the link. */
  tunnels: Readonly<Record<string, ProbedTunnel>>
}

interface HubProbeCounters extends DoorCounters {
  answered: number
  /** Silences that were told. */
  unheard: number
}

const LOOK_EVERY_MS = 25
/** A train's probes of a whole second, in bursts by one link, are fewer. */
const MESSAGES_A_SECOND = 400
/** What is said of one silence may be lost; that it ends is told by the next probe. */
const TELL_EVERY_MS = 100
const TELLS_OF_ONE = 2
/** Of silences of a flow that comes and goes. */
const TELL_ANEW_MS = 1_000
/** A message through WireGuard with all headers, and what that may come to for each tunnel. */
const COST = { probeBytes: 138, budgetKbps: 4 } as const

/** One tunnel as the hub hears it. */
class HeardTunnel {
  readonly #tunnel: ProbedTunnel
  readonly #mac: SwitchMac
  #train: DatagramAddress | undefined
  #flow: FlowMemory | undefined
  #budget: ProbeBudget | undefined
  #told: { sinceMs: MonotonicMs; atMs: MonotonicMs; firstAtMs: MonotonicMs; times: number } | undefined

  constructor(tunnel: ProbedTunnel, mac: SwitchMac) {
    this.#tunnel = tunnel
    this.#mac = mac
  }

  answer(number: number, train: DatagramAddress, readCounters: ReadInterfaceCounters, nowMs: MonotonicMs): void {
    this.#train = train
    this.#spend(nowMs)
    const counts = readCounters().get(this.#tunnel.interface)
    const { receivedPackets = 0, sentPackets = 0 } = counts ?? {}
    this.#send({ kind: 'answer', number, receivedPackets, sentPackets })
  }

  /** Whether the train was told now that nothing is heard of it. */
  look(counters: ReturnType<ReadInterfaceCounters>, nowMs: MonotonicMs): boolean {
    const counts = counters.get(this.#tunnel.interface)
    if (!counts) return false
    this.#flow = countFlow(this.#flow, counts, nowMs)
    const silence = silenceOf(this.#flow, nowMs)
    if (!silence || !this.#mayTell(silence.sinceMs, nowMs) || !this.#spend(nowMs)) return false
    const isSame = this.#told?.sinceMs === silence.sinceMs
    const { firstAtMs = nowMs, times = 0 } = isSame ? (this.#told ?? {}) : {}
    this.#told = { sinceMs: silence.sinceMs, atMs: nowMs, firstAtMs, times: times + 1 }
    this.#send({ kind: 'unheard', silentMs: Math.round(nowMs - silence.sinceMs), ...counts })
    return times === 0
  }

  #mayTell(sinceMs: MonotonicMs, nowMs: MonotonicMs): boolean {
    if (!this.#told) return true
    if (this.#told.sinceMs !== sinceMs) return nowMs - this.#told.firstAtMs >= TELL_ANEW_MS
    return this.#told.times < TELLS_OF_ONE && nowMs - this.#told.atMs >= TELL_EVERY_MS
  }

  #spend(nowMs: MonotonicMs): boolean {
    const filled = fillBudget(this.#budget, COST, nowMs)
    const spent = spendProbe(filled, COST)
    this.#budget = spent ?? filled
    return spent !== undefined
  }

  #send(message: ProbeMessage): void {
    if (this.#train) void this.#tunnel.socket.send(encodeProbe(message, this.#mac), this.#train)
  }
}

/**
 * Answers the probes of a train inside its tunnels with what was heard by each, and tells the train when a tunnel on which it was sending falls
 * silent: what is lost on its way up is seen here first.
 */
export const startHubProbes = (deps: HubProbesDeps): Service & { counters(): HubProbeCounters } => {
  const { clock, mac, readCounters, tunnels } = deps
  const counted: HubProbeCounters = { answered: 0, unheard: 0, garbled: 0, forged: 0, tooMany: 0 }
  const decode = (bytes: Uint8Array) => {
    const message = decodeProbe(bytes, mac)
    if (typeof message === 'string') return message
    return message.kind === 'probe' ? message : 'garbled'
  }
  const heard = Object.values(tunnels).map((tunnel) => {
    const one = new HeardTunnel(tunnel, mac)
    const door = { socket: tunnel.socket, clock, decode, aSecond: MESSAGES_A_SECOND, counters: counted }
    hearBy(door, ({ number }, from) => {
      counted.answered++
      one.answer(number, from, readCounters, clock.nowMs())
    })
    return one
  })
  const endLooking = clock.every(LOOK_EVERY_MS, () => {
    const counters = readCounters()
    for (const one of heard) if (one.look(counters, clock.nowMs())) counted.unheard++
  })
  return {
    counters: () => ({ ...counted }),
    close: () => {
      endLooking()
      return closeAll(Object.values(tunnels).map(({ socket }) => socket))
    },
  }
}
