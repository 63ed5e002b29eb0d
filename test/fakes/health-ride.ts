import { countFlow, type FlowMemory, silenceOf } from '../../firmware/plan/flow-silence.ts'
import { planLinkHealth } from '../../firmware/plan/link-health.ts'
import {
  type HealthState,
  type HealthVerdict,
  healthAtStart,
  type LinkUse,
  type ProbeAnswer,
} from '../../firmware/plan/link-health-state.ts'
import type { Random } from '../../hal/random.ts'
import { monotonicMs } from '../../hal/units.ts'

type Way = 'up' | 'down'

/** What a link does at an instant, ms since the begin. */
export interface LinkScript {
  /** 0 to 1 of what is sent now. */
  loss?: (way: Way, atMs: number) => number
  /** One way. */
  delayMs?: (atMs: number) => number
  /** Datagrams a second each way. */
  packetsPerS?: (atMs: number) => number
  /** The hub's program does not run, its kernel does. */
  isProgramSilent?: (atMs: number) => boolean
  use?: LinkUse
  random: Random
}

export const terms = {
  probeBytes: 138,
  knockBytes: 138,
  budgetKbps: 4,
  usedEveryMs: 500,
  spareEveryMs: 2_000,
  costlyEveryMs: 10_000,
}

const STEP_MS = 5
const LOOK_EVERY_MS = 25

/** A link with traffic and its two ends; looks at it as the firmware does. */
export const rideLink = (script: LinkScript, forMs: number) => {
  const {
    loss = () => 0,
    delayMs = () => 20,
    packetsPerS = () => 0,
    isProgramSilent = () => false,
    use = 'used',
    random,
  } = script
  const near = { sentPackets: 0, receivedPackets: 0 }
  const far = { sentPackets: 0, receivedPackets: 0 }
  let state: HealthState = healthAtStart(7)
  let farFlow: FlowMemory | undefined
  let toldSinceMs: number | undefined
  const verdicts: (HealthVerdict & { atMs: number })[] = []
  let probes = 0
  const probeTimes: number[] = []
  const pending: { atMs: number; run: () => void }[] = []
  let nowMs = 0
  const carry = (way: Way, arrive: () => void): void => {
    const [from, to] = way === 'up' ? [near, far] : [far, near]
    from.sentPackets++
    if (random.next() < loss(way, nowMs)) return
    pending.push({
      atMs: nowMs + delayMs(nowMs),
      run: () => {
        to.receivedPackets++
        arrive()
      },
    })
  }
  const step = (answers: ProbeAnswer[] = [], unheardMs?: number): void => {
    const seen = { counts: { ...near }, answers, use, terms, ...(unheardMs !== undefined && { unheardMs }) }
    const planned = planLinkHealth(state, seen, monotonicMs(nowMs))
    state = planned.state
    if (planned.reasons.length > 0) verdicts.push({ ...state.verdict, atMs: nowMs })
    for (const { number, asks } of planned.actions) {
      probes++
      // What goes out: a question to both is two packets.
      probeTimes.push(...(asks === 'both' ? [nowMs, nowMs] : [nowMs]))
      if (asks !== 'kernel' && !isProgramSilent(nowMs))
        carry('up', () => {
          const counted = { ...far }
          carry('down', () => step([{ number, by: 'peer', far: counted }]))
        })
      if (asks !== 'program') carry('up', () => carry('down', () => step([{ number, by: 'kernel' }])))
    }
  }
  const farLook = (): void => {
    farFlow = countFlow(farFlow, { ...far }, monotonicMs(nowMs))
    const sinceMs = silenceOf(farFlow, monotonicMs(nowMs))?.sinceMs
    if (sinceMs === undefined || sinceMs === toldSinceMs || isProgramSilent(nowMs)) return
    toldSinceMs = sinceMs
    const forMs = nowMs - sinceMs
    carry('down', () => step([], forMs))
  }
  let owed = 0
  for (; nowMs < forMs; nowMs += STEP_MS) {
    for (owed += (packetsPerS(nowMs) * STEP_MS) / 1_000; owed >= 1; owed--) {
      carry('up', () => {})
      carry('down', () => {})
    }
    for (const due of pending.filter(({ atMs }) => atMs <= nowMs).sort((a, b) => a.atMs - b.atMs)) {
      pending.splice(pending.indexOf(due), 1)
      due.run()
    }
    if (nowMs % LOOK_EVERY_MS === 0) {
      farLook()
      step()
    }
  }
  return { state, verdicts, probes, probeTimes, verdict: state.verdict }
}
