import test from 'ava'
import { cellularDrivers } from '../../drivers/cellular/index.ts'
import { cellularRig, kcell, settledMs } from './cellular-rig.ts'

const toUs = '+77015550123'
const outgoing = (text: string) => ({ to: toUs, text, validMs: 3_600_000, reference: 5 })

for (const descriptor of Object.values(cellularDrivers)) {
  const { name, maker } = descriptor

  test(`${name}: a text is sent as it is, and the network's report of it comes`, async (t) => {
    const { clock, modem, device, statuses } = cellularRig(descriptor)
    await clock.runFor(settledMs)
    const texts = ['STX1 {a_b} @', 'Қостанай 🚂', 'x'.repeat(300)]
    const sent = texts.map((text) => modem.sendText(outgoing(text)))
    await clock.runFor(90_000)
    const outcomes = await Promise.all(sent)
    t.deepEqual(
      outcomes.map(({ kind, references }) => `${kind} ${references}`),
      ['sent 1', 'sent 2', 'sent 3,4'],
    )
    const parts = device.submitted()
    t.deepEqual([parts[0]?.text, parts[1]?.text, `${parts[2]?.text}${parts[3]?.text}`], texts)
    t.true(parts.every(({ to }) => to === toUs))
    t.deepEqual(
      statuses.map((status) => status.kind === 'status' && `${status.reference} ${status.outcome}`).toSorted(),
      ['1 delivered', '2 delivered', '3 delivered', '4 delivered'],
    )
  })

  test(`${name}: a congested network refuses for now, and polls go on around it`, async (t) => {
    const { clock, modem, device, faults, reports } = cellularRig(descriptor)
    await clock.runFor(settledMs)
    faults.set('lte-congested', clock.nowMs())
    const sent = modem.sendText(outgoing('x'))
    await clock.runFor(10_000)
    t.like(await sent, { kind: 'refused', isPermanent: false })
    t.deepEqual(device.submitted(), [])
    t.true(reports.at(-1)?.isAlive)
  })

  test(`${name}: of a text that the line swallowed nobody knows, and the modem is free again`, async (t) => {
    const { clock, modem, memory } = cellularRig(descriptor)
    await clock.runFor(settledMs)
    memory.silence()
    const lost = modem.sendText(outgoing('x'))
    await clock.runFor(150_000)
    t.is((await lost).kind, 'unknown')
    memory.silence(false)
    await clock.runFor(20_000)
    const sent = modem.sendText(outgoing('y'))
    await clock.runFor(20_000)
    t.is((await sent).kind, 'sent')
  })

  test(`${name}: modem and SIM say who they are, and another SIM is another`, async (t) => {
    const { clock, reports, faults } = cellularRig(descriptor)
    await clock.runFor(settledMs)
    t.is(reports.at(-1)?.sim, 'ready')
    t.deepEqual(reports.at(-1)?.identity, {
      imei: '866425030000017',
      imsi: '401770000000001',
      iccid: '8999770000000000017',
    })
    faults.set('lte-sim-swapped', clock.nowMs())
    await clock.runFor(320_000)
    t.is(reports.at(-1)?.identity?.iccid, '8999770000000000025')
  })

  if (maker.pinTries)
    test(`${name}: the right PIN opens the SIM, after each start of the modem`, async (t) => {
      const { clock, reports, faults } = cellularRig(descriptor, { device: { pin: '1234' }, opening: { pin: '1234' } })
      await clock.runFor(settledMs)
      t.is(reports.at(-1)?.sim, 'ready')
      t.is(reports.at(-1)?.registration, 'home')
      faults.set('lte-reset', clock.nowMs())
      await clock.runFor(settledMs)
      t.is(reports.at(-1)?.sim, 'ready')
    })

  if (maker.pinTries)
    test(`${name}: a wrong PIN costs one try, however often the modem starts, and the last is never spent`, async (t) => {
      const { clock, device, reports, faults } = cellularRig(descriptor, {
        device: { pin: '1234' },
        opening: { pin: '9999' },
      })
      for (let start = 0; start < 5; start++) {
        await clock.runFor(settledMs)
        faults.set('lte-reset', clock.nowMs())
      }
      t.is(device.pinTries(), 2)
      t.is(reports.at(-1)?.sim, 'pin')
      // As if the controller itself had been started anew, again and again: nothing remembers that the PIN was refused.
      for (let start = 0; start < 4; start++) {
        const again = cellularRig(descriptor, {
          device: { pin: '1234', pinTries: Math.max(1, 3 - start) },
          opening: { pin: '9999' },
        })
        await again.clock.runFor(settledMs)
        t.true(again.device.pinTries() >= 1)
        t.is(again.reports.at(-1)?.sim, 'pin')
      }
    })

  test(`${name}: without a PIN of ours a locked SIM is left alone, and messages wait`, async (t) => {
    const { clock, device, reports } = cellularRig(descriptor, { device: { pin: '1234' } })
    await clock.runFor(settledMs)
    t.is(device.pinTries(), 3)
    t.regex(reports.at(-1)?.pinWithheld ?? '', /gives none/)
  })

  if (maker.servingCell)
    test(`${name}: the cell is told in the maker's own words, and is gone with the network`, async (t) => {
      const { clock, reports, radio } = cellularRig(descriptor)
      await clock.runFor(settledMs)
      const { cell } = reports.at(-1) ?? {}
      t.true(cell?.technology === 'lte' || cell?.technology === 'lte-nr')
      t.true(Math.abs((cell?.rsrpDbm ?? 0) + 85) < 8)
      t.is(cell?.earfcn, 1650)
      t.is(cell?.band, 3)
      radio.cell = undefined
      await clock.runFor(20_000)
      t.is(reports.at(-1)?.cell?.rsrpDbm, undefined)
    })

  test(`${name}: a restart by command takes its port away, and all is set up again`, async (t) => {
    const { clock, modem, memory, reports } = cellularRig(descriptor)
    await clock.runFor(settledMs)
    const asked = modem.reset()
    await clock.runFor(200)
    t.true(await asked)
    // The modem leaves the bus, and is found again.
    memory.unplug()
    memory.powerCycle()
    await clock.runFor(4000)
    memory.replug()
    await clock.runFor(settledMs)
    t.is(reports.at(-1)?.registration, 'home')
    t.is(reports.at(-1)?.sim, 'ready')
    t.is(modem.counters().reconnects, 1)
  })

  test(`${name}: a search tells the networks that are there`, async (t) => {
    const { clock, modem } = cellularRig(descriptor)
    await clock.runFor(settledMs)
    const search = modem.searchOperators()
    await clock.runFor(30_000)
    t.deepEqual(await search, [
      { status: 'current', plmn: '40102', name: 'Kcell', accessTechnology: 7 },
      { status: 'forbidden', plmn: '40101', name: 'Beeline KZ', accessTechnology: 7 },
    ])
  })

  test(`${name}: a packet data context is set and made active where the configuration names its access point`, async (t) => {
    const { clock, reports } = cellularRig(descriptor, { opening: { apn: 'internet' } })
    await clock.runFor(settledMs)
    t.is(reports.at(-1)?.isDataActive, true)
    const looking = cellularRig(descriptor)
    await looking.clock.runFor(settledMs)
    t.is(looking.reports.at(-1)?.isDataActive, false)
  })

  test(`${name}: a cell is a satellite by the network's number or by its access technology, and no context is made there`, async (t) => {
    const byNumber = cellularRig(descriptor, { opening: { satellitePlmns: ['40177'], apn: 'internet' } })
    byNumber.radio.cell = { ...kcell, plmn: '40177', operator: 'Beeline Sat' }
    await byNumber.clock.runFor(settledMs)
    t.true(byNumber.reports.at(-1)?.isSatellite)
    t.not(byNumber.reports.at(-1)?.isDataActive, true)
    const byTechnology = cellularRig(descriptor, { device: { accessTechnology: 14 } })
    await byTechnology.clock.runFor(settledMs)
    t.true(byTechnology.reports.at(-1)?.isSatellite)
    const onGround = cellularRig(descriptor, { opening: { satellitePlmns: ['40177'] } })
    await onGround.clock.runFor(settledMs)
    t.is(onGround.reports.at(-1)?.isSatellite, undefined)
  })
}
