import test from 'ava'
import { queriesOf } from '../../drivers/cellular/at-queries.ts'
import { cellularDrivers } from '../../drivers/cellular/index.ts'
import { seededRandom } from '../../hal/random.ts'
import { kcell, settledMs, cellularRig as setUp } from './cellular-rig.ts'

for (const descriptor of Object.values(cellularDrivers)) {
  const { name, timing } = descriptor

  test(`${name}: its virtual device speaks at the descriptor's serial settings`, (t) => {
    t.deepEqual(setUp(descriptor).device.serial, descriptor.serial)
  })

  test(`${name}: a modem that boots is set up and tells registration, operator, signal and model`, async (t) => {
    const { clock, reports } = setUp(descriptor)
    await clock.runFor(settledMs)
    const last = reports.at(-1)
    t.true(last?.isAlive)
    t.is(last?.registration, 'home')
    t.is(last?.operator, '40102')
    t.true(Math.abs((last?.rsrpDbm ?? 0) + 85) < 8)
    t.truthy(last?.model)
  })

  test(`${name}: people ask what its list knows, while it is polled, and get no number of card or subscription`, async (t) => {
    const { clock, modem } = setUp(descriptor)
    await clock.runFor(settledMs)
    const asking = Promise.all(Object.keys(queriesOf(name)).map((word) => modem.query(word)))
    await clock.runFor(settledMs)
    const answers = (await asking).flatMap((answer) => answer ?? [])
    t.regex(answers.find(({ command }) => command === 'AT+CSQ')?.lines.join() ?? '', /^\+CSQ: \d+,99$/)
    t.notRegex(JSON.stringify(answers), /\d{14}/)
    t.is(await modem.query('AT+CFUN=1,1'), undefined)
  })

  test(`${name}: a report comes at least at the poll rate`, async (t) => {
    const { clock, reports } = setUp(descriptor)
    await clock.runFor(settledMs)
    const before = reports.length
    await clock.runFor(10 * timing.pollEveryMs)
    t.true(reports.length - before >= 9)
  })

  test(`${name}: a lost cell is told by the modem itself, before the next poll`, async (t) => {
    const { clock, reports, radio } = setUp(descriptor)
    await clock.runFor(settledMs)
    radio.cell = undefined
    const sinceMs = clock.nowMs()
    await clock.runFor(timing.pollEveryMs)
    const told = reports.find(({ atMs, registration }) => atMs > sinceMs && registration === 'searching')
    t.true(told !== undefined && told.atMs - sinceMs < 1000)
    await clock.runFor(2 * timing.pollEveryMs)
    t.is(reports.at(-1)?.rsrpDbm, undefined)
    t.is(reports.at(-1)?.operator, undefined)
  })

  test(`${name}: registration comes back with the cell`, async (t) => {
    const { clock, reports, radio } = setUp(descriptor)
    radio.cell = undefined
    await clock.runFor(settledMs)
    t.not(reports.at(-1)?.registration, 'home')
    radio.cell = kcell
    await clock.runFor(10_000)
    t.is(reports.at(-1)?.registration, 'home')
  })

  test(`${name}: a modem that restarts is set up again and its old state forgotten`, async (t) => {
    const { clock, reports, faults } = setUp(descriptor)
    await clock.runFor(settledMs)
    faults.set('lte-reset', clock.nowMs())
    const before = reports.length
    await clock.runFor(30_000)
    t.true(reports.slice(before).some(({ registration }) => registration === 'unknown'))
    t.is(reports.at(-1)?.registration, 'home')
    t.is(reports.at(-1)?.operator, '40102')
  })

  test(`${name}: a restart that nobody heard shows by the echo`, async (t) => {
    const { clock, reports, faults, memory } = setUp(descriptor)
    await clock.runFor(settledMs)
    faults.set('lte-reset', clock.nowMs())
    memory.silence()
    await clock.runFor(8000)
    memory.silence(false)
    await clock.runFor(40_000)
    t.is(reports.at(-1)?.operator, '40102')
  })

  test(`${name}: single bytes are as good as whole lines`, async (t) => {
    const { clock, reports, modem } = setUp(descriptor, { line: { fragment: () => true } })
    await clock.runFor(settledMs)
    t.is(reports.at(-1)?.registration, 'home')
    t.is(modem.counters().rxDiscardedBytes, 0)
  })

  test(`${name}: noise is counted, survived, and never becomes a signal out of range`, async (t) => {
    const noise = seededRandom(5)
    const { clock, reports, modem } = setUp(descriptor, {
      line: {
        corrupt: (bytes) => bytes.map((byte) => (noise.next() < 0.02 ? Math.floor(256 * noise.next()) : byte)),
      },
    })
    await clock.runFor(300_000)
    t.true(modem.counters().rxDiscardedBytes > 0)
    t.true(reports.some(({ registration }) => registration === 'home'))
    t.true(reports.every(({ rsrpDbm = -100 }) => rsrpDbm >= -141 && rsrpDbm <= -44))
  })

  test(`${name}: silence is counted, retried and ends in a report of a dead modem`, async (t) => {
    const { clock, reports, modem, memory } = setUp(descriptor)
    await clock.runFor(settledMs)
    const { timeouts } = modem.counters()
    memory.silence()
    await clock.runFor(3 * timing.silentAfterMs)
    t.true(modem.counters().timeouts >= timeouts + timing.retries)
    t.false(reports.at(-1)?.isAlive)
    t.is(reports.at(-1)?.registration, 'unknown')
    memory.silence(false)
    await clock.runFor(2 * timing.replyTimeoutMs + 2 * timing.pollEveryMs)
    t.true(reports.at(-1)?.isAlive)
    t.is(reports.at(-1)?.registration, 'home')
  })

  test(`${name}: an unplugged modem is reported at once and comes back by itself`, async (t) => {
    const { clock, reports, modem, memory } = setUp(descriptor)
    await clock.runFor(settledMs)
    memory.unplug()
    t.false(reports.at(-1)?.isAlive)
    await clock.runFor(10_000)
    memory.replug()
    await clock.runFor(5000)
    t.true(reports.at(-1)?.isAlive)
    t.is(reports.at(-1)?.registration, 'home')
    t.is(modem.counters().reconnects, 1)
  })

  test(`${name}: a text message is handed over with the answer to a poll around it or not, each once`, async (t) => {
    const { clock, device, texts } = setUp(descriptor, { line: { fragment: () => true } })
    await clock.runFor(settledMs)
    const sent = Array.from({ length: 20 }, (_, at) => `text ${at} {€} @_`)
    for (const text of sent) device.sendText('+77010000112', text)
    await clock.runFor(60_000)
    t.deepEqual(texts, sent)
  })

  test(`${name}: texts of the 7-bit alphabet, its extension and UCS2 come as they were sent`, async (t) => {
    const { clock, device, texts } = setUp(descriptor)
    await clock.runFor(settledMs)
    const sent = ['STX1 release kz-17 1 noc a_b-c', '[{^~}]|\\ @$', 'Қостанай, 5 км', '🚂']
    for (const text of sent) device.sendText('+77010000112', text)
    await clock.runFor(20_000)
    t.deepEqual(texts, sent)
  })

  test(`${name}: a long text comes in parts that say what they are parts of`, async (t) => {
    const { clock, device, texts } = setUp(descriptor)
    await clock.runFor(settledMs)
    const sent = 'x'.repeat(300)
    device.sendText('+77010000112', sent)
    await clock.runFor(20_000)
    t.deepEqual(
      texts.map(({ length }) => length),
      [153, 147],
    )
  })

  test(`${name}: a text that nobody takes comes again`, async (t) => {
    const { clock, device, texts, refuseTexts } = setUp(descriptor)
    await clock.runFor(settledMs)
    refuseTexts(true)
    device.sendText('+77010000112', 'late')
    await clock.runFor(20_000)
    t.deepEqual(texts, [])
    refuseTexts(false)
    await clock.runFor(60_000)
    t.deepEqual(texts, ['late'])
  })

  test(`${name}: texts sent while it boots, without a cell or unplugged come when they can`, async (t) => {
    const { clock, device, texts, memory, radio } = setUp(descriptor)
    device.sendText('+77010000112', 'booting')
    await clock.runFor(settledMs)
    radio.cell = undefined
    await clock.runFor(5000)
    device.sendText('+77010000112', 'in a tunnel')
    radio.cell = kcell
    await clock.runFor(30_000)
    memory.unplug()
    device.sendText('+77010000112', 'unplugged')
    await clock.runFor(30_000)
    memory.replug()
    await clock.runFor(120_000)
    t.deepEqual(texts, ['booting', 'in a tunnel', 'unplugged'])
  })

  test(`${name}: a noisy line loses no text, and makes none up`, async (t) => {
    const noise = seededRandom(6)
    let isNoisy = true
    const { clock, device, texts } = setUp(descriptor, {
      line: {
        corrupt: (bytes) => bytes.map((byte) => (isNoisy && noise.next() < 0.002 ? byte ^ 0x80 : byte)),
      },
    })
    await clock.runFor(settledMs)
    const sent = Array.from({ length: 10 }, (_, at) => `text ${at}`)
    for (const text of sent) device.sendText('+77010000112', text)
    await clock.runFor(120_000)
    isNoisy = false
    await clock.runFor(900_000)
    t.deepEqual([...new Set(texts)].toSorted(), sent.toSorted())
  })

  test(`${name}: closing ends asking and reporting`, async (t) => {
    const { clock, reports, modem, memory } = setUp(descriptor)
    await clock.runFor(settledMs)
    await modem.close()
    const before = reports.length
    const { txBytes } = memory.link.counters()
    await clock.runFor(60_000)
    t.is(reports.length, before)
    t.is(memory.link.counters().txBytes, txBytes)
  })
}
