import type { ConsoleCommand } from './command.ts'
import { configurationCommands } from './commands/configuration.ts'
import { helpCommand } from './commands/help.ts'
import { sessionCommands } from './commands/session.ts'

const others: readonly ConsoleCommand[] = [...configurationCommands, ...sessionCommands]

/** Every command of the console; `docs/console.md` is made from it. */
export const commands: readonly ConsoleCommand[] = [...others, helpCommand(others)]
