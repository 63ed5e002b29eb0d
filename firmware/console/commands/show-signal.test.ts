import test from 'ava'
import { consoleContext, textOf } from '../../../test/fakes/console-context.ts'
import { wellTrain } from '../../../test/fakes/well-train.ts'
import { showSignal } from './show-signal.ts'

const shown = async (isAlive: boolean, quietS?: number) => {
  const told = wellTrain()
  const health = told['links.health']
  if (!health) throw new RangeError('a well train tells how its links service is')
  const { lte: _, ...others } = health.quietS ?? {}
  const quiet = quietS === undefined ? others : { ...others, lte: quietS }
  const set = consoleContext({ told: { ...told, 'links.health': { ...health, quietS: quiet } } })
  const lte = { isAlive, registration: 'home', operator: '40177', sim: 'ready' }
  set.answer('cellular.show', () => ({ ok: true, reply: { modems: { lte } } }))
  return showSignal.run(set.context, {})
}

test('what a silent modem said last is shown as what it was, with how long it has been silent', async (t) => {
  const text = textOf(await shown(false, 45))
  t.regex(text, /lte: SILENT for 45 s\nBefore that it said: home network 40177\n/)
})

test('a modem that was never heard has said nothing to show', async (t) => {
  const text = textOf(await shown(false))
  t.regex(text, /lte: silent\n/)
  t.notRegex(text, /SIM|home network/)
})

test('a modem that answers is shown as it is', async (t) => {
  t.regex(textOf(await shown(true, 0)), /lte: home network 40177\n.*\nSIM +ready\n/)
})
