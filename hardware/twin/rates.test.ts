import { readFileSync } from 'node:fs'
import test from 'ava'
import { paceOf, permitHoldMs } from './rates.ts'

test('journey fidelity lowers rates no further than fixes 1 Hz, motion 10 Hz, aims 2 Hz', (t) => {
  const { devices, firmware } = paceOf.journey
  t.true(devices.fixHz >= 1 && devices.motionHz >= 10 && firmware.aimHz >= 2)
})

test('one edge of the permit line holds for the same number of aims at every rate, 80 ms at the full one', (t) => {
  t.is(permitHoldMs(paceOf.full.firmware.aimHz), 80)
  for (const { firmware } of Object.values(paceOf)) t.is((permitHoldMs(firmware.aimHz) * firmware.aimHz) / 1000, 1.6)
})

test('at full fidelity the odometer is the one of the twin’s train file', (t) => {
  const [, pulsesPerMetre] =
    /pulsesPerMetre: ([\d.]+)/.exec(readFileSync(new URL('../trains/twin.yaml', import.meta.url), 'utf8')) ?? []
  t.is(Number(pulsesPerMetre), paceOf.full.odometerPulsesPerMetre)
})
