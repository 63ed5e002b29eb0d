import test from 'ava'
import { decodeSentence } from '../nmea/decode.ts'
import { type Sky, skyAssembler } from './sky.ts'

const skiesOf = (epochs: readonly (readonly string[])[]): Sky[] => {
  const skies: Sky[] = []
  const assembler = skyAssembler((sky) => skies.push(sky))
  for (const bodies of epochs) {
    for (const body of bodies) {
      const sentence = decodeSentence(Buffer.from(body), 0, body.length)
      if (sentence.kind !== 'other' && sentence.kind !== 'invalid') assembler.add(sentence)
    }
    assembler.epochEnded(undefined)
  }
  return skies
}

const inGroups = [
  'GPGSV,2,1,05,01,40,083,46,02,17,308,41,12,07,344,39,14,22,228,45',
  'GPGSV,2,2,05,22,10,100,',
  'GLGSV,1,1,01,70,30,120,33',
]
const used = ['GNGSA,A,3,01,14,,,,,,,,,,,1.5,0.8,1.2', 'GNGSA,A,3,70,,,,,,,,,,,,1.5,0.8,1.2']

test('groups of several systems and the satellites in use make one sky an epoch', (t) => {
  const [sky] = skiesOf([[...used, ...inGroups]])
  t.is(sky?.satellites.length, 6)
  t.deepEqual(
    sky?.satellites.filter(({ isUsed }) => isUsed).map(({ system, svid }) => [system, svid]),
    [
      ['gps', 1],
      ['gps', 14],
      ['glonass', 6],
    ],
  )
  t.like(sky, { pdop: 1.5, hdop: 0.8, vdop: 1.2 })
})

test('a group with a sentence missing tells nothing', (t) => {
  t.deepEqual(skiesOf([[inGroups[1] ?? ''], [inGroups[0] ?? '']]), [])
})

test('a satellite that comes once a signal counts once, with its strongest', (t) => {
  const [sky] = skiesOf([['GPGSV,1,1,01,01,40,083,30,1', 'GPGSV,1,1,01,01,40,083,44,6', 'GPGSV,1,1,01,01,40,083,20,8']])
  t.deepEqual(
    sky?.satellites.map(({ carrierToNoiseDbHz }) => carrierToNoiseDbHz),
    [44],
  )
})

test('a system that is not told of any more leaves the sky within three skies', (t) => {
  const skies = skiesOf([inGroups, ...Array(4).fill(inGroups.slice(2))])
  t.deepEqual(
    skies.map(({ satellites }) => satellites.length),
    [6, 6, 6, 1, 1],
  )
})
