import test from 'ava'
import { z } from 'zod'
import { isSecret } from './secret-name.ts'
import { trainConfig } from './train-config.ts'

test('a secret is known by its name in whatever compound it stands', (t) => {
  const names = [
    'password',
    'adminPassword',
    'apiToken',
    'wireguard-private-key',
    'pskHex',
    'smsMac',
    'WIFI_PSK',
    'apiKey',
  ]
  for (const name of names) t.true(isSecret(name, 'correct-horse'), name)
  for (const name of ['pin', 'simPin', 'sim-puk']) t.true(isSecret(name, '4711'), name)
})

test('what names a file, a public key, a link or an address is none', (t) => {
  for (const name of ['pinFile', 'keyFile', 'hubPublicKey', 'tokenCount', 'roofWorkKey'])
    t.false(isSecret(name, 'x1y2'), name)
  t.false(isSecret('pin', 'oneweb'))
  t.false(isSecret('mac', '00:11:22:33:44:55'))
  t.false(isSecret('monkey', 'banana'))
})

/** Every name of a setting in a schema. */
const namesIn = (schema: object): string[] =>
  Object.entries(schema).flatMap(([key, inner]) => {
    if (typeof inner !== 'object' || inner === null) return []
    return [...(key === 'properties' ? Object.keys(inner) : []), ...namesIn(inner)]
  })

test('no setting of a train’s file is a secret: they name files, and one that is added is decided here', (t) => {
  const names = new Set(namesIn(z.toJSONSchema(trainConfig, { io: 'input', unrepresentable: 'any' })))
  t.true(names.has('pinFile') && names.has('hubPublicKey') && names.size > 100)
  t.deepEqual(
    [...names].filter((name) => isSecret(name, 'correct-horse-battery')),
    [],
  )
  // A number would be the secret itself; the one name of that kind is a link's.
  t.deepEqual(
    [...names].filter((name) => isSecret(name, '4711')),
    ['pin'],
  )
})
