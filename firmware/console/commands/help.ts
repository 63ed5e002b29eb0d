import { mayAct } from '../../domain/role.ts'
import { type ConsoleCommand, command } from '../command.ts'
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
      const lines = usages.flatMap(({ usage, what }) => {
        if (isNarrow || usage.length > width) return [usage, `${' '.repeat(isNarrow ? 2 : width + 2)}${what}`]
        return [`${usage.padEnd(width)}  ${what}`]
      })
      return { lines: [...lines, '', ...text('session.help-keys').split('\n')], data: usages }
    },
  })
  return help
}
