import test from 'ava'
import { type Command, Desk, leavesNothing } from './command.ts'

/** 2 s are promised; the machine of a test may be busy. */
const TOLERATED_MS = 4_000

const stops = test.macro({
  exec: async (t, signal: NodeJS.Signals, args: readonly string[], underWay: RegExp) => {
    const desk = new Desk(t)
    const ride: Command = desk.start('ride', ...args)
    await ride.says(underWay)
    const { status, stdout, stderr, endedAfterMs } = await ride.end(signal)
    t.log(`ended after ${Math.round(endedAfterMs)} ms`)
    t.is(status, 0)
    t.is(stderr, '')
    t.regex(stdout, /^Ride on astana-almaty, seed 1: .* ridden in/m)
    t.true(endedAfterMs < TOLERATED_MS, `${endedAfterMs} ms`)
    leavesNothing(t, desk)
  },
  title: (_, signal: NodeJS.Signals, args: readonly string[], underWay: RegExp) =>
    `${signal} ends "ride ${args.join(' ')}" at "${underWay.source}" with its summary, and nothing is left`,
})

test.serial(stops, 'SIGTERM', ['--speed', '1'], /first fix/)
test.serial(stops, 'SIGINT', ['--speed', '1'], /first fix/)
test.serial(stops, 'SIGTERM', ['--speed', '1'], /twin: ready/)
test.serial(stops, 'SIGTERM', ['--speed', 'max'], /oneweb is up/)
test.serial(stops, 'SIGINT', ['--speed', '60'], /oneweb is up/)

test.serial('when a ride in real time is killed, none of its processes outlives it for long', async (t) => {
  const desk = new Desk(t)
  const ride = desk.start('ride', '--speed', '1')
  await ride.says(/first fix/)
  const { status, endedAfterMs } = await ride.end('SIGKILL')
  t.is(status, null)
  // Its children hold its stderr no longer than they live; what is left of them ends within the same limit.
  await t.notThrowsAsync(desk.has(() => desk.processes().length === 0, TOLERATED_MS))
  t.true(endedAfterMs < TOLERATED_MS)
})
