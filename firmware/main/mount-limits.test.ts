import test from 'ava'
import { easycomm3 } from '../../drivers/rotator/easycomm3.ts'
import { gs232b } from '../../drivers/rotator/gs232.ts'
import { UsageError } from '../usage-error.ts'
import { mountLimitsOf } from './mount-limits.ts'

test('a mount can do what its driver takes it for, unless its train says otherwise', (t) => {
  t.deepEqual(mountLimitsOf('dish', {}, easycomm3), {
    azimuthDeg: [0, 450],
    elevationDeg: [0, 90],
    maxRateDegPerS: { azimuthDegPerS: 12, elevationDegPerS: 8 },
    maxAccelerationDegPerS2: { azimuthDegPerS2: 8, elevationDegPerS2: 8 },
  })
  const ability = {
    azimuthDeg: [-180, 540] as [number, number],
    elevationDeg: [0, 180] as [number, number],
    azimuthDegPerS: 5,
  }
  const limits = mountLimitsOf('dish', { ability }, easycomm3)
  t.deepEqual(
    [limits.azimuthDeg, limits.elevationDeg],
    [
      [-180, 540],
      [0, 180],
    ],
  )
  t.deepEqual(limits.maxRateDegPerS, { azimuthDegPerS: 5, elevationDegPerS: 8 })
})

test('an angle that cannot be said on the line is refused by its place in the file', (t) => {
  const error = t.throws(() => mountLimitsOf('dish', { ability: { azimuthDeg: [-90, 450] } }, gs232b), {
    instanceOf: UsageError,
  })
  t.is(error.message, 'devices.dish.ability.azimuthDeg: [-90, 450]: its driver can say 0 to 450')
})
