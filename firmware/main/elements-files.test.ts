import test from 'ava'
import { SimClock } from '../../hal/sim-clock.ts'
import { monotonicMs } from '../../hal/units.ts'
import { syntheticTle } from '../../hardware/twin/world/constellation.ts'
import { UsageError } from '../usage-error.ts'
import { readElementsInUse, reloadElements } from './elements-files.ts'

const TLE = syntheticTle({ epochUtcMs: Date.UTC(2026, 4, 31), seed: 1 })
const [SET_OF_THREE, SET_OF_ONE] = [9, 3].map((lines) => TLE.split('\n').slice(0, lines).join('\n')) as [string, string]
const place = { stateFolder: '/state', configured: '/etc/one.tle' }
const IMPORTED = '/state/elements/one.tle'

/** A machine with these files, on which each look at the clock takes a tenth of a millisecond. */
const machineWith = (files: Readonly<Record<string, string>>) => {
  const sim = new SimClock()
  let looked = 0
  let pauses = 0
  const clock = {
    nowMs: () => monotonicMs(sim.nowMs() + 0.1 * looked++),
    every: sim.every.bind(sim),
    after: (delayMs: number, run: () => void) => {
      pauses++
      return sim.after(delayMs, run)
    },
  }
  const readText = async (file: string): Promise<string> => {
    const text = files[file]
    if (text === undefined) throw new UsageError(`${file}: there is no such file`)
    return text
  }
  return { machine: { readText, clock }, sim, pauses: () => pauses }
}

const countOf = async (reading: ReturnType<typeof reloadElements>): Promise<number> =>
  (await reading).elements.satellites.length

test('imported elements come before the configured ones', async (t) => {
  const { machine } = machineWith({ [IMPORTED]: SET_OF_ONE, [place.configured]: SET_OF_THREE })
  t.is(await countOf(readElementsInUse(machine, place)), 1)
  t.is(await countOf(reloadElements(machine, place)), 1)
})

test('a start with bad imported elements takes the set before, a reload refuses', async (t) => {
  const { machine } = machineWith({ [IMPORTED]: 'spoilt', [`${IMPORTED}.previous`]: SET_OF_ONE })
  t.is(await countOf(readElementsInUse(machine, place)), 1)
  await t.throwsAsync(reloadElements(machine, place), {
    instanceOf: UsageError,
    message: /^.state.elements.one\.tle: /,
  })
})

test('who is left alone is read with the elements', async (t) => {
  const barred = [{ noradId: 80_001, untilUtcMs: 5 }]
  const { machine } = machineWith({ [IMPORTED]: SET_OF_ONE, [`${IMPORTED}.quarantine.json`]: JSON.stringify(barred) })
  t.deepEqual((await reloadElements(machine, place)).barred, barred)
})

test('a reload reads in slices: 20 sets of a tenth of a millisecond, then a pause', async (t) => {
  const { machine, sim, pauses } = machineWith({ [IMPORTED]: TLE })
  const reading = reloadElements(machine, place)
  await sim.runFor(10_000)
  t.is(await countOf(reading), 624)
  t.true(pauses() >= 624 / 21 && pauses() <= 624 / 19, `${pauses()}`)
})

test('without any file the configured one is named', async (t) => {
  const { machine } = machineWith({})
  const named = { instanceOf: UsageError, message: '/etc/one.tle: there is no such file' }
  await t.throwsAsync(readElementsInUse(machine, place), named)
  await t.throwsAsync(reloadElements(machine, place), named)
})
