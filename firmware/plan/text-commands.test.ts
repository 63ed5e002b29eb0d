import test from 'ava'
import {
  type CommandSeen,
  commandEnded,
  keepTextCommands,
  planTextCommand,
  readTextCommands,
  textCommandsAtStart,
} from './text-commands.ts'

const setUp = () => {
  const rig = { state: textCommandsAtStart, nowMs: 0 }
  const comes = (counter: number, change: Partial<CommandSeen> = {}): boolean => {
    const seen: CommandSeen = {
      from: '+7701',
      trainId: 'kz-17',
      ownTrain: 'kz-17',
      sender: 'noc',
      counter,
      command: 'where',
      proof: 'genuine',
      ...change,
    }
    const { state, actions } = planTextCommand(rig.state, seen, rig.nowMs)
    rig.state = state
    return actions.length > 0
  }
  const outcomes = (): string[] => rig.state.audit.map(({ outcome, why }) => `${outcome} ${why}`.trim())
  return { rig, comes, outcomes }
}

test('a counter is used once, and none below it ever again, over a restart too', (t) => {
  const { rig, comes } = setUp()
  t.true(comes(5))
  t.false(comes(5))
  t.false(comes(4))
  rig.state = readTextCommands(keepTextCommands(rig.state))
  t.false(comes(5))
  t.true(comes(6))
})

test('counters of senders are their own', (t) => {
  const { comes } = setUp()
  t.true(comes(5))
  t.true(comes(1, { sender: 'depot' }))
})

test('who is unknown, elsewhere, unsigned or means another train is refused, and uses no counter up', (t) => {
  const { rig, comes, outcomes } = setUp()
  for (const change of [
    { proof: 'unknown' },
    { proof: 'elsewhere' },
    { proof: 'forged' },
    { trainId: 'kz-18' },
  ] as const) {
    t.false(comes(9, change))
    rig.nowMs += 60_000
  }
  t.deepEqual(outcomes(), [
    'refused no such sender',
    'refused not from this sender’s number',
    'refused not signed with this sender’s key',
    'refused for another train, kz-18',
  ])
  t.true(comes(1))
})

test('a flood of forged ones leaves one entry a minute', (t) => {
  const { comes, outcomes } = setUp()
  comes(1)
  for (let at = 0; at < 1_000; at++) comes(9, { proof: 'forged' })
  t.is(outcomes().length, 2)
})

test('more than six in ten minutes are refused, and are not obeyed later', (t) => {
  const { rig, comes } = setUp()
  for (let counter = 1; counter <= 6; counter++) t.true(comes(counter))
  t.false(comes(7))
  rig.nowMs += 600_000
  t.false(comes(7))
  t.true(comes(8))
})

test('an entry says what came of its command, and the oldest of a hundred goes', (t) => {
  const { rig, comes, outcomes } = setUp()
  comes(1)
  rig.state = commandEnded(rig.state, { sender: 'noc', counter: 1 }, { outcome: 'obeyed', why: 'km 612' })
  t.deepEqual(outcomes(), ['obeyed km 612'])
  for (let counter = 2; counter <= 200; counter++) {
    rig.nowMs += 600_000
    comes(counter)
  }
  t.is(rig.state.audit.length, 100)
})
