import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { TerminalError } from '../../hal/terminal-error.ts'

const projectRoot = join(import.meta.dirname, '..', '..')

/** Milliseconds that the pinned Node takes to run to its end; throws a TerminalError that quotes stderr when it fails. */
export const timeNodeMs = (args: readonly string[], env = process.env): number => {
  const startedNs = process.hrtime.bigint()
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: projectRoot, encoding: 'utf8', env })
  const tookMs = Number(process.hrtime.bigint() - startedNs) / 1e6
  if (status === 0) return tookMs
  const lines = stderr.trim().split('\n')
  const said = lines.find((line) => /error/i.test(line)) ?? lines.at(-1)
  throw new TerminalError({
    code: 'device-refused',
    device: `node ${args.join(' ')}`,
    retry: 'never',
    message: `ended with status ${status}, so it cannot be timed: ${said}`,
  })
}
