import test from 'ava'
import { seededRandom } from '../../../hal/random.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { fakeWorld } from '../../../test/fakes/world.ts'
import { virtualArray } from './array.ts'

/** An array that has booted, the requests given with their checksums, and what it sent by then. */
const answers = async (...requests: readonly string[]) => answersOf(1, ...requests)

const answersOf = async (
  beams: 1 | 2,
  ...requests: readonly string[]
): Promise<{ sent: string[]; clock: SimClock }> => {
  const clock = new SimClock()
  const sent: string[] = []
  const device = virtualArray({
    name: 'array',
    beams,
    world: fakeWorld({ clock }),
    clock,
    random: seededRandom(1),
    faultAgeMs: () => undefined,
    rates: { fixHz: 5, motionHz: 100, statusEveryMs: 500 },
    terminal: {
      name: 'array',
      service: { kind: 'constellation' },
      setBoresight: () => {},
      setMuted: () => {},
      reception: () => ({ isReceiving: false, carrierToNoiseDb: 0, errorDeg: 0, isBlocked: false }),
    },
  })
  device.start({ send: (bytes) => sent.push(Buffer.from(bytes).toString('latin1')) })
  await clock.runFor(1_000)
  for (const request of requests) {
    device.receive(Buffer.from(request, 'latin1'))
    await clock.runFor(30)
  }
  return { sent, clock }
}

// The checksums were summed by another program.
test('an aim is answered with the beam on its steps of 0.05°', async (t) => {
  t.deepEqual((await answers('{AM 17 18243 4530}!')).sent, ['{AA 17 18245 4530}v'])
})

test('requests with a wrong checksum, or that are none, are not answered', async (t) => {
  t.deepEqual((await answers('{AM 17 18243 4530}#', 'noise{}', `{${'9'.repeat(200)}`)).sent, [])
})

test('what cannot be done is refused with its reason', async (t) => {
  const { sent } = await answers('{AM 1 100 1999}H', '{AM 2 36000 4500}^', '{XY 3}?', '{MU 4 2}C')
  t.deepEqual(
    sent.map((each) => each.slice(1, -2)),
    ['NO 1 elevation', 'NO 2 azimuth', 'NO 3 command', 'NO 4 argument'],
  )
})

test('an array with two beams answers of either, and says at the end of its status which one serves', async (t) => {
  const { sent } = await answersOf(2, '{AM 17 18243 4530 1}2', '{SV 5 1}J', '{ST 6}8')
  t.deepEqual(
    sent.map((each) => each.slice(0, -1).replace(/ 1 \d+ - /, ' 1 T - ')),
    ['{AA 17 18245 4530 1}', '{VA 5 1}', '{SA 6 18245 4530 1 T - 1 0 9000}'],
  )
})
