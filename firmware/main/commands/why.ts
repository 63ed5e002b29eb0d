import type { CommandReply } from '../../bus/commands.ts'
import { isTrafficClass, trafficClasses } from '../../domain/traffic-class.ts'
import { UsageError } from '../../usage-error.ts'
import { ask, replyOf } from '../ask.ts'
import type { StopSignal } from '../stop-signal.ts'

interface WhyOptions {
  bus: string
  json?: boolean
}

type Explained = CommandReply<'why.show'>

const signed = (points: number): string => `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(1)}`

/** The choice for people: the verdict, then each candidate with the parts of its score and what would change it. */
export const whyLines = ({ trafficClass, link, verdict, candidates }: Explained): string[] => [
  `${trafficClass}: ${link ?? 'no link'}; ${verdict}`,
  ...candidates.flatMap((candidate) => [
    `${candidate.isChosen ? '→' : ' '} ${candidate.link}: ${candidate.score.toFixed(1)} points`,
    ...candidate.parts.map(({ name, points, text }) => `    ${signed(points).padStart(7)}  ${name}: ${text}`),
    `    would change it: ${candidate.wouldChange}`,
  ]),
]

/** `why CLASS`: why a class of traffic is on its link, asked of the running links service. */
export const why = async ({ bus, json }: WhyOptions, _stop: StopSignal, trafficClass: string): Promise<number> => {
  if (!isTrafficClass(trafficClass))
    throw new UsageError(`class "${trafficClass}": must be one of ${trafficClasses.join(', ')}`)
  const told = replyOf(await ask(bus, 'why.show', { trafficClass }), 'links')
  process.stdout.write(`${json ? JSON.stringify(told) : whyLines(told).join('\n')}\n`)
  return 0
}
