import test from 'ava'
import { rideTunnel } from '../../../test/fakes/tunnel-ride.ts'

const SEEDS = 8
const tunnels = (inTunnel: (sinceS: number) => number) => {
  const all = Array.from({ length: SEEDS }, (_, seed) => rideTunnel(seed + 1, inTunnel))
  return {
    within: all.filter(({ isWithin }) => isWithin).length,
    worst: Math.max(...all.map(({ offShare }) => offShare)),
  }
}

for (const coastingMps2 of [0, 0.03, 0.08])
  test(`a train that coasts at ${coastingMps2} m/s² through a tunnel is where its bound says`, (t) => {
    const { within, worst } = tunnels(() => -coastingMps2)
    t.is(within, SEEDS)
    t.true(worst < 0.1, `${worst}`)
  })

test('a train that begins to coast, or brakes and goes on, in a tunnel is where its bound says', (t) => {
  t.is(tunnels((sinceS) => (sinceS < 60 ? 0 : -0.05)).within, SEEDS)
  t.is(tunnels((sinceS) => (sinceS > 60 && sinceS < 90 ? -0.4 : 0)).within, SEEDS)
})
