import test from 'ava'
import { peakShown } from '../firmware/bus/schemas/peak-commands.ts'
import { calibrateMount } from '../firmware/console/commands/calibrate-mount.ts'
import {
  type Attitude,
  bodyDirection,
  type Mounting,
  mountDirection,
  separationDeg,
} from '../firmware/domain/frames.ts'
import { seededRandom } from '../hal/random.ts'
import { misalignmentOf } from '../hardware/twin/misalignment.ts'
import { consoleRide } from './fakes/console-ride.ts'

const SEED = 1

/** Peaks a terminal of the twin on a train that left its station and stands, and answers yes to all that is asked. */
const peaked = async (terminal: 'geo' | 'oneweb') => {
  const ride = await consoleRide({ fault: ['stop@60s+30m'], seed: SEED }, 150)
  const context = { ...ride.context, ask: async () => terminal }
  let outcome: Awaited<ReturnType<typeof calibrateMount.run>> | undefined
  const done = calibrateMount.run(context, { terminal }).then((came) => {
    outcome = came
  })
  for (let seconds = 0; !outcome && seconds < 700; seconds++) await ride.clock.runFor(1_000)
  await done
  const measured = (await context.seen('navigation'))?.message.attitude
  if (!measured) throw new TypeError('navigation knows no attitude')
  const real = ride.train.world.train()
  await ride.close()
  const felt: Attitude = { ...measured, rollDeg: measured.rollDeg - (measured.rollOfBiasDeg ?? 0) }
  const sits = misalignmentOf(seededRandom(SEED).fork(`${terminal} misalignment`))
  const said = [...ride.said, ...(outcome?.lines ?? [])].join('\n')
  return { shown: peakShown.parse(outcome?.data), outcome, said, real, felt, sits }
}

for (const terminal of ['geo', 'oneweb'] as const)
  test.serial(
    `${terminal}: its mount is found to 0.2° of where it really points, kept, and proven by transmitting`,
    async (t) => {
      t.timeout(900_000)
      const { shown, outcome, said, real, felt, sits } = await peaked(terminal)
      t.is(shown.verdict, 'found', said)
      t.true(shown.isKept)
      t.falsy(outcome?.isBad, said)
      t.regex(said, /TRANSMITS[\s\S]*Proven/)
      const sky = { azimuthDeg: shown.azimuthTrueDeg ?? 0, elevationDeg: shown.elevationDeg ?? 0 }
      const inTerminal = (attitude: Attitude, mounting: Mounting) =>
        mountDirection(bodyDirection(sky, attitude), mounting)
      const off = (attitude: Attitude, after: Mounting): number =>
        separationDeg(inTerminal(attitude, after), inTerminal(real, sits))
      const asDrawn = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 }
      const offDeg = off(felt, shown.found?.after ?? asDrawn)
      t.log(`off by ${offDeg.toFixed(3)}°, as drawn by ${off(felt, asDrawn).toFixed(3)}°`)
      t.true(offDeg < 0.2, `${offDeg}`)
      t.true(offDeg < off(felt, asDrawn))
    },
  )
