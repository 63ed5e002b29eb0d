import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { everyLogged } from '../../firmware/services/tick-log.ts'
import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { TerminalError } from '../../hal/terminal-error.ts'

/** The period of an empty loop that ticks as often as tracking aims. */
export const TIMER_PERIOD_MS = 50

/** How late each tick of an empty 20 Hz loop was, ms: the noise of the machine and of the runtime's timers. */
const lateTicks = async (forMs: number): Promise<number[]> => {
  const { log, end } = everyLogged(systemClock, TIMER_PERIOD_MS, () => undefined)
  await sleep(systemClock, forMs)
  end()
  return log.take().lateMs
}

/** Starts something, perhaps under a limit that what it starts inherits. */
export type Starter = <T>(start: () => T) => T

/** The same, in a process of its own, so that nothing but the machine disturbs it. */
export const timerLatenessMs = async (forMs: number, starter: Starter = (start) => start()): Promise<number[]> => {
  const args = [import.meta.filename, String(forMs)]
  const child = starter(() => spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] }))
  const [said] = await Promise.all([text(child.stdout), once(child, 'close')])
  if (child.exitCode === 0) return JSON.parse(said)
  throw new TerminalError({
    code: 'device-refused',
    device: 'timer loop',
    retry: 'never',
    message: `ended with status ${child.exitCode}, so the noise of the machine is not known`,
  })
}

if (import.meta.main) console.log(JSON.stringify(await lateTicks(Number(process.argv[2]))))
