import { parseArgs } from 'node:util'
import type { Benchmark } from './measurement.ts'
import { wholeNumber } from './whole-number.ts'

/** What the command line asks for; `wrong` says in one line what is not understood. */
export type BenchCommand =
  | { kind: 'run'; chosen: Benchmark[]; json: boolean; runs: number; minutes?: number; cases: string[] }
  | { kind: 'help'; text: string }
  | { kind: 'wrong'; message: string }

const helpText = (known: readonly Benchmark[]): string =>
  [
    'Usage: npm run -s bench -- [NAME…] [--json] [--runs N] [--minutes N] [--case NAME]…',
    '',
    'Measures the benchmarks named, or all. Values are medians of N runs (5), spread is the largest less the smallest,',
    'a ratio over 1 means ours is better than the peer or the limit beside it. What is measured over a time takes --minutes.',
    '',
    ...known.flatMap(({ name, summary, cases = [] }) => [
      `  ${name.padEnd(16)}${summary}`,
      ...cases.map((one) => `    --case ${one.name.padEnd(16)}${one.summary}`),
    ]),
  ].join('\n')

const options = {
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  runs: { type: 'string', default: '5' },
  minutes: { type: 'string' },
  case: { type: 'string', multiple: true, default: [] as string[] },
} as const

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) }
  }
}

/** Cases are those of benchmarks that were named. */
const wrongCase = (cases: readonly string[], named: readonly Benchmark[]): string | undefined => {
  const known = named.flatMap((one) => one.cases ?? []).map(({ name }) => name)
  const unknown = cases.find((name) => !known.includes(name))
  if (unknown === undefined) return undefined
  return known.length === 0
    ? '--case goes with the name of a benchmark that has cases'
    : `no case is named ${unknown}: there are ${known.join(', ')}`
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
  const runs = wholeNumber('--runs', values.runs, 1000)
  if (typeof runs === 'string') return { kind: 'wrong', message: runs }
  const minutes = values.minutes === undefined ? undefined : wholeNumber('--minutes', values.minutes, 600)
  if (typeof minutes === 'string') return { kind: 'wrong', message: minutes }
  const chosen = known.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
  const message = wrongCase(values.case, positionals.length === 0 ? [] : chosen)
  return message === undefined
    ? { kind: 'run', chosen, json: values.json, runs, ...(minutes !== undefined && { minutes }), cases: values.case }
    : { kind: 'wrong', message }
}
