import test from 'ava'
import fc from 'fast-check'
import { chronyReport } from './chrony-report.ts'

// synthetic: rows as chronyc 4.3 prints them
const tracking =
  'C0000201,192.0.2.1,2,1795608000.123456789,0.001500000,0.0000021,0.000123,-3.1,0.002,0.11,0.020000000,0.004000000,64.2,Normal'
const source = (mode: string, state: string, address: string): string =>
  `${mode},${state},${address},1,6,377,22,0.0001,0.0001,0.0002`
const proof = (address: string, mode: string): string => `${address},${mode},1,15,256,12,0,0,8,100`

const report = (...rows: string[]) => chronyReport(`${[tracking, ...rows].join('\n')}\n`)

test('a synchronised chronyd tells how far the system is behind, and the bound of its error', (t) => {
  t.deepEqual(report(source('^', '*', '192.0.2.1'), proof('192.0.2.1', 'NTS')), {
    systemBehindS: 0.0015,
    rootDistanceS: 0.014,
    isAuthenticated: true,
  })
})

const believed = test.macro({
  exec: (t, rows: readonly string[], isAuthenticated: boolean) =>
    t.is(report(...rows)?.isAuthenticated, isAuthenticated),
  title: (title) => title ?? '',
})
const [one, two] = ['192.0.2.1', '192.0.2.2'] as const

test('plain NTP is not believed', believed, [source('^', '*', one), proof(one, '-')], false)
test('a symmetric key is not believed as NTS is', believed, [source('^', '*', one), proof(one, 'SK')], false)
test('a reference clock, our own samples, is not believed', believed, [source('#', '*', 'GNSS')], false)
test(
  'a server with NTS into which plain NTP is combined is not believed',
  believed,
  [source('^', '*', one), source('^', '+', two), proof(one, 'NTS'), proof(two, '-')],
  false,
)
test(
  'a server with NTS into which our own samples are combined is not believed',
  believed,
  [source('#', '+', 'GNSS'), source('^', '*', one), proof(one, 'NTS')],
  false,
)
test(
  'plain NTP that is only watched does no harm',
  believed,
  [source('^', '*', one), source('^', '?', two), source('^', 'x', two), proof(one, 'NTS'), proof(two, '-')],
  true,
)
test('nothing selected is nothing believed', believed, [source('^', '?', one), proof(one, 'NTS')], false)

test('a chronyd that is not synchronised tells nothing', (t) => {
  t.is(chronyReport(tracking.replace('Normal', 'Not synchronised')), undefined)
})

const address = fc.constantFrom(one, two, 'GNSS')
const row = fc.oneof(
  fc
    .tuple(fc.constantFrom('^', '^', '=', '#'), fc.constantFrom('*', '+', '-', '?', 'x'), address)
    .map((said) => source(...said)),
  fc.tuple(address, fc.constantFrom('NTS', 'NTS', '-', 'SK')).map((said) => proof(...said)),
)
const damage = fc.record({
  field: fc.nat(70),
  text: fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('', 'NaN', '-1', '1e400', 'NTS', '*', '^\n')),
})
const good = [source('^', '*', one), proof(one, 'NTS')]
/** Rows as chronyc prints them, good ones and any others, with a field or two of them put out of shape or none. */
const answer = fc
  .tuple(fc.constantFrom(good, []), fc.array(row, { maxLength: 4 }), fc.array(damage, { maxLength: 2 }))
  .map(([first, rows, damages]) => {
    const fields = [tracking, ...first, ...rows].join('\n').split(',')
    for (const { field, text } of damages) if (field < fields.length) fields[field] = text
    return fields.join(',')
  })

test('of damaged answers only those are believed in which every followed source is a server with NTS', (t) => {
  const outcomes = { none: 0, plain: 0, believed: 0 }
  fc.assert(
    fc.property(answer, (text) => {
      const found = chronyReport(text)
      outcomes[found ? (found.isAuthenticated ? 'believed' : 'plain') : 'none']++
      if (!found) return true
      const followed = [...text.matchAll(/^([=^#]),([*+]),([^,\n]*)(?:,[^,\n]*){7}$/gm)]
      const isProven = followed.every(([, mode, , where]) => mode === '^' && text.includes(`\n${where},NTS`))
      const isRight = !found.isAuthenticated || (isProven && followed.some(([, , state]) => state === '*'))
      return isRight && Number.isFinite(found.systemBehindS) && found.rootDistanceS >= 0
    }),
    { numRuns: 1_000, seed: 7 },
  )
  t.true(Math.min(outcomes.none, outcomes.plain, outcomes.believed) >= 50, JSON.stringify(outcomes))
})

test('any text is an answer or none, never an error', (t) => {
  fc.assert(fc.property(fc.string(), (text) => chronyReport(text)?.isAuthenticated !== true))
  const whole = [tracking, source('^', '*', one), proof(one, 'NTS')].join('\n')
  fc.assert(
    fc.property(fc.nat(whole.length), (length) => {
      const cut = chronyReport(whole.slice(0, length))
      return cut === undefined || !cut.isAuthenticated || length > whole.length - 40
    }),
  )
  t.is(chronyReport(tracking.replace('0.001500000', 'NaN')), undefined)
  t.is(chronyReport(tracking.replace('0.004000000', '')), undefined)
})
