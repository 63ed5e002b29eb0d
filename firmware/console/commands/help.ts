import { mayAct } from '../../domain/role.ts'
import { type ConsoleCommand, command } from '../command.ts'
import { wrapTo } from '../screen/width.ts'
import { usageText } from '../usage-text.ts'

const WIDEST = 34

/** `help`, which knows the whole table, itself among it. */
export const helpCommand = (others: readonly ConsoleCommand[]): ConsoleCommand => {
  const help: ConsoleCommand = command({
    words: ['help'],
    arguments: {},
    help: 'session.help-help',
    role: 'viewer',
    run: async ({ text, user, size }) => {
      const mine = [...others, help].filter(({ role }) => mayAct(user.role, role))
      const usages = mine
        .map((one) => ({ usage: usageText(one), what: text(one.help) }))
        .sort((a, b) => a.usage.localeCompare(b.usage))
      const width = Math.min(WIDEST, Math.max(...usages.map(({ usage }) => usage.length)))
      const isNarrow = size.columns < 60
      const indent = ' '.repeat(isNarrow ? 2 : width + 2)
      const lines = usages.flatMap(({ usage, what }) => {
        const told = wrapTo(what, size.columns - indent.length).map((line) => `${indent}${line}`)
        if (isNarrow || usage.length > width) return [usage, ...told]
        return [`${usage.padEnd(indent.length)}${told[0]?.slice(indent.length) ?? ''}`, ...told.slice(1)]
      })
      return { lines: [...lines, '', ...text('session.help-keys').split('\n')], data: usages }
    },
  })
  return help
}
