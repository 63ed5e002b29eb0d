import { spawn, spawnSync } from 'node:child_process'
import { accessSync, constants, realpathSync } from 'node:fs'
import { UsageError } from '../../usage-error.ts'
import { usualConsoleLink } from '../console-link.ts'
import type { StopSignal } from '../stop-signal.ts'

const BAUD_RATE = 115_200

/** Terminal programs of Debian, the plainest first, each with how it is left. */
const programs: readonly { name: string; args: (path: string) => string[]; leave: string }[] = [
  { name: 'picocom', args: (path) => ['--quiet', '--baud', String(BAUD_RATE), path], leave: 'Ctrl-A Ctrl-X' },
  { name: 'tio', args: (path) => ['--baudrate', String(BAUD_RATE), path], leave: 'Ctrl-T q' },
  { name: 'minicom', args: (path) => ['-o', '-b', String(BAUD_RATE), '-D', path], leave: 'Ctrl-A X' },
  { name: 'screen', args: (path) => [path, String(BAUD_RATE)], leave: 'Ctrl-A K' },
]

const isThere = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0

const refusal = (link: string, asked: string | undefined, { code }: NodeJS.ErrnoException): string => {
  if (code === 'EACCES' || code === 'EPERM')
    return `${link} may not be opened by this user; add the user to the group of the file (often dialout)`
  return `${link}: ${asked === undefined ? 'no ride is running here: begin one with npm start' : 'there is no such port'}`
}

const portOf = (asked: string | undefined): string => {
  const link = asked ?? usualConsoleLink()
  try {
    const path = realpathSync(link)
    accessSync(path, constants.R_OK | constants.W_OK)
    return path
  } catch (cause) {
    throw new UsageError(refusal(link, asked, cause as NodeJS.ErrnoException), { cause })
  }
}

/** `console`: opens the console of a ride, or of a train on a cable, with whatever terminal program is there. */
export const console = async (_options: object, _stop: StopSignal, asked?: string): Promise<number> => {
  const path = portOf(asked)
  const program = programs.find(({ name }) => isThere(name))
  if (!program) {
    const names = programs.map(({ name }) => name).join(', ')
    throw new UsageError(`no terminal program is installed (${names}); open ${path} at ${BAUD_RATE} 8N1 with any`)
  }
  process.stderr.write(`${program.name} on ${path}; ${program.leave} leaves it\n`)
  const child = spawn(program.name, program.args(path), { stdio: 'inherit' })
  const { promise, resolve } = Promise.withResolvers<number>()
  child.once('error', () => resolve(1))
  child.once('exit', (code) => resolve(code ?? 1))
  return promise
}
