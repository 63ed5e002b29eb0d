import test from 'ava'
import { decodeAtLine } from './at-lines.ts'
import { readOperators } from './at-operators.ts'
import { iccidIn, imeiIn, imsiIn, readCpinc, readPct, readQpinc, simStateIn } from './sim-values.ts'

const lines = (...texts: readonly string[]) => texts.map(decodeAtLine)

const stands = test.macro({
  exec: (t, line: string, expected: string | undefined) => {
    const read = decodeAtLine(line)
    const answer =
      read.kind === 'error'
        ? { outcome: 'error' as const, lines: [], error: read }
        : { outcome: 'ok' as const, lines: [read] }
    t.is(simStateIn(answer), expected as never)
  },
  title: (_, line, expected) => `${line}: ${expected ?? 'says nothing of the SIM'}`,
})
test(stands, '+CPIN: READY', 'ready')
test(stands, '+CPIN: SIM PIN', 'pin')
test(stands, '+CPIN: SIM PUK', 'puk')
test(stands, '+CPIN: PH-NET PIN', 'failed')
test(stands, '+CPIN: NOT READY', 'absent')
test(stands, '+CME ERROR: 10', 'absent')
test(stands, '+CME ERROR: 11', 'pin')
test(stands, '+CME ERROR: 14', 'busy')
test(stands, 'ERROR', undefined)

test('tries that are left, by each maker', (t) => {
  t.deepEqual(readQpinc(lines('+QPINC: "P2",2,9', '+QPINC: "SC",3,10')), { pin: 3, puk: 10 })
  t.deepEqual(readPct(lines('#PCT: 3'), 'pin'), { pin: 3 })
  t.deepEqual(readPct(lines('#PCT: 9'), 'puk'), { pin: 0, puk: 9 })
  t.deepEqual(readCpinc(lines('+CPINC: 1,3,10,10')), { pin: 1, puk: 10 })
  t.deepEqual(readQpinc(lines('+QPINC: "SC",x,')), {})
})

test('identities are told on a line of their own or after a name', (t) => {
  t.is(imeiIn(lines('866425030000017')), '866425030000017')
  t.is(imeiIn(lines('+CGSN: "866425030000017"')), '866425030000017')
  t.is(imsiIn(lines('401770000000001')), '401770000000001')
  t.is(iccidIn(lines('+QCCID: 8999770000000000017F')), '8999770000000000017')
  t.is(iccidIn(lines('#CCID: 8999770000000000017')), '8999770000000000017')
  t.is(imeiIn(lines('TWIN-LTE')), undefined)
})

test('a search lists networks with their state, and passes over what is none', (t) => {
  const found = readOperators(
    lines(
      '+COPS: (2,"Kcell","Kcell","40102",7),(3,"Beeline KZ","Beeline","40101",7),(1,"","","40177"),,(0,1,2,3,4),(0,1,2)',
    ),
  )
  t.deepEqual(found, [
    { status: 'current', plmn: '40102', name: 'Kcell', accessTechnology: 7 },
    { status: 'forbidden', plmn: '40101', name: 'Beeline KZ', accessTechnology: 7 },
    { status: 'available', plmn: '40177' },
  ])
  t.deepEqual(readOperators(lines('+COPS: ,,(0-4),(0-2)')), [])
})
