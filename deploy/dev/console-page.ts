import type { ConsoleCommand } from '../../firmware/console/command.ts'
import { textIn } from '../../firmware/console/messages.ts'
import { commands } from '../../firmware/console/table.ts'
import { usageText } from '../../firmware/console/usage-text.ts'

const HEAD = `# Commands of the console

What can be typed at [the technician's console](serial-console.md). Words may be shortened as long as they are clear; what stands in brackets may be left out.
A role may do what those before it may: viewer, technician, engineer. **Asks** means that it asks before it does it. Behind any of them may stand
\`| include TEXT\`, \`| exclude TEXT\` or \`| json\`.

This page is made from the firmware's own table of commands by \`npm run docs\`.
`

const text = textIn('en')

const argumentLines = ({ arguments: args }: ConsoleCommand): string[] =>
  args.map(([, { label, help, range }]) => {
    const within = range === undefined ? '' : ` (${range})`
    return `\`${label}\`: ${text(help)}${within}`
  })

const cell = (written: string): string => written.replaceAll('|', '\\|')

const rowOf = (command: ConsoleCommand): string => {
  const what = [text(command.help), ...argumentLines(command)].join('<br>')
  const role = command.danger === undefined ? command.role : `${command.role}, **asks**`
  return `| \`${cell(usageText(command))}\` | ${role} | ${cell(what)} |`
}

/** The reference page of the console's commands, by their first word. */
export const consolePage = (): string => {
  const sorted = [...commands].sort((a, b) => (usageText(a) < usageText(b) ? -1 : 1))
  return [HEAD, '| command | role | what it does |', '|---|---|---|', ...sorted.map(rowOf), ''].join('\n')
}
