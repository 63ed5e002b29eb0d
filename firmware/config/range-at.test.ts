import test from 'ava'
import { rangeAt, rangeText } from './range-at.ts'
import { checkConfig } from './read-config.ts'
import { trainConfig } from './train-config.ts'

const textAt = (path: readonly PropertyKey[]): string | undefined => {
  const range = rangeAt(trainConfig, path)
  return range && rangeText(range)
}

test('a setting has its range with its unit, also inside names and lists', (t) => {
  t.is(textAt(['rates', 'aimHz']), 'must be from 1 to 50 Hz')
  t.is(textAt(['terminals', 'any', 'pointingLimitDeg']), 'must be from 0.05 to 10°')
  t.is(textAt(['console', 'idleLockS']), 'must be from 30 to 3600 s')
  t.is(textAt(['terminals', 'any', 'noTransmitSectors', 0, 'elevationDeg', 0]), 'must be from -90 to 90')
})

test('what is no number, and a path that leads nowhere, has no range', (t) => {
  t.is(textAt(['train', 'id']), undefined)
  t.is(textAt(['nowhere', 'constructor']), undefined)
})

test('a value out of its range is told the whole range', (t) => {
  const checked = checkConfig({ rates: { aimHz: 999 } })
  const mistakes = 'mistakes' in checked ? checked.mistakes : []
  t.true(mistakes.includes('rates.aimHz: 999: must be from 1 to 50 Hz'), mistakes.join('\n'))
})
