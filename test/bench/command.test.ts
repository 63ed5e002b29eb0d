import test from 'ava'
import { benchCommand } from './command.ts'
import type { Benchmark } from './measurement.ts'

const named = (name: string): Benchmark => ({ name, summary: `measures ${name}`, run: async () => [] })
const known = [named('help'), named('ride')]

test('without names all benchmarks run, five times each', (t) => {
  t.deepEqual(benchCommand([], known), { kind: 'run', chosen: known, json: false, runs: 5, cases: [] })
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

const roads = { ...named('roads'), cases: [{ name: 'wet', summary: 'in the rain' }] }

test('cases are chosen of a benchmark that is named and has them', (t) => {
  t.like(benchCommand(['roads', '--case', 'wet'], [...known, roads]), { kind: 'run', chosen: [roads], cases: ['wet'] })
})

test('an unknown case is answered with those that there are, and one of no benchmark with that', (t) => {
  const answer = (...args: string[]) => benchCommand(args, [...known, roads])
  t.deepEqual(answer('roads', '--case', 'dry'), { kind: 'wrong', message: 'no case is named dry: there are wet' })
  const message = '--case goes with the name of a benchmark that has cases'
  t.deepEqual(answer('ride', '--case', 'wet'), { kind: 'wrong', message })
  t.deepEqual(answer('--case', 'wet'), { kind: 'wrong', message })
})

test('a time in minutes is taken, and what is no such time is answered with its range', (t) => {
  t.like(benchCommand(['ride', '--minutes', '10'], known), { kind: 'run', minutes: 10 })
  const message = '--minutes is 0, and must be a whole number from 1 to 600'
  t.deepEqual(benchCommand(['ride', '--minutes', '0'], known), { kind: 'wrong', message })
})

test('the help names every benchmark', (t) => {
  const command = benchCommand(['--help'], known)
  t.regex(command.kind === 'help' ? command.text : '', /help {2,}measures help\n {2}ride {2,}measures ride/)
})
