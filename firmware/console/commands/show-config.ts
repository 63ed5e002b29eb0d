import { configText, openConfig } from '../../config/config-text.ts'
import { parseConfig } from '../../config/read-config.ts'
import type { TrainConfig } from '../../config/train-config.ts'
import { choiceArgument, optional } from '../argument.ts'
import { type CommandContext, command } from '../command.ts'
import { hanging, sheetOf } from '../screen/sheet.ts'

const parts = [
  'train',
  'route',
  'board',
  'gpio',
  'network',
  'state',
  'interlock',
  'stow',
  'devices',
  'terminals',
  'links',
  'traffic',
  'texts',
  'emergency',
  'gpsd',
  'time',
  'rates',
  'console',
] as const

const indentOf = (line: string): string => /^ */.exec(line)?.[0] ?? ''

/** What the keeper has in force: the console itself may have begun with another. */
const inForce = async ({ bus, config }: CommandContext): Promise<{ config: TrainConfig; isOld: boolean }> => {
  const answer = await bus.request('configuration.text', { which: 'active' })
  return answer.ok ? { config: parseConfig(answer.reply.text, 'in force'), isOld: false } : { config, isOld: true }
}

export const showConfig = command({
  words: ['show', 'config'],
  arguments: { part: optional(choiceArgument({ label: 'PART', help: 'argument.config-part', choices: parts })) },
  help: 'help.show-config',
  role: 'viewer',
  run: async (context, { part }) => {
    const sheet = sheetOf(context)
    const { config, isOld } = await inForce(context)
    const text = configText(config, part)
    if (text === undefined) return { lines: [context.text('config.no-part', { part: part ?? '' })], data: null }
    const open = openConfig(config)
    return {
      lines: [
        ...(isOld ? hanging(sheet, '', context.text('config.at-start')) : []),
        ...text
          .trimEnd()
          .split('\n')
          .flatMap((line) => hanging(sheet, indentOf(line).slice(0, 8), line.trimStart())),
      ],
      data: part === undefined ? open : Reflect.get(open, part),
    }
  },
})
