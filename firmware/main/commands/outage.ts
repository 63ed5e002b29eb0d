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

interface Asked {
  bus: string
  json?: true
}

const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`

/** `outage show`: what is announced and not over. */
export const outageShow = async ({ bus, json }: Asked): Promise<number> => {
  const { outages } = replyOf(await ask(bus, 'outage.show', {}), 'links')
  const lines = outages.map(
    ({ link, inMs, leftMs, cause, source }) =>
      `${link}: ${inMs > 0 ? `in ${seconds(inMs)}, until` : 'out, over'} in ${seconds(leftMs)}: ${cause}; announced by ${source}\n`,
  )
  process.stdout.write(json ? `${JSON.stringify({ outages })}\n` : lines.join('') || 'no outage is announced\n')
  return 0
}

/** `outage cancel LINK`: takes back what somebody announced of it. */
export const outageCancel = async (
  { bus, by }: { bus: string; by: string },
  _stop: StopSignal,
  link: string,
): Promise<number> => {
  replyOf(await ask(bus, 'outage.cancel', { by, link }), 'links')
  process.stdout.write(`${link}: what ${by} announced is taken back\n`)
  return 0
}
