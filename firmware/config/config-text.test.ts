import test from 'ava'
import { exampleTrain } from '../../test/fakes/console-context.ts'
import { configText } from './config-text.ts'
import { parseConfig } from './read-config.ts'

test('the text of a configuration reads as the same configuration', (t) => {
  const config = exampleTrain()
  t.deepEqual(parseConfig(configText(config) ?? '', 'text'), config)
})

test('one key at the top may be asked for alone; one that is not there has no text', (t) => {
  t.is(configText(exampleTrain(), 'route'), 'route: astana-almaty\n')
  t.is(configText(exampleTrain(), 'nonsense'), undefined)
})

test('a secret is not shown, the file that holds one is named', (t) => {
  const config = { ...exampleTrain(), extra: { simPin: '1234', pinFile: '/etc/pin', adminPassword: 'x' } }
  const text = configText(config) ?? ''
  t.false(text.includes('1234'))
  t.regex(text, /pinFile: \/etc\/pin/)
  t.regex(text, /adminPassword: "\*+"/)
})
