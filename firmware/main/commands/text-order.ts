import { readKeyFile } from '../../../hal/linux/tunnels/key-file.ts'
import { wallUtcMs } from '../../../hal/linux/wall-clock.ts'
import { isTextCommand, signTextCommand } from '../../domain/text-command.ts'
import { switchMac } from '../../services/switch-mac.ts'
import { UsageError } from '../../usage-error.ts'
import { ask, replyOf } from '../ask.ts'
import type { StopSignal } from '../stop-signal.ts'

interface OrderOptions {
  train: string
  sender: string
  key: string
  counter?: number
}

/** `text order COMMAND`: the line to send, on stdout. Seconds since 1970 rise by themselves, so that nobody has to keep count. */
export const textOrder = async (
  options: OrderOptions,
  _stop: StopSignal,
  words: string | string[],
): Promise<number> => {
  const command = [words].flat().join(' ')
  if (!isTextCommand(command))
    throw new UsageError(`"${command}": no such command; commands: where, status, mute, modem reset NAME`)
  const { train: trainId, sender, key, counter = Math.floor(wallUtcMs() / 1_000) } = options
  const line = signTextCommand({ trainId, counter, sender, command }, switchMac(await readKeyFile(key)))
  process.stdout.write(`${line}\n`)
  return 0
}

/** `text audit`: a line each, the oldest first. */
export const textAudit = async ({ bus }: { bus: string }, _stop: StopSignal): Promise<number> => {
  const { isUnread, entries } = replyOf(await ask(bus, 'text.audit', {}), 'the links service')
  if (isUnread) process.stdout.write('what was obeyed before cannot be read: no command is obeyed\n')
  for (const { utcMs, from, sender, counter, command, outcome, why } of entries) {
    const at = utcMs === undefined ? 'at a time that nobody knew' : new Date(utcMs).toISOString()
    process.stdout.write(`${at} ${from} ${sender} ${counter} "${command}": ${outcome}${why === '' ? '' : `: ${why}`}\n`)
  }
  if (entries.length === 0) process.stdout.write('no command has come\n')
  return 0
}
