import { execFileSync } from 'node:child_process'
import test from 'ava'
import { systemClock } from './clock.ts'
import { entropySeed } from './entropy.ts'
import { wallUtcMs } from './wall-clock.ts'

const busyFor = (durationMs: number): void => {
  const endMs = systemClock.nowMs() + durationMs
  while (systemClock.nowMs() < endMs);
}

test('a timer never fires early, fractions of a millisecond included', async (t) => {
  for (const delayMs of [0.3, 1, 1.7, 4.2, 9.9]) {
    const setAtMs = systemClock.nowMs()
    await new Promise<void>((resolve) => systemClock.after(delayMs, resolve))
    t.true(systemClock.nowMs() - setAtMs >= delayMs)
  }
})

/** When the tenth tick of 10 ms came, with work of 4 ms in each. */
const tenthTickMs = (): Promise<number> =>
  new Promise((resolve) => {
    const startMs = systemClock.nowMs()
    let ticks = 0
    const cancel = systemClock.every(10, () => {
      busyFor(4)
      if (++ticks < 10) return
      cancel()
      resolve(systemClock.nowMs() - startMs)
    })
  })

test('a periodic timer keeps to its grid, whatever its work takes', async (t) => {
  let bestMs = Number.POSITIVE_INFINITY
  // A loaded machine may skip a tick: the best of several shows the rule.
  for (let tries = 0; tries < 10 && bestMs > 115; tries++) bestMs = Math.min(bestMs, await tenthTickMs())
  t.true(bestMs >= 104 && bestMs <= 115, `${bestMs} ms`)
})

test('a periodic timer that was held up skips what it missed', async (t) => {
  let ticks = 0
  const startMs = systemClock.nowMs()
  const cancel = systemClock.every(10, () => ticks++)
  busyFor(100)
  await new Promise<void>((resolve) => systemClock.after(25, resolve))
  cancel()
  t.true(ticks >= 1 && ticks <= 1 + (systemClock.nowMs() - startMs - 100) / 10 + 1)
})

test('a cancelled timer does not fire, be it due at once, once or each period', async (t) => {
  const cancels = [
    systemClock.after(0, () => t.fail()),
    systemClock.after(3, () => t.fail()),
    systemClock.every(3, () => t.fail()),
  ]
  for (const cancel of [...cancels, ...cancels]) cancel()
  await new Promise<void>((resolve) => systemClock.after(12, resolve))
  t.pass()
})

test('a period of nothing is refused', (t) => {
  t.throws(() => systemClock.every(0, () => undefined), { instanceOf: RangeError })
})

test('another process reads the same clock', (t) => {
  const beforeMs = systemClock.nowMs()
  const program = 'console.log(Number(process.hrtime.bigint()) / 1e6)'
  const otherMs = Number(execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' }))
  t.true(otherMs > beforeMs && otherMs < systemClock.nowMs())
})

test('the wall clock is after this was written, and seeds differ', (t) => {
  t.true(wallUtcMs() > 1_700_000_000_000)
  const seeds = new Set(Array.from({ length: 20 }, entropySeed))
  t.true(seeds.size > 15)
  t.true([...seeds].every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32))
})
