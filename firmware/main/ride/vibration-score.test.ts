import test from 'ava'
import type { TopicMessage } from '../../bus/topics.ts'
import { VibrationScore } from './vibration-score.ts'

type Sensor = TopicMessage<'vibration'>['sensors'][string]

const said = (sensor: Partial<Sensor>): TopicMessage<'vibration'> => ({
  atMs: 0,
  sensors: { 'imu.adxl345': { state: 'ok', rms1sG: 0.1, rms5sG: 0.1, peakG: 0.2, ...sensor } },
})

test('an alarm counts when it is raised, not while it holds', (t) => {
  const score = new VibrationScore()
  for (const alarms of [
    [],
    ['over-baseline'],
    ['over-baseline'],
    ['over-baseline', 'loose-mount'],
    [],
    ['over-baseline'],
  ])
    score.onVibration(said({ alarms: alarms as Sensor['alarms'], validBandHz: [0.1, 50] }))
  t.deepEqual(score.summary(), {
    rmsG: 0.1,
    peakG: 0.2,
    validToHz: 50,
    looseMounts: 1,
    overBaseline: 2,
    overEn61373: 0,
  })
})

test('a part that is not well adds nothing, and nothing heard is zeros', (t) => {
  const score = new VibrationScore()
  score.onVibration(said({ state: 'stuck', peakG: 9 }))
  t.deepEqual(score.summary(), {
    rmsG: 0,
    peakG: 0,
    validToHz: 0,
    looseMounts: 0,
    overBaseline: 0,
    overEn61373: 0,
  })
})
