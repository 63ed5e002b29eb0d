import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'

const projectRoot = join(import.meta.dirname, '..', '..')
const mainFile = join(projectRoot, 'firmware', 'main.ts')

/** How a command ended, and all that it said. */
export interface Ended {
  /** Exit status; null when a signal ended it. */
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  /** From its start to its end. */
  readonly wallMs: number
}

/** A command that runs as a process of its own. */
export interface Command {
  readonly pid: number
  /** Sends a signal and resolves with the end and how long it took. */
  end(signal: NodeJS.Signals): Promise<Ended & { endedAfterMs: number }>
  /** Resolves when what the command has said matches; rejects, with all of it, when it ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray>
  /** Rejects when the command left an unhandled rejection or a stack trace behind. */
  readonly ended: Promise<Ended>
}

/** A command that hangs is killed after this long, and its test fails. */
const LIMIT_MS = 90_000
/** One that serves until it is told to end may wait for others as long as this. */
const SERVING_LIMIT_MS = 300_000
const STACK_TRACE = /unhandled|^\s+at .+:\d+:\d+\)?$/im

/** What a person types at their own terminal: nothing of how these tests are run. */
const environment = (temporaryFolder: string): NodeJS.ProcessEnv => {
  const { FORCE_COLOR: _force, NO_COLOR: _no, NODE_OPTIONS: _options, NODE_CHANNEL_FD: _fd, ...rest } = process.env
  return { ...rest, TMPDIR: temporaryFolder, TERM: 'xterm-256color', SHELL: '/bin/sh' }
}

const environmentOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8')
  } catch {
    return ''
  }
}

interface Launch {
  program: string
  args: readonly string[]
  folder: string
  temporaryFolder: string
  limitMs?: number
}

const launch = ({ program, args, folder, temporaryFolder, limitMs = LIMIT_MS }: Launch): Command => {
  const sinceMs = systemClock.nowMs()
  const child = spawn(program, args, {
    cwd: folder,
    env: environment(temporaryFolder),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: limitMs,
    killSignal: 'SIGKILL',
  })
  const said = { stdout: '', stderr: '' }
  const text = (): string => said.stdout + said.stderr
  const listeners = new Set<() => void>()
  const hear = (stream: 'stdout' | 'stderr') => (chunk: string) => {
    said[stream] += chunk
    for (const listener of listeners) listener()
  }
  child.stdout.setEncoding('utf8').on('data', hear('stdout'))
  child.stderr.setEncoding('utf8').on('data', hear('stderr'))
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status) => {
      const trace = STACK_TRACE.exec(text())
      if (trace) reject(new Error(`${args.join(' ')}: left a stack trace:\n${text()}`))
      else resolve({ status, ...said, wallMs: systemClock.nowMs() - sinceMs })
    })
  })
  ended.catch(() => undefined)
  return {
    pid: child.pid ?? 0,
    ended,
    end: async (signal) => {
      const atMs = systemClock.nowMs()
      child.kill(signal)
      const end = await ended
      return { ...end, endedAfterMs: systemClock.nowMs() - atMs }
    },
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(text())
          if (!found) return
          listeners.delete(look)
          resolve(found)
        }
        listeners.add(look)
        child.once('close', () => reject(new Error(`${args.join(' ')}: ended and never said ${pattern}:\n${text()}`)))
        look()
      }),
  }
}

/** A folder of a test's own, in which commands run and where they keep their temporary files; it is removed with the test. */
export class Desk {
  readonly folder: string
  readonly #temporaryFolder: string

  constructor(t: { teardown(cleanUp: () => void): void }) {
    this.folder = mkdtempSync(join(tmpdir(), 'steppelink-system-'))
    this.#temporaryFolder = join(this.folder, 'tmp')
    mkdirSync(this.#temporaryFolder)
    t.teardown(() => {
      for (const pid of this.processes()) process.kill(pid, 'SIGKILL')
      rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 })
    })
  }

  path(...names: string[]): string {
    return join(this.folder, ...names)
  }

  /** Starts a command of ours; `args` as on the command line. */
  start(...args: string[]): Command {
    return launch(this.#launching(args))
  }

  /** Starts a command of ours that serves until it is ended. */
  serve(...args: string[]): Command {
    return launch({ ...this.#launching(args), limitMs: SERVING_LIMIT_MS })
  }

  /** Starts somebody else's program. */
  startProgram(program: string, ...args: string[]): Command {
    const { folder } = this
    return launch({ program, args, folder, temporaryFolder: this.#temporaryFolder, limitMs: SERVING_LIMIT_MS })
  }

  #launching(args: readonly string[]): Launch {
    const { folder } = this
    return { program: process.execPath, args: [mainFile, ...args], folder, temporaryFolder: this.#temporaryFolder }
  }

  /** Runs a command of ours to its end. */
  run(...args: string[]): Promise<Ended> {
    return this.start(...args).ended
  }

  /** A command of ours as a shell would be given it. */
  commandLine(...args: string[]): string {
    return [process.execPath, mainFile, ...args].map((word) => `'${word}'`).join(' ')
  }

  /** Ids of the processes that run with this desk's temporary folder: what commands started here left running. */
  processes(): number[] {
    const mark = `TMPDIR=${this.#temporaryFolder}\0`
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && environmentOf(name).includes(mark))
      .map(Number)
  }

  /** Resolves once `isSo`, which is looked at often; rejects after `limitMs`. */
  async has(isSo: () => boolean, limitMs = 10_000): Promise<void> {
    const endMs = systemClock.nowMs() + limitMs
    while (!isSo()) {
      if (systemClock.nowMs() > endMs) throw new Error(`after ${limitMs} ms still not so: ${isSo}`)
      await sleep(systemClock, 20)
    }
  }

  /** Names of the temporary files and folders that commands left behind. */
  leftovers(): string[] {
    return readdirSync(this.#temporaryFolder)
  }
}

/** Says, as an assertion, that a command left no process running and no temporary file. */
export const leavesNothing = (t: Pick<ExecutionContext<unknown>, 'deepEqual'>, desk: Desk): void => {
  t.deepEqual(desk.processes(), [], 'processes left running')
  t.deepEqual(desk.leftovers(), [], 'temporary files left behind')
}
