import { isTrafficClass, trafficClasses } from '../../domain/traffic-class.ts'
import { whyLines } from '../../plan/class-text.ts'
import { UsageError } from '../../usage-error.ts'
import { ask, replyOf } from '../ask.ts'
import type { StopSignal } from '../stop-signal.ts'

interface WhyOptions {
  bus: string
  json?: boolean
}

/** `why CLASS`: why a class of traffic is on its link, asked of the running links service. */
export const why = async ({ bus, json }: WhyOptions, _stop: StopSignal, trafficClass: string): Promise<number> => {
  if (!isTrafficClass(trafficClass))
    throw new UsageError(`class "${trafficClass}": must be one of ${trafficClasses.join(', ')}`)
  const told = replyOf(await ask(bus, 'why.show', { trafficClass }), 'links')
  process.stdout.write(`${json ? JSON.stringify(told) : whyLines(told).join('\n')}\n`)
  return 0
}
