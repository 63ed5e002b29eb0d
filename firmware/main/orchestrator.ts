import type { Cancel, Clock } from '../../hal/clock.ts'
import { type Child, type ChildSignal, startChild } from '../../hal/linux/child-process.ts'
import { planRestart } from './restart.ts'

/** A process to keep running. */
export interface ProcessPlan {
  name: string
  args: readonly string[]
}

/** What an orchestrator tells of its processes. */
export type ProcessEvent =
  | { kind: 'ready'; name: string }
  | { kind: 'ended'; name: string; how: string; againInMs: number }
  | { kind: 'line'; name: string; line: string }

export interface OrchestratorDeps {
  clock: Clock
  program: string
  onEvent(event: ProcessEvent): void
  /** What a process says beside being ready. */
  onMessage?(name: string, message: unknown): void
}

interface Running {
  plan: ProcessPlan
  child: Child | undefined
  failures: number
  ended: Promise<void>
  endWait: Cancel
}

/** How long a process may take to end on SIGTERM before it is killed. */
const TERM_GRACE_MS = 1_000

/** Keeps processes running, each restarted with growing delays when it ends; one log for all. */
export class Orchestrator {
  readonly #deps: OrchestratorDeps
  readonly #running = new Map<string, Running>()
  #isStopping = false

  constructor(deps: OrchestratorDeps) {
    this.#deps = deps
  }

  /** Starts a process; resolves when it says that it is ready, or when it has ended before that. After `stop` nothing starts any more. */
  async start(plan: ProcessPlan): Promise<'ready' | { failed: string }> {
    if (this.#isStopping) return { failed: 'everything is being stopped' }
    const running: Running = { plan, child: undefined, failures: 0, ended: Promise.resolve(), endWait: () => {} }
    this.#running.set(plan.name, running)
    return this.#launch(running)
  }

  /** Kills one process as a crash would (unless another signal is named); it is started again like any other that ended. */
  kill(name: string, signal: ChildSignal = 'SIGKILL'): boolean {
    const child = this.#running.get(name)?.child
    child?.kill(signal)
    return child !== undefined
  }

  /** Lost when the process does not run. */
  send(name: string, message: object): void {
    this.#running.get(name)?.child?.send(message)
  }

  /** Ends all processes, the first started last: the others may still need it while they end. */
  async stop(): Promise<void> {
    this.#isStopping = true
    for (const { endWait } of this.#running.values()) endWait()
    const [first, ...others] = this.#running.values()
    await this.#end(others)
    if (first) await this.#end([first])
  }

  /** SIGTERM, then SIGKILL to what is left. */
  async #end(processes: readonly Running[]): Promise<void> {
    for (const { child } of processes) child?.kill('SIGTERM')
    const ended = Promise.all(processes.map((running) => running.ended))
    const endWait = this.#deps.clock.after(TERM_GRACE_MS, () => {
      for (const { child } of processes) child?.kill('SIGKILL')
    })
    await ended
    endWait()
  }

  #launch(running: Running): Promise<'ready' | { failed: string }> {
    const { clock, program, onEvent } = this.#deps
    const { name, args } = running.plan
    const startedAtMs = clock.nowMs()
    let lastLine = ''
    return new Promise((resolve) => {
      running.ended = new Promise((ended) => {
        running.child = startChild(program, args, {
          onMessage: (message) => {
            if (!isReady(message)) return this.#deps.onMessage?.(name, message)
            onEvent({ kind: 'ready', name })
            resolve('ready')
          },
          onLine: (line) => {
            lastLine = line
            onEvent({ kind: 'line', name, line })
          },
          onExit: (how) => {
            running.child = undefined
            ended()
            resolve({ failed: lastLine || describe(how) })
            this.#restart(running, { startedAtMs, how: describe(how) })
          },
        })
      })
    })
  }

  #restart(running: Running, { startedAtMs, how }: { startedAtMs: ReturnType<Clock['nowMs']>; how: string }): void {
    if (this.#isStopping) return
    const { clock, onEvent } = this.#deps
    const { failures, delayMs } = planRestart({ failures: running.failures, startedAtMs }, clock.nowMs())
    running.failures = failures
    onEvent({ kind: 'ended', name: running.plan.name, how, againInMs: delayMs })
    running.endWait = clock.after(delayMs, () => {
      if (!this.#isStopping) void this.#launch(running)
    })
  }
}

const isReady = (message: unknown): boolean => typeof message === 'object' && message !== null && 'ready' in message

const describe = ({ code, signal }: { code: number | null; signal: string | null }): string =>
  signal ? `killed by ${signal}` : `ended with status ${code}`
