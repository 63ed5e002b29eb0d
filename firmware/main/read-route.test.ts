import test from 'ava'
import { UsageError } from '../usage-error.ts'
import { readText } from './linux-machine.ts'
import { readRoute, routeNames } from './read-route.ts'

test('every line of hardware/routes can be read by its name', async (t) => {
  const names = await routeNames()
  t.is(names.length, 6)
  for (const name of names) t.true((await readRoute({ readText }, name)).stations.length >= 2, name)
})

for (const name of ['astana-moscow', '', '../routes/astana-almaty', 'constructor', 'Astana-Almaty']) {
  test(`an unknown line is refused with the list of those there are: "${name}"`, async (t) => {
    const error = await t.throwsAsync(readRoute({ readText }, name), { instanceOf: UsageError })
    t.regex(error?.message ?? '', /^unknown route ".*"; routes: aktobe-almaty, astana-almaty, /)
  })
}

test('a line whose file is wrong is refused in one line that names the file', async (t) => {
  for (const text of ['', '{"type":"FeatureCollection"}', '[1, 2']) {
    const error = await t.throwsAsync(readRoute({ readText: async () => text }, 'astana-almaty'), {
      instanceOf: UsageError,
      message: /astana-almaty\.geojson: /,
    })
    t.notRegex(error?.message ?? '', /\n/)
  }
})
