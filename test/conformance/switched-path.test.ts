import test from 'ava'
import { rfSwitchDrivers } from '../../drivers/rf-switch/index.ts'
import { switchedRig as setUp } from '../fakes/switched-rig.ts'

const twoAntennas = { modems: ['modem'], antennas: ['front', 'rear'] } as const
const twoModems = { modems: ['first', 'second'], antennas: ['dish'] } as const

for (const driver of Object.values(rfSwitchDrivers)) {
  test(`${driver.name}: the cable follows the decision, and no contact ever opens under power`, async (t) => {
    const up = await setUp(driver, twoAntennas)
    await up.clock.runFor(60_000)
    t.deepEqual(up.transmitting(), ['modem'])
    for (let change = 0; change < 4; change++) {
      const had = up.standing().antenna as string
      t.is(up.joinedBy(), had)
      up.hidden.add(had)
      await up.clock.runFor(15_000)
      up.hidden.delete(had)
      t.not(up.standing().antenna, had)
      t.is(up.joinedBy(), up.standing().antenna)
      t.deepEqual(up.transmitting(), ['modem'])
      await up.clock.runFor(15_000)
    }
    // One that falls silent is left at once, from the middle of a transmission.
    for (let change = 0; change < 4; change++) {
      const had = up.standing().antenna as string
      up.antenna(had)?.memory.silence()
      await up.clock.runFor(20_000)
      t.is(up.joinedBy(), up.standing().antenna)
      t.not(up.joinedBy(), had)
      t.deepEqual(up.transmitting(), ['modem'])
      up.antenna(had)?.memory.silence(false)
      await up.clock.runFor(30_000)
    }
    t.true(up.relay.moves().all >= 8)
    t.is(up.relay.moves().hot, 0)
    t.like(up.heard.antennas.at(-1)?.terminals['ku']?.rfSwitch, { isThere: true, isProven: true })
  })

  test(`${driver.name}: a modem that does not hear its mute is silenced by the permit line before a contact opens`, async (t) => {
    const up = await setUp(driver, twoAntennas)
    await up.clock.runFor(60_000)
    const had = up.standing().antenna as string
    up.antenna(had)?.memory.silence()
    await up.clock.runFor(1_900)
    up.deaf.add('modem')
    const before = up.relay.moves().all
    await up.clock.runFor(2_000)
    t.not(up.standing().antenna, had)
    t.is(up.relay.moves().all, before + 1)
    t.is(up.relay.moves().hot, 0)
  })

  test(`${driver.name}: a modem that does not obey its mute is not switched hot by another terminal's permit`, async (t) => {
    const up = await setUp(driver, twoAntennas, { hasNeighbour: true })
    await up.clock.runFor(60_000)
    up.stubborn.add('modem')
    for (let change = 0; change < 3; change++) {
      const had = up.standing().antenna as string
      const other = had === 'front' ? 'rear' : 'front'
      // Under a bridge both see nothing, and the change comes long after the mute.
      for (const name of [had, other]) up.hidden.add(name)
      await up.clock.runFor(8_000)
      t.deepEqual([up.joinedBy(), up.isPermitted()], [had, true], 'the neighbour transmits')
      up.hidden.delete(other)
      await up.clock.runFor(15_000)
      t.is(up.joinedBy(), other)
      up.hidden.delete(had)
      await up.clock.runFor(15_000)
    }
    t.true(up.relay.moves().all >= 3)
    t.is(up.relay.moves().hot, 0)
  })

  test(`${driver.name}: one antenna goes from a silent modem to the other`, async (t) => {
    const up = await setUp(driver, twoModems)
    await up.clock.runFor(60_000)
    const had = up.standing().modem as string
    t.deepEqual(up.transmitting(), [had])
    up.modem(had)?.memory.silence()
    await up.clock.runFor(60_000)
    t.not(up.joinedBy(), had)
    t.deepEqual(up.transmitting(), [up.joinedBy()])
    t.is(up.relay.moves().hot, 0)
  })

  test(`${driver.name}: a stuck switch leaves the modem with the antenna that it leads to`, async (t) => {
    const up = await setUp(driver, twoAntennas)
    await up.clock.runFor(60_000)
    const had = up.standing().antenna as string
    up.faults.add('rf-switch-stuck')
    up.hidden.add(had)
    await up.clock.runFor(5_000)
    t.is(up.joinedBy(), had)
    t.deepEqual(up.transmitting(), [])
    up.hidden.delete(had)
    await up.clock.runFor(40_000)
    t.is(up.standing().antenna, had)
    t.deepEqual(up.transmitting(), ['modem'])
  })

  test(`${driver.name}: a switch that proves nothing mutes at once, and permits again when it proves`, async (t) => {
    const up = await setUp(driver, twoAntennas)
    await up.clock.runFor(60_000)
    up.faults.add('rf-switch-blind')
    await up.clock.runFor(300)
    t.deepEqual(up.transmitting(), [])
    t.like(up.condition(), { isMet: false })
    const before = up.relay.moves().all
    await up.clock.runFor(60_000)
    t.true(up.relay.moves().all - before <= 2, 'each branch is tried, and then nothing is worn out')
    up.faults.clear()
    await up.clock.runFor(20_000)
    t.deepEqual(up.transmitting(), ['modem'])
    t.is(up.relay.moves().hot, 0)
  })
}
