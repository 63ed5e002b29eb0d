import { type ChildProcess, spawn } from 'node:child_process'
import type { Account } from './account.ts'
import { asAccount } from './as-account.ts'
import { setNiceness } from './niceness.ts'

/** What a process of ours may be sent: to end, at once or not, and to stand still and go on. */
export type ChildSignal = 'SIGTERM' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'

/** A process of ours that was started, and the messages between it and us. */
export interface Child {
  readonly pid: number | undefined
  send(message: object): void
  kill(signal: ChildSignal): void
}

export interface ChildHandlers {
  onMessage(message: unknown): void
  /** Whole lines of its stderr, without line ends. */
  onLine(line: string): void
  /** Called once. */
  onExit(how: { code: number | null; signal: string | null }): void
}

/** Lines longer than this are cut: a process gone mad must not fill our memory. */
const LINE_LIMIT = 2_000

const onLines = (child: ChildProcess, onLine: (line: string) => void): void => {
  let rest = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = (lines.pop() ?? '').slice(0, LINE_LIMIT)
    for (const line of lines) onLine(line.slice(0, LINE_LIMIT))
  })
}

/** As whom a process of ours runs. */
export interface RunAs {
  account: Pick<Account, 'name' | 'uid' | 'gid' | 'groups'>
  /** All of it: nothing of our own is handed on. */
  environment: NodeJS.ProcessEnv
}

interface ChildPlan {
  program: string
  args: readonly string[]
  /** Nice value, −20 to 19. */
  niceness: number
  /** As us unless given; only root may start somebody else's. */
  runAs?: RunAs
}

/** Starts this very program with other arguments, on the same runtime. It gets no terminal, and ends on SIGTERM. */
export const startChild = ({ program, args, niceness, runAs }: ChildPlan, handlers: ChildHandlers): Child => {
  const ours = { program: process.execPath, args: [...process.execArgv, program, ...args] }
  const run = runAs ? asAccount(runAs.account, ours.program, ours.args) : ours
  const child = spawn(run.program, run.args, {
    ...(runAs && { env: runAs.environment }),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Ctrl-C reaches the whole foreground group: the parent alone decides the order in which processes end.
    detached: true,
  })
  // Before the runtime has threads: each inherits it.
  if (child.pid !== undefined) setNiceness(child.pid, niceness)
  let hasEnded = false
  const end = (code: number | null, signal: string | null): void => {
    if (hasEnded) return
    hasEnded = true
    handlers.onExit({ code, signal })
  }
  onLines(child, handlers.onLine)
  child.on('message', handlers.onMessage)
  child.on('error', () => end(null, null))
  child.on('close', end)
  return {
    pid: child.pid,
    send: (message) => {
      if (child.connected) child.send(message, () => {})
    },
    kill: (signal) => {
      child.kill(signal)
    },
  }
}

/** The other end: what a started process uses to speak with the one that started it. */
export const parentProcess = {
  isThere: (): boolean => process.connected === true,
  send: (message: object): void => {
    if (process.connected) process.send?.(message, undefined, undefined, () => {})
  },
  onMessage: (handler: (message: unknown) => void): void => {
    process.on('message', handler)
  },
  onGone: (handler: () => void): void => {
    process.on('disconnect', handler)
  },
  /** Lets go of the parent, who would keep this process alive for its messages. */
  leave: (): void => {
    if (process.connected) process.disconnect()
  },
}
