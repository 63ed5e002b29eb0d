import test from 'ava'
import { consoleContext, textOf } from '../../../test/fakes/console-context.ts'
import { sessionCommands } from './session.ts'

const said = async (what: string, values: Readonly<Record<string, unknown>>): Promise<string> => {
  const row = sessionCommands.find(({ words }) => words.join(' ') === `set ${what}`)
  return textOf((await row?.run(consoleContext().context, values)) ?? { lines: [], data: null })
}

test('what was set is said with its name', async (t) => {
  t.is(await said('width', { columns: 20 }), 'set: width 20')
  t.is(await said('height', { rows: 24 }), 'set: height 24')
  t.is(await said('charset', { charset: 'latin' }), 'set: charset latin')
  t.is(await said('terminal', { kind: 'plain' }), 'set: terminal plain')
})
