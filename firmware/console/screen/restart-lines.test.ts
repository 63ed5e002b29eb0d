import test from 'ava'
import type { TouchedServices } from '../../config/touched-services.ts'
import { textIn } from '../messages.ts'
import { restartLines } from './restart-lines.ts'

const links = { oneweb: { terminal: 'roof' }, lte: { cellular: 'lte' } }
const routes = { passenger: 'oneweb', emergency: 'lte' } as const
const none: TouchedServices = { start: [], stop: [], restart: [] }
const told = (touched: Partial<TouchedServices>, carried: Parameters<typeof restartLines>[2] = { links, routes }) =>
  restartLines(textIn('en'), { ...none, ...touched }, carried)

test('a commit that touches no service says so', (t) => {
  t.deepEqual(told({}), ['No service starts again.'])
})

test('a restart without which nothing may transmit names the terminals, and what they carry', (t) => {
  t.deepEqual(told({ restart: ['tracking', 'interlock'] }), [
    'Starts again, some seconds each: tracking, interlock.',
    'Until they run again, terminals stop transmitting: roof.',
    'Meanwhile this traffic goes by other links, or waits: oneweb: passenger.',
  ])
})

test('a restart of what chooses links may move all traffic', (t) => {
  t.deepEqual(told({ restart: ['links'] }).slice(1), [
    'Until "links" runs again, all traffic may change its link, or wait: oneweb: passenger; lte: emergency.',
  ])
  t.regex(told({ restart: ['links'] }, { links, routes: undefined })[1] ?? '', /: unknown\.$/)
})

test('a restart of both tells of both', (t) => {
  const lines = told({ restart: ['tracking', 'links'] })
  t.regex(lines[1] ?? '', /stop transmitting: roof/)
  t.regex(lines[2] ?? '', /lte: emergency/)
})

test('services that begin, end, or end the session itself are named', (t) => {
  t.deepEqual(told({ start: ['gpsd'] }), ['Starts: gpsd.'])
  t.deepEqual(told({ stop: ['gpsd'] }), ['Ends: gpsd.'])
  t.is(told({ restart: ['console'] }).at(-1), 'You will have to log in again.')
})
