import test from 'ava'
import { benchCommand } from './command.ts'
import type { Benchmark } from './measurement.ts'

const named = (name: string): Benchmark => ({ name, summary: `measures ${name}`, run: async () => [] })
const known = [named('help'), named('ride')]

test('without names all benchmarks run, five times each', (t) => {
  t.deepEqual(benchCommand([], known), { kind: 'run', chosen: known, json: false, runs: 5 })
})

test('names choose benchmarks and keep the order of the table', (t) => {
  t.like(benchCommand(['ride', 'help', '--json'], known), { kind: 'run', chosen: known, json: true })
  t.like(benchCommand(['ride', '--runs', '2'], known), { kind: 'run', chosen: [known[1]], runs: 2 })
})

test('an unknown name is answered with the names that there are', (t) => {
  t.deepEqual(benchCommand(['rid'], known), {
    kind: 'wrong',
    message: 'no benchmark is named rid: there are help, ride',
  })
})

for (const args of [['--runs', '0'], ['--runs', 'many'], ['--runs'], ['--fast']]) {
  test(`${args.join(' ')} is not understood`, (t) => t.is(benchCommand(args, known).kind, 'wrong'))
}

test('the help names every benchmark', (t) => {
  const command = benchCommand(['--help'], known)
  t.regex(command.kind === 'help' ? command.text : '', /help {2,}measures help\n {2}ride {2,}measures ride/)
})
