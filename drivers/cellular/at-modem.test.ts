import test from 'ava'
import type { SerialLink } from '../../hal/serial-link.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { atLte } from './at-lte.ts'
import type { CellularReport } from './cellular.ts'

/** A modem played by the test: `answer` gives the lines before the final `OK`, or the final line itself. */
const setUp = (answer: (command: string) => string | undefined) => {
  const clock = new SimClock()
  const written: string[] = []
  let onData = (_bytes: Uint8Array): void => {}
  const say = (text: string): void => onData(Buffer.from(text))
  const link: SerialLink = {
    name: 'lte',
    write: async (bytes) => {
      const command = Buffer.from(bytes).toString().trim()
      written.push(command)
      const reply = answer(command)
      if (reply !== undefined) clock.after(20, () => say(reply))
    },
    onData: (handler) => {
      onData = handler
    },
    onState: (handler) => handler('open'),
    counters: () => ({ rxBytes: 0, txBytes: 0, reconnects: 0, writeErrors: 0 }),
    close: async () => {},
  }
  const modem = atLte.open({ link, clock })
  const reports: CellularReport[] = []
  modem.onReport((report) => reports.push(report))
  return { clock, written, modem, reports, say }
}

const ok = '\r\nOK\r\n'

test('settings are made first, in their order, then the modem is asked', async (t) => {
  const { clock, written } = setUp(() => ok)
  await clock.runFor(1000)
  t.deepEqual(written, [
    'ATE0',
    'AT+CMEE=1',
    'AT+CEREG=2',
    'AT+COPS=3,2',
    'AT+CTZU=1',
    'AT+CGMI',
    'AT+CGMM',
    'AT+CESQ',
    'AT+CEREG?',
    'AT+COPS?',
    'AT+CCLK?',
    'AT+CPIN?',
    'AT+CMGF=0',
    'AT+CPMS="SM","SM","SM"',
    'AT+CSMS=1',
    'AT+CNMI=2,2,0,1,0',
    'AT+CMGL=4',
  ])
})

test('a modem without CESQ is asked for CSQ from then on', async (t) => {
  const { clock, written, reports } = setUp((command) => {
    if (command === 'AT+CESQ') return '\r\nERROR\r\n'
    return command === 'AT+CSQ' ? `\r\n+CSQ: 14,99\r\n${ok}` : ok
  })
  await clock.runFor(2.5 * atLte.timing.pollEveryMs)
  t.is(written.filter((command) => command === 'AT+CESQ').length, 1)
  t.is(reports.at(-1)?.rssiDbm, -85)
  t.is(reports.at(-1)?.rsrpDbm, undefined)
})

test('one command is in flight, asked again twice at its deadline', async (t) => {
  const { clock, written, modem } = setUp(() => undefined)
  await clock.runFor(2999)
  t.deepEqual(written, ['ATE0'])
  await clock.runFor(7000)
  t.deepEqual(written, ['ATE0', 'ATE0', 'ATE0'])
  t.is(modem.counters().timeouts, 3)
})

test('a report of the modem is passed on at once, and repeated nothing is not', async (t) => {
  const { clock, reports, say } = setUp(() => ok)
  await clock.runFor(1000)
  const before = reports.length
  say('\r\n+CEREG: 5,"00C3","01A2D003",7\r\n')
  say('\r\n+CEREG: 5,"00C3","01A2D003",7\r\n')
  t.is(reports.length, before + 1)
  t.is(reports.at(-1)?.registration, 'roaming')
  t.is(reports.at(-1)?.accessTechnology, 7)
})

test('losing the network forgets operator and signal', async (t) => {
  const replies: Readonly<Record<string, string>> = {
    'AT+CESQ': '\r\n+CESQ: 99,99,255,255,20,56\r\n',
    'AT+CEREG?': '\r\n+CEREG: 2,1,"00C3","01A2D003",7\r\n',
    'AT+COPS?': '\r\n+COPS: 0,2,"40102",7\r\n',
  }
  const { clock, reports, say } = setUp((command) => `${replies[command] ?? ''}${ok}`)
  await clock.runFor(1000)
  t.is(reports.at(-1)?.operator, '40102')
  t.is(reports.at(-1)?.rsrpDbm, -85)
  say('\r\n+CEREG: 2\r\n')
  const { atMs: _at, ...left } = reports.at(-1) as CellularReport
  t.deepEqual(left, { registration: 'searching', isAlive: true })
})
