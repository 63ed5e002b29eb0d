import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where a ride leaves a link to its console for `steppelink console`, one a user; the last ride that began has it. */
export const usualConsoleLink = (): string =>
  join(process.env['XDG_RUNTIME_DIR'] ?? tmpdir(), `steppelink-console-${process.getuid?.() ?? 0}`)
