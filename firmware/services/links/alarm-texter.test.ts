import test from 'ava'
import { SimClock } from '../../../hal/sim-clock.ts'
import { memoryStorage, type Storage } from '../../../hal/storage.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import type { WantedText } from '../../plan/sms-queue-state.ts'
import { tellAs } from '../tell.ts'
import { AlarmTexter } from './alarm-texter.ts'

const setUp = ({ storage = memoryStorage(), recipients = { noc: '+77010000112' } as Record<string, string> } = {}) => {
  const clock = new SimClock()
  const bus = memoryBus(clock)
  const texts: WantedText[] = []
  const rig = { isAlone: true }
  const texter = new AlarmTexter({
    clock,
    bus,
    storage: storage as Storage,
    tell: tellAs('links', { clock, bus }),
    train: 'kz-17',
    recipients,
    whereabouts: { now: () => ({ line: { lineId: 'astana-almaty', chainageKm: 612.3 } }) },
    isAlone: () => rig.isAlone,
    queueText: async (text) => {
      texts.push(text)
      return true
    },
  })
  const tell = tellAs('power', { clock, bus })
  const alarm = (subject = 'supply'): void => tell({ subject, text: 'the supply is failing', severity: 'alarm' })
  return { rig, clock, texts, texter, tell, alarm }
}

test('an alarm goes by text with the place when no link is left, once', async (t) => {
  const { clock, texts, alarm } = setUp()
  await clock.runFor(60_000)
  alarm()
  await clock.runFor(10_000)
  alarm()
  await clock.runFor(10_000)
  t.deepEqual(
    texts.map(({ to, text, priority }) => [to, text, priority]),
    [['+77010000112', 'kz-17: ALARM supply: the supply is failing; astana-almaty km 612.3', 'alarm']],
  )
})

test('with a link, of a warning, of an emergency, or with nobody to tell, nothing is texted', async (t) => {
  const { rig, clock, texts, alarm, tell } = setUp()
  rig.isAlone = false
  alarm()
  await clock.runFor(120_000)
  rig.isAlone = true
  await clock.runFor(60_000)
  tell({ subject: 'supply', text: 'low', severity: 'warning' })
  alarm('emergency')
  await clock.runFor(60_000)
  const nobody = setUp({ recipients: {} })
  await nobody.clock.runFor(60_000)
  nobody.alarm()
  await nobody.clock.runFor(10_000)
  t.deepEqual([...texts, ...nobody.texts], [])
})

test('a restarted service does not text the same alarm again', async (t) => {
  const storage = memoryStorage()
  for (const expected of [1, 0]) {
    const { clock, texts, alarm, texter } = setUp({ storage })
    await clock.runFor(60_000)
    alarm()
    await clock.runFor(10_000)
    t.is(texts.length, expected)
    await texter.close()
  }
})
