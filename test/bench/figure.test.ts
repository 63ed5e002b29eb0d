import test from 'ava'
import { figure, table } from './figure.ts'

const help = figure({
  name: 'help',
  unit: 'ms',
  better: 'lower',
  samples: [101, 80, 120],
  peer: 'node -e 0',
  peerSamples: [50.5],
})

test('a figure holds medians, the spread of our runs and the ratio to the peer', (t) => {
  t.deepEqual(help, {
    name: 'help',
    value: 101,
    unit: 'ms',
    runs: 3,
    spread: 40,
    peer: 'node -e 0',
    peerValue: 50.5,
    ratio: 0.5,
  })
})

test('a table lines up its columns, numbers to the right', (t) => {
  t.is(
    table([help, { ...help, name: 'ride-rate', value: 1200.5 }]),
    [
      'name        value  unit  runs  spread  peer       peer value  ratio',
      'help          101  ms       3      40  node -e 0        50.5    0.5',
      'ride-rate  1200.5  ms       3      40  node -e 0        50.5    0.5',
    ].join('\n'),
  )
})
