import test from 'ava'
import { stringify } from 'yaml'
import { consoleContext, exampleTrain, textOf } from '../../../test/fakes/console-context.ts'
import { showConfig } from './show-config.ts'

test('what is shown is in force, also when the console began with another', async (t) => {
  const { context, answer } = consoleContext()
  const train = exampleTrain()
  const text = stringify({ ...train, rates: { ...train.rates, aimHz: 7 } })
  answer('configuration.text', () => ({ ok: true, reply: { text } }))
  t.regex(textOf(await showConfig.run(context, { part: 'rates' })), /^rates:\n\s+aimHz: 7$/m)
})

test('without the keeper it says that this is what the console began with', async (t) => {
  const { context } = consoleContext()
  t.regex(textOf(await showConfig.run(context, { part: 'rates' })), /^the keeper of the configuration does not answer/)
})
