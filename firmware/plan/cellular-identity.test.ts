import test from 'ava'
import { planIdentity } from './cellular-identity.ts'

const first = { imei: '866425030000017', imsi: '401770000000001', iccid: '8999770000000000017' }
const known = { lte: first }

test('what is seen for the first time is remembered and no news', (t) => {
  const { state, reasons } = planIdentity({}, { modem: 'lte', seen: first })
  t.deepEqual(state, known)
  t.deepEqual(reasons, [])
})

test('the same again changes nothing', (t) => {
  t.is(planIdentity(known, { modem: 'lte', seen: first }).state, known)
})

test('another SIM is told by its last digits, and is the known one from then on', (t) => {
  const seen = { ...first, imsi: '401770000000002', iccid: '8999770000000000025' }
  const { state, reasons } = planIdentity(known, { modem: 'lte', seen })
  t.deepEqual(reasons, [
    'another SIM card in lte: …0025 instead of …0017',
    'another subscription in lte: …0002 instead of …0001',
  ])
  t.deepEqual(planIdentity(state, { modem: 'lte', seen }).reasons, [])
})

test('what a modem does not tell is not another', (t) => {
  const { state, reasons } = planIdentity(known, { modem: 'lte', seen: { imei: first.imei } })
  t.is(state, known)
  t.deepEqual(reasons, [])
})
