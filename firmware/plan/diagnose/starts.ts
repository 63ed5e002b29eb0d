import type { Seen, StartSeen } from './seen.ts'
import { ends, good, type Step, type Steps } from './steps.ts'

/** Of the starts that are kept. */
const CRASHES_MANY = 3
const CUTS_MANY = 2

const before = ({ starts = [] }: Seen): readonly StartSeen[] => starts.slice(0, -1)

const count = (starts: readonly StartSeen[], end: StartSeen['end']): number =>
  starts.filter((one) => one.end === end).length

const crashes: Step = {
  id: 'crashes',
  needs: ['starts'],
  judge: ({ starts }) => {
    if (!starts) return ends('silent', 'service-silent', { service: 'power' })
    const sums = new Map<string, number>()
    for (const one of starts)
      for (const [service, times] of Object.entries(one.crashes)) sums.set(service, (sums.get(service) ?? 0) + times)
    const [worst] = [...sums].toSorted(([, one], [, other]) => other - one)
    const text = [...sums].map(([service, times]) => `${service} ${times}×`).join(', ') || 'none'
    if (!worst || worst[1] < CRASHES_MANY) return good(text)
    return ends(text, 'crashing', { service: worst[0], times: worst[1] })
  },
}

const endsText = (starts: readonly StartSeen[]): string => starts.map(({ end }) => end).join(', ') || 'no earlier run'

const power: Step = {
  id: 'power',
  needs: ['isSupplyFailing'],
  judge: (seen) => {
    const times = count(before(seen), 'supply')
    const text = times === 0 ? 'has not failed' : `failed ${times}×`
    if (seen.isSupplyFailing) return ends('failing', 'supply-failing')
    return times >= 1 ? ends(text, 'supply-cuts', { times }) : good(text)
  },
}

const last = {
  id: 'ends',
  needs: [],
  judge: (seen: Seen) => {
    const old = before(seen)
    const cut = old.filter(
      (one, index) => one.end === 'cut' && seen.starts?.[index + 1]?.isMachineStart === true,
    ).length
    const program = count(old, 'cut') - cut
    const text = endsText(old)
    if (cut >= CUTS_MANY) return ends(text, 'cuts', { times: cut })
    if (program >= CUTS_MANY) return ends(text, 'ended-by-itself', { times: program })
    const stopped = count(old, 'clean')
    if (stopped > CRASHES_MANY) return ends(text, 'restarted-by-hand', { times: stopped })
    const ranS = seen.starts?.at(-1)?.ranS ?? 0
    return ends(text, 'steady', { ranS })
  },
} as const satisfies Step

/** The controller, or what runs on it, starts again and again. */
export const keepsRebooting: Steps = [crashes, power, last]
