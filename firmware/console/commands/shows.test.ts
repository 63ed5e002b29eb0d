import test from 'ava'
import { consoleContext, textOf } from '../../../test/fakes/console-context.ts'
import { wellTrain } from '../../../test/fakes/well-train.ts'
import { languages, textIn } from '../messages.ts'
import { widthOf } from '../screen/width.ts'
import { showCommands, whyCommands } from './shows.ts'

const all = [...showCommands, ...whyCommands]
const valuesOf = (words: readonly string[]) => (words[1] === 'mute' ? { terminal: 'geo' } : {})

for (const columns of [80, 40, 20])
  for (const language of languages)
    test(`every screen fits ${columns} columns in ${language}`, async (t) => {
      for (const row of all) {
        const { context } = consoleContext({
          told: wellTrain(),
          size: { columns, rows: 24 },
          language,
          text: textIn(language),
        })
        const { lines } = await row.run(context, valuesOf(row.words))
        t.true(lines.length > 0, row.words.join(' '))
        for (const line of lines) {
          t.true(widthOf(line) <= columns, `${row.words.join(' ')}: ${line}`)
          t.notRegex(line, /undefined|NaN|\{\w+\}/, row.words.join(' '))
        }
      }
    })

test('every screen says "unknown" where nobody has said anything, and its data can be written', async (t) => {
  for (const row of all) {
    const outcome = await row.run(consoleContext().context, valuesOf(row.words))
    t.regex(textOf(outcome), /unknown|says nothing/, row.words.join(' '))
    t.notThrows(() => JSON.parse(JSON.stringify(outcome.data)), row.words.join(' '))
  }
})

test('every screen is for whoever may look, and asks for no confirmation', (t) => {
  for (const { role, danger } of all) {
    t.is(role, 'viewer')
    t.is(danger, undefined)
  }
})
