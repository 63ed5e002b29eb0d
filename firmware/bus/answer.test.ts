import test from 'ava'
import { mistakesIn } from './answer.ts'
import { commands } from './commands.ts'

const mistakes = (request: object): string => {
  const read = commands['stow.set'].request.safeParse(request)
  return read.success ? '' : mistakesIn(read.error)
}

test('a request that is too long, empty or out of range is told in plain words', (t) => {
  t.is(mistakes({ do: 'on', by: 'x'.repeat(61), reason: 'storm', forMs: 1 }), 'by: at most 60 characters')
  t.is(mistakes({ do: 'wind', by: 'Bolat', windMps: 101, forMs: 1 }), 'windMps: at most 100')
  t.is(mistakes({ do: 'on', by: 'Bolat', reason: 'storm', forMs: 0 }), 'forMs: above 0')
})
