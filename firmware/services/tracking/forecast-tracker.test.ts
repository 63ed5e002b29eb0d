import test from 'ava'
import { monotonicMs } from '../../../hal/units.ts'
import { skyDirection } from '../../domain/frames.ts'
import { lookAtGeostationary } from '../../domain/look-angle.ts'
import { ForecastTracker } from './forecast-tracker.ts'
import { LineSight } from './line-sight.ts'
import { TrainClockwork } from './train-now.ts'

const astana = { latDeg: 51.112, lonDeg: 71.533, heightM: 350 }
const attitude = {
  headingTrueDeg: 135,
  turnRateDegPerS: 0,
  pitchDeg: 0,
  rollDeg: 0,
  headingSigmaDeg: 1,
  tiltSigmaDeg: 1,
}
const silentModem = { isAlive: false, isLocked: false, isTransmitAllowed: false }

const setUp = (pointing: 'self' | 'assisted' = 'self') => {
  const train = new TrainClockwork()
  const said: string[] = []
  const service = { kind: 'geostationary', longitudeDeg: 58.5 } as const
  const sight = new LineSight([])
  const tell = ({ text }: { text: string }): void => void said.push(text)
  const tracker = new ForecastTracker({ name: 'ku', pointing, maskDeg: 10, service }, { train, sight, tell })
  const stand = (): void => {
    train.onNavigation({
      atMs: 0,
      utcMs: 1_780_000_000_000,
      mode: 'fixed',
      position: astana,
      horizontal95M: 6,
      attitude,
    })
    tracker.step(monotonicMs(100))
  }
  return { tracker, said, stand }
}

test('where the antenna has to look is told as a forecast, with no error that nobody measured', (t) => {
  for (const pointing of ['self', 'assisted'] as const) {
    const { tracker, stand } = setUp(pointing)
    stand()
    const told = tracker.pointing()
    t.like(told, { state: 'forecast', pointing })
    t.false('errorDeg' in told || 'sigmaDeg' in told)
    const look = lookAtGeostationary(58.5, astana)
    t.true(Math.abs((told.azimuthTrueDeg ?? 0) - look.azimuthDeg) < 0.01)
  }
})

test('its permission gives the beam for mask and sectors, and never says that it is on target', (t) => {
  const { tracker, stand } = setUp()
  t.is(tracker.permission().beam, undefined)
  stand()
  const { beam, isOnTarget, errorDeg } = tracker.permission()
  t.false(isOnTarget)
  t.is(errorDeg, undefined)
  const look = lookAtGeostationary(58.5, astana)
  const seen = beam && skyDirection(beam, attitude)
  t.true(Math.abs((seen?.elevationDeg ?? 0) - look.elevationDeg) < 0.01)
})

test('the satellite that the modem asks for comes first, and is said once', (t) => {
  const { tracker, said } = setUp()
  tracker.takeNews()
  for (let time = 0; time < 2; time++) tracker.onModem({ ...silentModem, targetLongitudeDeg: 70.5 })
  t.is(said.length, 1)
  t.true(tracker.takeNews())
  t.false(tracker.takeNews())
  t.regex(tracker.pointing().satellite ?? '', /70\.5/)
})

test('it plans its one satellite ahead, once time and position are known', (t) => {
  const { tracker, stand } = setUp()
  t.is(tracker.forecast(monotonicMs(100)), undefined)
  stand()
  const { planned, outages } = tracker.forecast(monotonicMs(100)) ?? {}
  t.is(planned?.length, 1)
  t.deepEqual(outages, [])
})
