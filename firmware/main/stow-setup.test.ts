import test from 'ava'
import { usualRest } from '../config/train-config.ts'
import { UsageError } from '../usage-error.ts'
import { stowSetup } from './stow-setup.ts'

const limits = { azimuthDeg: [0, 450], elevationDeg: [2, 90] } as const

test('a mount lies at its lowest elevation and at any azimuth, unless its train says otherwise', (t) => {
  t.like(stowSetup('geo', undefined, limits).rest, { elevationDeg: 2, azimuthDeg: undefined, withinMs: 60_000 })
  const { rest } = stowSetup('geo', { ...usualRest, azimuthDeg: 180, elevationDeg: 90 }, limits)
  t.like(rest, { azimuthDeg: 180, elevationDeg: 90 })
})

for (const [where, error] of [
  [{ azimuthDeg: -90 }, 'terminals.geo.stow.azimuthDeg: -90: its mount goes from 0 to 450'],
  [{ elevationDeg: 0 }, 'terminals.geo.stow.elevationDeg: 0: its mount goes from 2 to 90'],
] as const)
  test(`a rest at ${JSON.stringify(where)} that the mount does not reach is refused by its place in the file`, (t) => {
    t.is(
      t.throws(() => stowSetup('geo', { ...usualRest, ...where }, limits), { instanceOf: UsageError }).message,
      error,
    )
  })
