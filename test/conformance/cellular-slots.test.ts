import test from 'ava'
import { cellularDrivers } from '../../drivers/cellular/index.ts'
import { settledMs, cellularRig as setUp } from './cellular-rig.ts'

for (const descriptor of Object.values(cellularDrivers)) {
  const { name, maker } = descriptor
  if (!maker.slots) {
    test(`${name}: without commands for slots none is chosen`, async (t) => {
      const { clock, modem } = setUp(descriptor, { opening: { secondSim: {} } })
      await clock.runFor(settledMs)
      t.false(await modem.selectSim(2))
    })
    continue
  }

  test(`${name}: another slot is another SIM, and stays so over a restart of the modem`, async (t) => {
    const { clock, modem, reports, faults } = setUp(descriptor, { opening: { secondSim: {} } })
    await clock.runFor(settledMs)
    t.like(reports.at(-1), { simSlot: 1, registration: 'home', identity: { iccid: '8999770000000000017' } })
    const selected = modem.selectSim(2)
    await clock.runFor(settledMs)
    t.true(await selected)
    t.like(reports.at(-1), { simSlot: 2, registration: 'home', identity: { iccid: '8999701000000000033' } })
    faults.set('lte-reset', clock.nowMs())
    await clock.runFor(settledMs)
    t.is(reports.at(-1)?.simSlot, 2)
  })

  test(`${name}: a SIM that the network refuses is told, and the other one is not`, async (t) => {
    const { clock, modem, reports, faults } = setUp(descriptor, { opening: { secondSim: {} } })
    await clock.runFor(settledMs)
    faults.set('lte-sim-barred', clock.nowMs())
    await clock.runFor(10_000)
    t.is(reports.at(-1)?.registration, 'denied')
    void modem.selectSim(2)
    await clock.runFor(settledMs)
    t.is(reports.at(-1)?.registration, 'home')
  })

  test(`${name}: with one SIM no slot is asked for, and none is chosen`, async (t) => {
    const { clock, modem, reports } = setUp(descriptor)
    await clock.runFor(settledMs)
    t.is(reports.at(-1)?.simSlot, undefined)
    t.false(await modem.selectSim(2))
  })

  test(`${name}: each SIM is given its own PIN and never the other’s`, async (t) => {
    const { clock, modem, device, reports } = setUp(descriptor, {
      device: { pin: '1111', secondPin: '2222' },
      opening: { pin: '1111', secondSim: { pin: '2222' } },
    })
    await clock.runFor(settledMs)
    t.is(reports.at(-1)?.sim, 'ready')
    void modem.selectSim(2)
    await clock.runFor(settledMs)
    t.like(reports.at(-1), { sim: 'ready', simSlot: 2 })
    t.is(device.pinTries(), 3)
  })
}
