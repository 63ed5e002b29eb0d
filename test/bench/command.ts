import { parseArgs } from 'node:util'
import type { Benchmark } from './measurement.ts'

/** What the command line asks for; `wrong` says in one line what is not understood. */
export type BenchCommand =
  | { kind: 'run'; chosen: Benchmark[]; json: boolean; runs: number }
  | { kind: 'help'; text: string }
  | { kind: 'wrong'; message: string }

const helpText = (known: readonly Benchmark[]): string =>
  [
    'Usage: npm run -s bench -- [NAME…] [--json] [--runs N]',
    '',
    'Measures the benchmarks named, or all. Values are medians of N runs (5), spread is the largest less the smallest,',
    'a ratio over 1 means ours is better than the peer or the limit beside it.',
    '',
    ...known.map(({ name, summary }) => `  ${name.padEnd(16)}${summary}`),
  ].join('\n')

const options = {
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  runs: { type: 'string', default: '5' },
} as const

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) }
  }
}

/** Reads the command line of the bench against the benchmarks that there are. */
export const benchCommand = (args: readonly string[], known: readonly Benchmark[]): BenchCommand => {
  const parsed = parse(args)
  if ('wrong' in parsed) return { kind: 'wrong', message: parsed.wrong }
  const { values, positionals } = parsed
  if (values.help) return { kind: 'help', text: helpText(known) }
  const names = known.map(({ name }) => name)
  const unknown = positionals.find((name) => !names.includes(name))
  if (unknown !== undefined) {
    return { kind: 'wrong', message: `no benchmark is named ${unknown}: there are ${names.join(', ')}` }
  }
  const runs = Number(values.runs)
  if (!Number.isInteger(runs) || runs < 1 || runs > 1000) {
    return { kind: 'wrong', message: `--runs is ${values.runs}, and must be a whole number from 1 to 1000` }
  }
  const chosen = known.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
  return { kind: 'run', chosen, json: values.json, runs }
}
