import { configText, openConfig } from '../../config/config-text.ts'
import { choiceArgument, optional } from '../argument.ts'
import { command } from '../command.ts'
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

export const showConfig = command({
  words: ['show', 'config'],
  arguments: { part: optional(choiceArgument({ label: 'PART', help: 'argument.config-part', choices: parts })) },
  help: 'help.show-config',
  role: 'viewer',
  run: async (context, { part }) => {
    const sheet = sheetOf(context)
    const text = configText(context.config, part)
    if (text === undefined) return { lines: [context.text('config.no-part', { part: part ?? '' })], data: null }
    const open = openConfig(context.config)
    return {
      lines: text
        .trimEnd()
        .split('\n')
        .flatMap((line) => hanging(sheet, indentOf(line).slice(0, 8), line.trimStart())),
      data: part === undefined ? open : Reflect.get(open, part),
    }
  },
})
