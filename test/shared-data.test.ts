import test from 'ava'
import { testWithShared } from './shared-data.ts'
import { sharedData } from './shared-path.ts'

test('data that is not there has no path', (t) => {
  t.is(sharedData('no-such-folder'), undefined)
})

testWithShared('data that is there is given by its absolute path', 'routes', (t, dataPath) => {
  t.regex(dataPath, /^\/.*data\/routes$/)
})
