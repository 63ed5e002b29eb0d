import test from 'ava'
import { conditions } from '../../plan/permit-conditions.ts'
import { languages, textIn } from '../messages.ts'
import { conditionText } from './permit-words.ts'
import { valueText } from './value-text.ts'

const nothing = { pointingLimitDeg: 2.5, elevationMaskDeg: 25, shockLimitG: 3 }
const wellSeen = {
  ...nothing,
  permission: { atMs: 0, validForMs: 80, isOnTarget: true, errorDeg: 0.1, sigmaDeg: 0.1, isStowed: false },
  place: { insideM: 289_000, neededM: 2_000 },
  beam: { elevationDeg: 60, isBlocked: false },
  modem: { isAlive: true, isLocked: true, isTransmitAllowed: true },
  power: { isSupplyFailing: false, isLockedOut: false },
  latches: {},
  muteTestBy: 'Дана',
} as Parameters<(typeof conditions)[number]['value']>[0]

/** Values and limits of a condition while all is well, and while nothing is known. */
const wordsOf = ({ value, limit }: (typeof conditions)[number]): string[] =>
  [nothing, wellSeen].flatMap((seen) => [value(seen, 10 as Parameters<typeof value>[1]), limit(seen)])

/** Letters beside units: what has some is a word, and needs one in each language. */
const isWord = (value: string): boolean => /[a-z]{2}/.test(value.replaceAll(/\b(km|ms|g)\b/g, ''))

for (const language of languages)
  test(`conditions, their values and limits have words in ${language}`, (t) => {
    const text = textIn(language)
    const english = textIn('en')
    for (const condition of conditions) {
      for (const value of wordsOf(condition).filter(isWord)) {
        t.is(valueText(english, value), value)
        if (language !== 'en') t.notRegex(valueText(text, value), /[a-z]{3}/, value)
      }
      t.is(conditionText(english, condition.name), condition.name)
    }
  })

test('a limit keeps its sign of a most or a least in every language', (t) => {
  t.is(valueText(textIn('ru'), '≥ 2.0 km inside'), 'внутри ≥ 2.0 км')
  t.is(valueText(textIn('kk'), '≤ 2.50°, 2.00° to resume'), '≤ 2.50°, қайта 2.00°')
})

test('what a person wrote, and a condition of another release, stand as they are', (t) => {
  t.is(valueText(textIn('ru'), 'Aigerim: cable of geo'), 'Aigerim: cable of geo')
  t.is(conditionText(textIn('ru'), 'moon above the horizon'), 'moon above the horizon')
})
