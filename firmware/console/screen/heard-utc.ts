import type { CommandContext } from '../command.ts'

/** UTC at a time of the machine's clock, ms since 1970, where it is trusted. */
export const utcNow = async (
  context: Pick<CommandContext, 'seen' | 'clock'>,
  atMs: number = context.clock.nowMs(),
): Promise<number | undefined> => {
  const message = (await context.seen('time'))?.message
  if (message?.utcMs === undefined || message.trust !== 'trusted') return undefined
  return Math.round(message.utcMs + atMs - message.atMs)
}
