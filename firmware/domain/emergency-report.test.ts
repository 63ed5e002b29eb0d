import test from 'ava'
import { type EmergencyReport, emergencyReport, soundReport } from './emergency-report.ts'

const smoke: EmergencyReport = {
  id: 'a'.repeat(32),
  train: 'kz-17',
  text: 'smoke in coach 5',
  by: 'Aigerim',
  trainNumber: '9',
  line: { lineId: 'astana-almaty', chainageKm: 612.3, nextStation: 'Moynty' },
}

test('a sound report stays whole', (t) => {
  t.deepEqual(soundReport(smoke), smoke)
})

test('what the shore would not understand is left out, and the emergency goes', (t) => {
  for (const trainNumber of ['9\t1', '9\n1', ' ', 'x'.repeat(17)]) {
    const { trainNumber: _, ...rest } = smoke
    t.deepEqual(soundReport({ ...smoke, trainNumber }), rest, JSON.stringify(trainNumber))
  }
  const report = soundReport({ ...smoke, utcMs: 0.5, place: { latDeg: Number.NaN, lonDeg: 71, ageS: 0 } })
  t.deepEqual(report, smoke)
  t.true(emergencyReport.safeParse(soundReport({ ...smoke, line: { lineId: 'x'.repeat(65), chainageKm: 1 } })).success)
})
