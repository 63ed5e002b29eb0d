import test from 'ava'
import { maskNamed, maskSecrets, secretsIn } from './mask-secrets.ts'

const KEY = 'yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk='
const planted = [
  'password: correct-horse',
  'pin: "4711"',
  "  token: 'abc def'",
  '{"psk":"s3cret-psk","name":"depot"}',
  `privateKey: ${KEY}`,
  `wg said ${KEY}, then stopped`,
  '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIHx\n-----END PRIVATE KEY-----',
  'hash scrypt$16384$8$1$c2FsdA==$aGFzaA==',
].join('\n')

test('no planted secret is left, and what is none stays', (t) => {
  const masked = maskSecrets(planted)
  for (const secret of ['correct-horse', '4711', 'abc def', 's3cret-psk', KEY, 'MC4CAQ', 'c2FsdA'])
    t.false(masked.includes(secret), secret)
  t.true(masked.includes('"name":"depot"'))
  t.is(
    maskSecrets('pinFile: /etc/steppelink/lte.pin\nrates: {aimHz: 10}'),
    'pinFile: /etc/steppelink/lte.pin\nrates: {aimHz: 10}',
  )
})

test('a secret of the configuration goes wherever else it was repeated', (t) => {
  const secrets = secretsIn(planted)
  t.false(maskSecrets('the modem answered +CPIN: 4711 and correct-horse', secrets).includes('correct-horse'))
  t.false(maskSecrets('echo 4711', secrets).includes('4711'))
})

test('compound names, values of several words, blocks of lines and headers are masked whole', (t) => {
  const text = [
    'apiToken: tok-123',
    'wireguard-private-key: wg-abc',
    'pskHex: 00ffee',
    '"smsMac": "m-a-c"',
    'password: three plain words',
    'links: wifi-psk=swordfish, next: stays',
    'authorization=Bearer head.er',
    'secret: |\n  first line\n  second line',
    'end: here',
  ].join('\n')
  const masked = maskNamed(text)
  for (const gone of ['tok-123', 'wg-abc', '00ffee', 'm-a-c', 'plain', 'swordfish', 'head.er', 'first', 'second'])
    t.false(masked.includes(gone), gone)
  for (const kept of ['next: stays', 'end: here', 'links: wifi-psk=']) t.true(masked.includes(kept), kept)
})

test('a class’s pinned link is no secret, and does not vanish from the rest', (t) => {
  t.deepEqual(secretsIn('traffic: {passenger: {pin: oneweb}}'), [])
  t.is(maskSecrets('traffic: {passenger: {pin: oneweb}}'), 'traffic: {passenger: {pin: oneweb}}')
})

test('a line of nothing but colons is read once', (t) => {
  const text = `${'a:'.repeat(200_000)}\npassword: abcd1234\n${'token:'.repeat(100_000)}`
  t.regex(maskSecrets(text), /\npassword: \*\*\*\n/)
})

/** Of the processor, so that other work on the machine counts for nothing. */
const maskingTakesMs = (unit: string, length: number): number => {
  const text = unit.repeat(length / unit.length)
  const before = process.cpuUsage()
  maskSecrets(text)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

test('work on a line of names whose values decide grows with its length alone', (t) => {
  for (const unit of ['pin:', 'pin=', 'key:a b ', 'pin:|\n ']) {
    const shortMs = Math.min(...[1, 2, 3, 4, 5].map(() => maskingTakesMs(unit, 32_000)))
    const longMs = maskingTakesMs(unit, 512_000)
    // 16 times the length: 16 times the work, where reading each value to its line's end makes it 256 times.
    t.true(longMs < 80 * Math.max(shortMs, 1), `${unit} ${shortMs} ms, then ${longMs} ms`)
  }
})

test('a secret is masked whole however long it is', (t) => {
  const long = 'Zq8'.repeat(2_000)
  t.is(maskSecrets(`key: ${long}\nnext: 1`), 'key: ***\nnext: 1')
  t.is(maskSecrets(`key: "${long}" # mine`), 'key: *** # mine')
  t.is(maskSecrets(`key: "a,${long}"`), 'key: ***')
  t.is(maskSecrets(`apiKey: |\n  ${long}\n  ${long}\nnext: 1`).includes('Zq8'), false)
  t.is(maskSecrets(`token: true${' '.repeat(100)}${long}`), 'token: ***')
})
