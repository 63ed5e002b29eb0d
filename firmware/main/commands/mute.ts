import { styleText } from 'node:util'
import type { CommandReply } from '../../bus/commands.ts'
import { permitData } from '../../plan/permit-data.ts'
import { type Paint, permitLines } from '../../plan/permit-text.ts'
import { ask, replyOf } from '../ask.ts'
import type { StopSignal } from '../stop-signal.ts'

interface MuteOptions {
  bus: string
  json?: boolean
}

type Told = CommandReply<'mute.show'>

const styles = { good: 'green', bad: 'red', dim: 'dim' } as const

/** Colours where stdout is a terminal that wants them. */
const paint: Paint = (tone, text) => styleText(styles[tone], text, { stream: process.stdout })

/** As JSON: durations in seconds in place of times of a clock that nobody else has. */
export const muteJson = ({ atMs, terminals, ...train }: Told): object => ({
  ...train,
  terminals: permitData(terminals, atMs),
})

/** `mute show`: every condition of every terminal with its value beside its limit; exit status 1 while one is muted. */
export const muteShow = async ({ bus, json }: MuteOptions, _stop: StopSignal): Promise<number> => {
  const told = replyOf(await ask(bus, 'mute.show', {}), 'the interlock')
  const text = json ? JSON.stringify(muteJson(told)) : permitLines(told.terminals, told.atMs, paint).join('\n')
  process.stdout.write(`${text}\n`)
  return Object.values(told.terminals).every(({ isPermitted }) => isPermitted) ? 0 : 1
}
