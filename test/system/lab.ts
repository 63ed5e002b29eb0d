import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import type { ExecutionContext } from 'ava'

const railLab = join(import.meta.dirname, '..', '..', 'deploy', 'dev', 'rail-lab')
const LIMIT_MS = 30_000

/** A railway's network of a test's own; it is gone with the test. Needs root, and says so where there is none. */
export class Lab {
  readonly name: string

  private constructor(name: string) {
    this.name = name
  }

  static async up(t: ExecutionContext, suffix = ''): Promise<Lab> {
    const lab = new Lab(`t${process.pid}${suffix}`)
    t.teardown(() => lab.do('down').then(() => undefined))
    await lab.do('up')
    return lab
  }

  /** A command of rail-lab; rejects with what it said. */
  async do(...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(railLab, ['--name', this.name, ...args], { timeout: LIMIT_MS })
    return stdout
  }

  /** Runs a program on a node; resolves with its stdout. */
  exec(node: string, ...command: string[]): Promise<string> {
    return this.do('exec', node, ...command)
  }

  /** Starts a program on a node that goes on until the lab is taken down, or it is killed. */
  start(node: string, ...command: string[]): ChildProcess {
    return spawn(railLab, ['--name', this.name, 'exec', node, ...command], { stdio: ['pipe', 'pipe', 'inherit'] })
  }

  /** A program of ours on a node, spoken to in lines of JSON. */
  talk(node: string, file: string, ...args: string[]): Talk {
    return new Talk(this.start(node, process.execPath, join(import.meta.dirname, file), ...args))
  }
}

/** Lines of JSON to a process and back, one answer a line. */
export class Talk {
  readonly child: ChildProcess
  readonly #lines: AsyncIterator<string>

  constructor(child: ChildProcess) {
    this.child = child
    if (!child.stdout) throw new TypeError('a process without stdout cannot answer')
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    child.stdin?.on('error', () => {})
  }

  /** The next line that it says; rejects when it has ended. */
  async hear(): Promise<unknown> {
    const { value, done } = await this.#lines.next()
    if (done) throw new TypeError('the process ended without an answer')
    return JSON.parse(value)
  }

  ask(call: object): Promise<unknown> {
    this.child.stdin?.write(`${JSON.stringify(call)}\n`)
    return this.hear()
  }

  /** As a crash would end it. */
  async kill(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('close', resolve))
    this.child.kill('SIGKILL')
    await ended
  }
}
