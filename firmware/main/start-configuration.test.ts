import test from 'ava'
import { stringify } from 'yaml'
import { exampleTrain } from '../../test/fakes/console-context.ts'
import { placingFor } from './start-configuration.ts'

test('elements are placed for a terminal that a commit has made since, and for none that it took away', async (t) => {
  const began = exampleTrain()
  const name = Object.keys(began.terminals).find((one) => began.terminals[one]?.service.kind === 'constellation') ?? ''
  const inForce = stringify(began).replaceAll(name, 'another')
  const place = placingFor({ read: async () => inForce }, began)
  await t.throwsAsync(place(name, 'no elements'), { message: /is no terminal that follows a constellation/ })
  const refusal = await t.throwsAsync(place('another', 'no elements'))
  t.notRegex(refusal.message, /is no terminal/)
})
