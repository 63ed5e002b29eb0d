import { readFileSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { syntheticTle } from '../../hardware/twin/world/constellation.ts'
import { Desk } from './command.ts'

const EPOCH_MS = Date.UTC(2026, 4, 31, 9)
const setOf = (epochUtcMs: number): string => syntheticTle({ epochUtcMs, seed: 1 })
const older = setOf(EPOCH_MS - 86_400_000)
const newer = setOf(EPOCH_MS)

test('elements are put in place, the set before is kept, and what comes of it is said', async (t) => {
  const desk = new Desk(t)
  const [file, state] = [desk.path('oneweb.tle'), desk.path('state')]
  const imports = async (text: string, ...more: string[]) => {
    writeFileSync(file, text)
    return desk.run('elements', 'import', file, '--state', state, '--bus', desk.path('no-bus'), ...more)
  }
  const first = await imports(older)
  t.is(first.status, 0, first.stderr)
  t.regex(first.stdout, /oneweb\.tle: (\d+) of \1 sets \(tle\), \1 new, 0 gone/)
  t.regex(first.stdout, /no train is running here: read at its next start/)
  const lines = newer.split('\n')
  const spoilt = [lines[0], lines[1]?.replace(/.$/, 'x'), ...lines.slice(2)].join('\n')
  const second = await imports(spoilt)
  t.is(second.status, 0, second.stderr)
  t.regex(second.stdout, /, 0 new, 1 gone\n/)
  t.regex(second.stdout, /\n {2}left out: SYNTH-\d+ \(1\): /)
  t.is(readFileSync(`${state}/elements/oneweb.tle`, 'utf8'), spoilt)
  t.is(readFileSync(`${state}/elements/oneweb.tle.previous`, 'utf8'), older)
  const shown = await desk.run('elements', 'show', '--state', state, '--as', 'oneweb.tle')
  t.regex(shown.stdout, /oneweb\.tle: \d+ satellites\n {2}age /)
})

test('a set that is older or cut short is refused in one line, and nothing is changed', async (t) => {
  const desk = new Desk(t)
  const [file, into] = [desk.path('new.tle'), desk.path('elements.tle')]
  writeFileSync(into, newer)
  for (const [text, why] of [
    [older, /its middle epoch is older than that of those that are there; nothing was changed\n$/],
    [
      newer.split('\n').slice(0, 300).join('\n'),
      /it has 100 of the \d+ satellites that are there now; nothing was changed\n$/,
    ],
    ['<html>no</html>', /holds no orbit messages/],
  ] as const) {
    writeFileSync(file, text)
    const { status, stderr } = await desk.run('elements', 'import', file, '--into', into)
    t.is(status, 2)
    t.regex(stderr, why)
    t.is(readFileSync(into, 'utf8'), newer)
  }
})

test('where elements belong has to be said, once', async (t) => {
  const desk = new Desk(t)
  const file = desk.path('new.tle')
  writeFileSync(file, newer)
  for (const where of [[], ['--into', file, '--state', desk.path('state')]]) {
    const { status, stderr } = await desk.run('elements', 'import', file, ...where)
    t.is(status, 2)
    t.regex(stderr, /give --into FILE or --state DIR/)
  }
})
