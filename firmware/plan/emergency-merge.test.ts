import test from 'ava'
import { mergeEmergencies } from './emergency-merge.ts'
import { EMERGENCIES_AT_MOST, type Emergency, type EmergencyState } from './emergency-state.ts'

const emergency = (n: number, { isEnded = false, isAcknowledged = false } = {}): Emergency => ({
  report: {
    id: n.toString(16).padStart(32, '0'),
    train: 'kz-17',
    text: 'smoke',
    by: 'Aigerim',
    ...(isEnded && { cancelledBy: 'Bolat' }),
  },
  raisedAtMs: n,
  isAcknowledged,
  links: {},
  texts: {},
})
const stateOf = (...emergencies: Emergency[]): EmergencyState => ({ emergencies, carrying: [] })
const numbers = ({ emergencies }: EmergencyState): number[] => emergencies.map(({ raisedAtMs }) => raisedAtMs)

test('what was read comes before what was raised meanwhile, each once', (t) => {
  const { state, dropped } = mergeEmergencies(stateOf(emergency(1), emergency(2)), stateOf(emergency(2), emergency(3)))
  t.deepEqual(numbers(state), [1, 2, 3])
  t.deepEqual(dropped, [])
})

test('where there is no room the open ones win over ended ones, and no more are kept than may be', (t) => {
  const read = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => emergency(n, { isEnded: n % 2 === 0 }))
  const { state, dropped } = mergeEmergencies(stateOf(...read), stateOf(emergency(9), emergency(10)))
  t.is(state.emergencies.length, EMERGENCIES_AT_MOST)
  t.deepEqual(numbers(state), [1, 3, 5, 6, 7, 8, 9, 10])
  t.deepEqual(
    dropped.map(({ raisedAtMs }) => raisedAtMs),
    [2, 4],
  )
})

test('what was cancelled before the restart is not opened by being raised again', (t) => {
  const ended = emergency(1, { isEnded: true })
  t.deepEqual(mergeEmergencies(stateOf(ended), stateOf(emergency(1))).state.emergencies, [ended])
  t.deepEqual(mergeEmergencies(stateOf(emergency(1)), stateOf(ended)).state.emergencies, [ended])
})
