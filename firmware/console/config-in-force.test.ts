import test from 'ava'
import { stringify } from 'yaml'
import { consoleContext } from '../../test/fakes/console-context.ts'
import { ConfigInForce } from './config-in-force.ts'
import { knownNamesOf } from './known-names.ts'

test('names that a commit brings are known from then on, and a file that cannot be read changes nothing', async (t) => {
  const { bus, clock, answer, context } = consoleContext()
  const inForce = new ConfigInForce({ bus, config: context.config })
  t.false(knownNamesOf(inForce.config).links.includes('wayside'))
  let text = stringify({
    ...context.config,
    links: { ...context.config.links, wayside: { ethernet: 'eth7' } },
  })
  answer('configuration.text', () => ({ ok: true, reply: { text } }))
  const tell = async (): Promise<void> => {
    bus.publish('configuration.event', {
      atMs: clock.nowMs(),
      severity: 'info',
      subject: 'configuration',
      text: 'put in force',
      reasons: [],
    })
    await clock.runFor(100)
  }
  await tell()
  t.true(knownNamesOf(inForce.config).links.includes('wayside'))
  text = 'nonsense: ['
  await tell()
  t.true(knownNamesOf(inForce.config).links.includes('wayside'))
  inForce.close()
})
