import type { CommandContext } from './command.ts'

/** Waits for so long, ms; `false` at once when the command has been ended. */
export const pause = ({ clock, ended }: Pick<CommandContext, 'clock' | 'ended'>, forMs: number): Promise<boolean> =>
  new Promise((resolve) => {
    if (ended.aborted) return resolve(false)
    const end = (): void => {
      cancel()
      resolve(false)
    }
    const cancel = clock.after(forMs, () => {
      ended.removeEventListener('abort', end)
      resolve(true)
    })
    ended.addEventListener('abort', end, { once: true })
  })
