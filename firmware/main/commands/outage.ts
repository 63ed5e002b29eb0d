import { ask, replyOf } from '../ask.ts'
import type { StopSignal } from '../stop-signal.ts'

interface OutageOptions {
  bus: string
  by: string
  in: number
  for: number
  cause: string
}

/** `outage announce LINK`: traffic leaves the link before the outage, where another is better. */
export const outageAnnounce = async (options: OutageOptions, _stop: StopSignal, link: string): Promise<number> => {
  const { bus, by, cause } = options
  replyOf(await ask(bus, 'outage.announce', { by, link, cause, inMs: options.in, forMs: options.for }), 'links')
  process.stdout.write(`${link}: out in ${options.in / 1000} s for ${options.for / 1000} s: ${cause}\n`)
  return 0
}
