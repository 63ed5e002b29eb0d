import test from 'ava'
import { SimClock } from '../../../hal/sim-clock.ts'
import { virtualPowerBoard } from './power.ts'

const setUp = () => {
  const clock = new SimClock()
  const faults = new Set<string>()
  const board = virtualPowerBoard({
    clock,
    permitHoldMs: 80,
    faultAgeMs: (fault) => (faults.has(fault) ? 1 : undefined),
  })
  const changes: string[] = []
  board.onInputChange((line, level) => changes.push(`${line}=${level}`))
  return { clock, faults, board, changes }
}

test('an edge on the permit line permits for 80 ms', async (t) => {
  const { clock, board } = setUp()
  t.false(board.isPermitted(clock.nowMs()))
  board.writeOutput('transmit-permit', 1, 'interlock')
  await clock.runFor(79)
  t.true(board.isPermitted(clock.nowMs()))
  await clock.runFor(1)
  t.false(board.isPermitted(clock.nowMs()))
})

test('either edge retriggers the permit, and a repeated level is none', async (t) => {
  const { clock, board } = setUp()
  board.writeOutput('transmit-permit', 1, 'interlock')
  await clock.runFor(60)
  board.writeOutput('transmit-permit', 0, 'interlock')
  await clock.runFor(60)
  t.true(board.isPermitted(clock.nowMs()))
  board.writeOutput('transmit-permit', 0, 'interlock')
  await clock.runFor(30)
  t.false(board.isPermitted(clock.nowMs()))
})

test('the first write of the resting level is no edge', (t) => {
  const { clock, board } = setUp()
  board.writeOutput('transmit-permit', 0, 'interlock')
  t.false(board.isPermitted(clock.nowMs()))
})

const inputs = test.macro({
  exec: async (t, line: string, fault: string) => {
    const { clock, faults, board, changes } = setUp()
    faults.add(fault)
    board.refresh()
    await clock.runFor(100)
    t.is(board.readInput(line), 1)
    t.deepEqual(
      changes,
      [1, 0, 1, 0, 1].map((level) => `${line}=${level}`),
    )
    faults.delete(fault)
    board.refresh()
    board.refresh()
    await clock.runFor(100)
    t.is(board.readInput(line), 0)
    t.is(changes.length, 10)
  },
  title: (_, line, fault) => `the ${fault} fault moves the ${line} line, and its contact bounces`,
})
test(inputs, 'power-fail', 'power-fail')
test(inputs, 'tamper', 'tamper')
test(inputs, 'lockout', 'lockout')
test(inputs, 'emergency', 'emergency-button')

test('a contact that opens while it bounces stays open', async (t) => {
  const { clock, faults, board } = setUp()
  faults.add('lockout')
  board.refresh()
  await clock.runFor(3)
  faults.delete('lockout')
  board.refresh()
  await clock.runFor(100)
  t.is(board.readInput('lockout'), 0)
})

test('lights show what was written, and an unknown line is nothing', (t) => {
  const { board } = setUp()
  board.writeOutput('led-run', 1, 'power')
  board.writeOutput('led-none', 1, 'power')
  t.deepEqual(board.leds(), { 'led-run': true, 'led-link': false, 'led-fault': false })
  t.is(board.readInput('led-run'), undefined)
})
