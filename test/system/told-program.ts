import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { systemClock } from '../../hal/linux/clock.ts'

interface ToldLine {
  /** Of the system's clock. */
  atMs: number
  line: string
}

/** A program that goes on by itself and tells lines, on stdout or stderr. */
export interface ToldProgram {
  readonly pid: number
  /** All that it has told, the oldest first. */
  readonly lines: readonly ToldLine[]
  /** The first line from number `since` on that matches, as soon as it is told; rejects with the last ones when there is none in time. */
  says(pattern: RegExp, limits?: { withinMs?: number; since?: number }): Promise<ToldLine>
  /** Resolves once it has ended; also when it had before. */
  end(signal: NodeJS.Signals): Promise<void>
}

const WITHIN_MS = 30_000
const SHOWN = 12

/** Starts it in a folder; nothing comes from its stdin. */
export const startTold = (program: string, args: readonly string[], folder: string): ToldProgram => {
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: ToldLine[] = []
  const listeners = new Set<() => void>()
  const hear = (): void => {
    for (const listener of listeners) listener()
  }
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      lines.push({ atMs: systemClock.nowMs(), line })
      hear()
    })
  let hasEnded = false
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      hasEnded = true
      hear()
      resolve()
    }
    child.once('close', end)
    child.once('error', end)
  })
  const lastLines = (): string =>
    lines
      .slice(-SHOWN)
      .map(({ line }) => line)
      .join('\n')
  return {
    pid: child.pid ?? 0,
    lines,
    says: (pattern, { withinMs = WITHIN_MS, since = 0 } = {}) =>
      new Promise((resolve, reject) => {
        const done = (): void => {
          listeners.delete(look)
          cancel()
        }
        const fail = (why: string): void => {
          done()
          reject(new Error(`${args.at(-1)}: ${why} ${pattern}:\n${lastLines()}`))
        }
        const look = (): void => {
          const found = lines.slice(since).find(({ line }) => pattern.test(line))
          if (found) {
            done()
            resolve(found)
          } else if (hasEnded) fail('ended and never said')
        }
        const cancel = systemClock.after(withinMs, () => fail(`did not say within ${withinMs / 1000} s`))
        listeners.add(look)
        look()
      }),
    end: async (signal) => {
      if (!hasEnded) child.kill(signal)
      await ended
    },
  }
}
