import test from 'ava'
import { SimClock } from '../../../hal/sim-clock.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import { textDeeds } from './text-deeds.ts'

const setUp = () => {
  const clock = new SimClock()
  const bus = memoryBus(clock)
  const asked: string[] = []
  const rig = { lockedBy: '' }
  const reply = () => ({
    mode: 'normal' as const,
    ...(rig.lockedBy && { lockout: [{ by: rig.lockedBy, reason: 'roof work' }] }),
  })
  const serve = (): void => {
    bus.handle('transmission.show', () => ({ ok: true, reply: reply() }))
    bus.handle('lockout.set', (request) => {
      asked.push(`${request.do} ${request.by}`)
      return { ok: true, reply: reply() }
    })
  }
  const obey = textDeeds({
    bus,
    nowMs: () => clock.nowMs(),
    whereabouts: { now: () => ({ line: { lineId: 'astana-almaty', chainageKm: 612.34 } }) },
    status: () => ({ links: { oneweb: 'down', lte: 'up' }, classes: { operations: 'by lte' } }),
    resetModem: async (name) => (name === 'lte' ? undefined : `"${name}": no such cellular modem`),
  })
  return { clock, rig, asked, serve, obey }
}

test('where, status and modem reset are answered in a few words', async (t) => {
  const { obey } = setUp()
  t.deepEqual(await obey('where', 'noc'), { isDone: true, words: 'astana-almaty km 612.3' })
  t.deepEqual(await obey('status', 'noc'), { isDone: true, words: 'oneweb down, lte up; operations by lte' })
  t.deepEqual(await obey('modem reset lte', 'noc'), { isDone: true, words: 'lte restarts' })
  t.deepEqual(await obey('modem reset x', 'noc'), { isDone: false, words: '"x": no such cellular modem' })
})

test('mute locks out as a person would, in the sender’s name, and leaves a lockout that holds as it is', async (t) => {
  const { rig, asked, serve, obey } = setUp()
  serve()
  t.regex((await obey('mute', 'noc')).words, /^muted; a person on the train lifts it/)
  t.deepEqual(asked, ['lock noc, by text'])
  rig.lockedBy = 'Aigerim'
  t.is((await obey('mute', 'noc')).words, 'muted already, by Aigerim')
  t.is(asked.length, 1)
})

test('a mute without an interlock fails, and says so', async (t) => {
  const { clock, obey } = setUp()
  const muted = obey('mute', 'noc')
  await clock.runFor(30_000)
  t.like(await muted, { isDone: false })
})
