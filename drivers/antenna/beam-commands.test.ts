import test from 'ava'
import { beamCommandFrame, decodeBeamReply } from './beam-commands.ts'

test('commands are the frames of docs/beam-controller.md', (t) => {
  const direction = { azimuthDeg: 182.449, elevationDeg: 45.3 }
  t.deepEqual(beamCommandFrame(17, { do: 'aim', direction, beam: 0 }), { code: 'AM', args: ['17', '18245', '4530'] })
  t.deepEqual(beamCommandFrame(17, { do: 'aim', direction, beam: 1 }).args, ['17', '18245', '4530', '1'])
  t.deepEqual(beamCommandFrame(21, { do: 'serve', beam: 1 }), { code: 'SV', args: ['21', '1'] })
  t.deepEqual(beamCommandFrame(18, { do: 'mute', isMuted: true }), { code: 'MU', args: ['18', '1'] })
  t.deepEqual(beamCommandFrame(999, { do: 'status' }), { code: 'ST', args: ['999'] })
  t.deepEqual(beamCommandFrame(20, { do: 'locate' }), { code: 'LO', args: ['20'] })
})

test('an azimuth that rounds to the full circle is 0', (t) => {
  const direction = { azimuthDeg: 359.998, elevationDeg: 30 }
  t.deepEqual(beamCommandFrame(1, { do: 'aim', direction, beam: 0 }).args, ['1', '0', '3000'])
})

const reply = (text: string) => {
  const [code = '', ...args] = text.split(' ')
  return decodeBeamReply({ code, args })
}

test('replies are read, and further arguments ignored', (t) => {
  const beam = { azimuthDeg: 182.45, elevationDeg: 45.3 }
  t.deepEqual(reply('AA 17 18245 4530 9'), { to: 'aim', sequence: 17, beam })
  t.deepEqual(reply('MA 3 0'), { to: 'mute', sequence: 3, isMuted: false })
  t.deepEqual(reply('NO 4 elevation'), { to: 'refused', sequence: 4, reason: 'elevation' })
  const status = { beam, isMuted: true, temperatureC: -12.5, faults: [] }
  t.deepEqual(reply('SA 5 18245 4530 1 -125 -'), { to: 'status', sequence: 5, status })
})

test('an array with two beams says which one serves, and at the end of its status where the other is', (t) => {
  t.deepEqual(reply('VA 3 1'), { to: 'serve', sequence: 3, beam: 1 })
  const read = reply('SA 5 18245 4530 0 311 - 1 9000 6000')
  const pair = { serving: 1, other: { azimuthDeg: 90, elevationDeg: 60 } }
  t.deepEqual(read?.to === 'status' && read.status.pair, pair)
})

test('a status whose end is not understood is that of one beam', (t) => {
  for (const end of ['2 9000 6000', '1 36000 6000', '1 9000', 'x']) {
    const read = reply(`SA 5 18245 4530 0 311 - ${end}`)
    t.true(read?.to === 'status' && read.status.pair === undefined, end)
  }
})

test('a location is degrees and metres, or none', (t) => {
  const location = { latDeg: 51.112345, lonDeg: -71.5, heightM: 350.4, horizontalSigmaM: 6.5 }
  t.deepEqual(reply('LA 5 1 51112345 -71500000 3504 65'), { to: 'locate', sequence: 5, location })
  t.deepEqual(reply('LA 5 0'), { to: 'locate', sequence: 5, location: undefined })
})

test('faults are words', (t) => {
  const read = reply('SA 5 0 9000 0 312 over-temperature,supply')
  t.deepEqual(read?.to === 'status' && read.status.faults, ['over-temperature', 'supply'])
})

const isNone = test.macro({
  exec: (t, text: string) => t.is(reply(text), undefined),
  title: (_, text) => `"${text}" is no reply`,
})

for (const text of ['AA 17 36000 4530', 'AA 17 100', 'AA 1000 0 4500', 'AA x 0 4500', 'MA 3 2', 'VA 3 2', 'ZZ 1', 'AA'])
  test(isNone, text)
for (const text of ['LA 5', 'LA 5 2', 'LA 5 1', 'LA 5 1 90000001 0 0 65', 'LA 5 1 0 180000001 0 65', 'LA 5 1 0 0 0 0'])
  test(isNone, text)
test(isNone, 'SA 5 0 4500 1 9999 -')
test(isNone, 'SA 5 0 4500 1 300 <b>')
test(isNone, 'AM 17 18245 4530')
