import test from 'ava'
import { type Direction, separationDeg } from '../firmware/domain/frames.ts'
import type { TwinReport } from '../hardware/twin/report.ts'
import { rideSession } from './fakes/ride-session.ts'

/** It has left the station, so that its heading is known, and stands on the line for an hour. */
const STANDING = ['stop@30s+1h']
const SETTLED_S = 150
/** Where no satellite is that the dish is meant for: KazSat-3 stands in the south, 25° west of it. */
const BESIDE: Direction = { azimuthDeg: 140, elevationDeg: 60 }
/** How far what the mount's axes say may be from what was asked for: play, how it really sits, how the train leans. */
const MOUNTED_DEG = 3

const plain = (text: string): string => text.replaceAll('\r', '')

/** What the twin knows of the dish: the truth, which the firmware never sees. */
const watchDish = ({ train }: Awaited<ReturnType<typeof rideSession>>) => {
  const reports: TwinReport[] = []
  train.score.onReport((report) => void reports.push(report))
  return {
    /** Where its axes really stand, on the train as it really stands. */
    looksAt: (): Direction => ({
      azimuthDeg: (train.dish.mount.azimuth.encoderDeg + train.world.train().headingTrueDeg) % 360,
      elevationDeg: train.dish.mount.elevation.encoderDeg,
    }),
    isTransmitting: () => reports.at(-1)?.terminals['geo']?.isTransmitting,
    errorDeg: () => reports.at(-1)?.terminals['geo']?.errorDeg ?? Number.NaN,
    /** Whether it transmitted in any of the last seconds. */
    transmittedWithin: (seconds: number) =>
      reports.slice(-seconds).some(({ terminals }) => terminals['geo']?.isTransmitting !== false),
    others: () => reports.at(-1)?.terminals['oneweb'],
  }
}

test('at a standing train an engineer turns the dish away and lays it down, muted throughout; then it goes on', async (t) => {
  t.timeout(600_000)
  const ride = await rideSession({ fault: STANDING }, SETTLED_S)
  const { type, train } = ride
  const dish = watchDish(ride)
  t.true(train.world.train().speedMps < 0.01)
  await type('', 5)
  t.true(dish.isTransmitting() && dish.errorDeg() < 1, 'it follows its satellite to begin with')

  t.regex(await type(`point geo ${BESIDE.azimuthDeg} ${BESIDE.elevationDeg} for 40\r`, 2), /\?/)
  t.true(dish.isTransmitting(), 'nothing moves before the yes')
  const pointed = plain(await type('y\r', 30))
  t.regex(pointed, /is there/)
  t.true(separationDeg(dish.looksAt(), BESIDE) < MOUNTED_DEG, JSON.stringify(dish.looksAt()))
  t.true(dish.errorDeg() > 20)
  t.false(dish.transmittedWithin(28), 'it was muted while it moved and while it looked away')
  t.true(dish.others()?.isTransmitting, 'the other terminal goes on')

  t.regex(plain(await type('', 15)), /its time has passed/)
  await type('', 30)
  t.true(dish.isTransmitting() && dish.errorDeg() < 1, 'it is back on its satellite by itself')

  await type('stow for 30\r', 2)
  const stowed = plain(await type('y\r', 30))
  t.regex(stowed, /STOWED/)
  t.true(dish.looksAt().elevationDeg < 1.5)
  t.false(dish.transmittedWithin(25), 'it lies muted')
  t.regex(
    plain(await type(`point geo ${BESIDE.azimuthDeg} ${BESIDE.elevationDeg}\ry\r`, 5)),
    /an order to stow goes before/,
  )
  t.true(dish.looksAt().elevationDeg < 1.5)

  await type('unstow\ry\r', 45)
  t.true(dish.isTransmitting() && dish.errorDeg() < 1, 'it was raised again')
  t.is(train.score.summary().tracking.offTargetTransmitS, 0)
  await ride.close()
})

test('while the train moves nobody aims by hand, and an aim ends when the train goes on', async (t) => {
  t.timeout(600_000)
  const moving = await rideSession({}, SETTLED_S)
  t.true(moving.train.world.train().speedMps > 5)
  const dish = watchDish(moving)
  const aim = `point geo ${BESIDE.azimuthDeg} ${BESIDE.elevationDeg} for 60\ry\r`
  t.regex(plain(await moving.type(aim, 5)), /the train moves: \d+\.\d m\/s/)
  t.true(dish.errorDeg() < 2)
  await moving.close()

  const leaving = await rideSession({ fault: ['stop@30s+135s'] }, SETTLED_S)
  const turned = watchDish(leaving)
  t.regex(plain(await leaving.type(aim, 40)), /Over: [^\n]*the train moves/)
  t.true(leaving.train.world.train().speedMps > 1)
  await leaving.type('', 30)
  t.true(turned.isTransmitting() && turned.errorDeg() < 2, 'it follows again')
  t.is(leaving.train.score.summary().tracking.offTargetTransmitS, 0)
  await leaving.close()
})
