import { readFileSync } from 'node:fs'
import test from 'ava'
import { parse } from 'yaml'
import { twinTrainFile } from '../main/twin-config.ts'
import { checkConfig } from './read-config.ts'

const mistakes = (emergency: object): string[] => {
  const checked = checkConfig({ ...parse(readFileSync(twinTrainFile, 'utf8')), emergency })
  return 'mistakes' in checked ? checked.mistakes : []
}

test('a recipient of alarms has a number, also where the part about emergencies cannot be read', (t) => {
  const file = parse(readFileSync(twinTrainFile, 'utf8'))
  for (const emergency of [file.emergency, { recipients: 5 }]) {
    const checked = checkConfig({ ...file, texts: { ...file.texts, alarms: ['somebody'] }, emergency })
    const told = 'mistakes' in checked ? checked.mistakes : []
    t.true(told.includes('texts.alarms: "somebody": no such recipient; texts.recipients: noc'), told.join())
  }
})

test('a recipient of emergencies has a number, and the shore an address or tunnels', (t) => {
  t.deepEqual(mistakes({ recipients: ['noc'] }), [])
  t.deepEqual(mistakes({ recipients: ['somebody'] }), [
    'emergency.recipients: "somebody": no such recipient; texts.recipients: noc',
  ])
  const keyFile = '/etc/steppelink/emergency.key'
  t.deepEqual(mistakes({ shore: { keyFile, address: '203.0.113.10:7171' } }), [])
  t.regex(mistakes({ shore: { keyFile } }).join(), /emergency\.shore\.address: is missing/)
  t.regex(mistakes({ shore: { keyFile, address: 'hub:7171' } }).join(), /emergency\.shore\.address: "hub:7171"/)
})
