import test from 'ava'
import en from './messages/en.json' with { type: 'json' }
import kk from './messages/kk.json' with { type: 'json' }
import ru from './messages/ru.json' with { type: 'json' }
import { languages, textIn } from './messages.ts'

const bracesIn = (message: string): string[] => (message.match(/\{\w+\}/g) ?? []).sort()

for (const [language, catalogue] of Object.entries({ ru, kk }) as [string, Record<string, string>][])
  test(`every message has its like in ${language}, with the same values in it`, (t) => {
    t.deepEqual(Object.keys(catalogue), Object.keys(en))
    for (const [key, message] of Object.entries(en)) {
      t.deepEqual(bracesIn(catalogue[key] ?? ''), bracesIn(message), key)
      t.not(catalogue[key]?.trim(), '', key)
    }
  })

test('a value with a dollar sign stands as it is, and one that is not given leaves its brace', (t) => {
  const values = { label: '$&', text: '{label}' }
  for (const language of languages) t.true(textIn(language)('argument.not-number', values).includes('$&'))
  t.true(textIn('en')('argument.not-number').includes('{text}'))
})
