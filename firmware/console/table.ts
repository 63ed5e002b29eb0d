import type { ConsoleCommand } from './command.ts'
import { accessCommands } from './commands/access.ts'
import { alarmCommands } from './commands/alarms.ts'
import { accelerometerCommands } from './commands/calibrate-accelerometer.ts'
import { calibrateMount } from './commands/calibrate-mount.ts'
import { configurationCommands } from './commands/configuration.ts'
import { diagnoseCommands } from './commands/diagnose.ts'
import { emergencyCommands } from './commands/emergency.ts'
import { fileCommands } from './commands/files.ts'
import { helpCommand } from './commands/help.ts'
import { linkTestCommands } from './commands/link-tests.ts'
import { logCommands } from './commands/log.ts'
import { modemCommands } from './commands/modem.ts'
import { muteTestCommands } from './commands/mute-test.ts'
import { pointCommands } from './commands/point.ts'
import { requestCommands } from './commands/requests.ts'
import { selftestCommands } from './commands/selftest.ts'
import { sessionCommands } from './commands/session.ts'
import { showCommands, whyCommands } from './commands/shows.ts'
import { stowCommands } from './commands/stow.ts'

const others: readonly ConsoleCommand[] = [
  ...showCommands,
  ...whyCommands,
  ...alarmCommands,
  ...logCommands,
  ...requestCommands,
  ...emergencyCommands,
  ...muteTestCommands,
  ...stowCommands,
  ...pointCommands,
  calibrateMount,
  ...accelerometerCommands,
  ...linkTestCommands,
  ...diagnoseCommands,
  ...selftestCommands,
  ...modemCommands,
  ...configurationCommands,
  ...accessCommands,
  ...fileCommands,
  ...sessionCommands,
]

/** Every command of the console; `docs/console.md` is made from it. */
export const commands: readonly ConsoleCommand[] = [...others, helpCommand(others)]
