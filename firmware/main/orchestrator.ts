import type { Cancel, Clock } from '../../hal/clock.ts'
import { type Child, type ChildSignal, type RunAs, startChild } from '../../hal/linux/child-process.ts'
import { heardOf, type Liveness, LOOK_EVERY_MS, livenessAtStart, lookAt } from './liveness.ts'
import { planRestart } from './restart.ts'

/** A process to keep running. */
export interface ProcessPlan {
  name: string
  args: readonly string[]
  /** Nice value, −20 (first) to 19; 0 unless given. */
  niceness?: number
  /** In each of its lives; as whoever orchestrates unless given. */
  runAs?: RunAs
}

/** What an orchestrator tells of its processes. */
export type ProcessEvent =
  | { kind: 'ready'; name: string }
  | { kind: 'ended'; name: string; how: string; againInMs: number }
  /** It stood still and is being killed; its end follows. */
  | { kind: 'silent'; name: string; silentMs: number }
  | { kind: 'line'; name: string; line: string }

const words: { [K in ProcessEvent['kind']]: (event: Extract<ProcessEvent, { kind: K }>) => string } = {
  ready: () => 'ready',
  ended: ({ how, againInMs }) => `${how}; starts again in ${againInMs} ms`,
  silent: ({ silentMs }) => `says nothing for ${(silentMs / 1000).toFixed(0)} s: it is killed`,
  line: ({ line }) => line,
}

/** An event in words, without the name of its process. */
export const processWords = (event: ProcessEvent): string => words[event.kind](event as never)

export interface OrchestratorDeps {
  clock: Clock
  program: string
  onEvent(event: ProcessEvent): void
  /** What a process says beside being ready and being alive. */
  onMessage?(name: string, message: unknown): void
}

interface Running {
  plan: ProcessPlan
  child: Child | undefined
  failures: number
  liveness: Liveness
  ended: Promise<void>
  endWait: Cancel
  /** Its end is wanted, and so is its next life. */
  isRenewed: boolean
}

/** How long a process may take to end on SIGTERM before it is killed. */
const TERM_GRACE_MS = 1_000

/**
 * Keeps processes running, each restarted with growing delays when it ends; one log for all. A process that says nothing for long, not even
 * its heartbeat, is killed: one that was stopped, or whose loop hangs, would never end by itself.
 */
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
    const liveness = livenessAtStart(this.#deps.clock.nowMs())
    const running: Running = {
      plan,
      child: undefined,
      failures: 0,
      liveness,
      ended: Promise.resolve(),
      endWait: () => {},
      isRenewed: false,
    }
    this.#running.set(plan.name, running)
    return this.#launch(running)
  }

  /** Kills one process as a crash would (unless another signal is named); it is started again like any other that ended. */
  kill(name: string, signal: ChildSignal = 'SIGKILL'): boolean {
    const child = this.#running.get(name)?.child
    child?.kill(signal)
    return child !== undefined
  }

  /** Ends a process as `stop` does, and starts it again at once: what it was started with is another now. */
  async renew(name: string): Promise<void> {
    const running = this.#running.get(name)
    if (!running?.child) return
    running.isRenewed = true
    await this.#end([running])
  }

  /** Ends a process that is not wanted any more. */
  async retire(name: string): Promise<void> {
    const running = this.#running.get(name)
    if (!running) return
    this.#running.delete(name)
    running.endWait()
    await this.#end([running])
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
    const { name, args, niceness = 0, runAs } = running.plan
    const startedAtMs = clock.nowMs()
    let lastLine = ''
    running.liveness = livenessAtStart(startedAtMs)
    const endWatch = clock.every(LOOK_EVERY_MS, () => {
      if (this.#killsSilent(running)) endWatch()
    })
    return new Promise((resolve) => {
      running.ended = new Promise((ended) => {
        running.child = startChild(
          { program, args, niceness, ...(runAs && { runAs }) },
          {
            onMessage: (message) => {
              running.liveness = heardOf(running.liveness, isReady(message))
              if (isBeat(message)) return
              if (!isReady(message)) return this.#deps.onMessage?.(name, message)
              onEvent({ kind: 'ready', name })
              resolve('ready')
            },
            onLine: (line) => {
              lastLine = line
              onEvent({ kind: 'line', name, line })
            },
            onExit: (how) => {
              endWatch()
              running.child = undefined
              ended()
              resolve({ failed: lastLine || describe(how) })
              this.#restart(running, { startedAtMs, how: describe(how) })
            },
          },
        )
      })
    })
  }

  /** SIGKILL ends a stopped process too. */
  #killsSilent(running: Running): boolean {
    const { state, standsStill } = lookAt(running.liveness, this.#deps.clock.nowMs())
    running.liveness = state
    if (!standsStill) return false
    this.#deps.onEvent({ kind: 'silent', name: running.plan.name, silentMs: state.silentMs })
    running.child?.kill('SIGKILL')
    return true
  }

  #restart(running: Running, { startedAtMs, how }: { startedAtMs: ReturnType<Clock['nowMs']>; how: string }): void {
    if (this.#isStopping || this.#running.get(running.plan.name) !== running) return
    if (running.isRenewed) {
      running.isRenewed = false
      void this.#launch(running)
      return
    }
    const { clock, onEvent } = this.#deps
    const { failures, delayMs } = planRestart({ failures: running.failures, startedAtMs }, clock.nowMs())
    running.failures = failures
    onEvent({ kind: 'ended', name: running.plan.name, how, againInMs: delayMs })
    running.endWait = clock.after(delayMs, () => {
      if (!this.#isStopping) void this.#launch(running)
    })
  }
}

const says =
  (word: string) =>
  (message: unknown): boolean =>
    typeof message === 'object' && message !== null && word in message

const isReady = says('ready')
const isBeat = says('beat')

const describe = ({ code, signal }: { code: number | null; signal: string | null }): string =>
  signal ? `killed by ${signal}` : `ended with status ${code}`
