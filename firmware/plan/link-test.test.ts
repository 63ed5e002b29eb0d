import test from 'ava'
import { isAddress, isHost, type LinkTest, measuredOf, overBudget, runOf } from './link-test.ts'

const ends = { own: '100.64.1.2', to: '203.0.113.200' }

test('a host is a name or an address, never an option, a path or a command', (t) => {
  for (const host of ['example.kz', '203.0.113.200', 'a', 'xn--80ak6aa92e.com']) t.true(isHost(host), host)
  for (const host of ['-c1', '--help', '$(id)', 'a;b', 'a b', '../x', '', 'a..b', '::1', `${'a'.repeat(64)}.kz`, 'a\n'])
    t.false(isHost(host), host)
  t.true(isAddress('203.0.113.200'))
  for (const text of ['256.1.1.1', '1.2.3', 'example.kz']) t.false(isAddress(text), text)
})

test('each test comes from the own address of its link, and ends by itself', (t) => {
  const ping: LinkTest = { do: 'ping', host: 'x', count: 3 }
  t.deepEqual(runOf(ping, ends).args, [
    '-n',
    '-c',
    '3',
    '-i',
    '1',
    '-W',
    '2',
    '-I',
    '100.64.1.2',
    '--',
    '203.0.113.200',
  ])
  t.true(runOf({ do: 'trace', host: 'x' }, ends).args.join(' ').includes('-m 20 -s 100.64.1.2 -- 203.0.113.200'))
  const speed = runOf({ do: 'speed', isDown: true, bytes: 1_000, port: 5201 }, ends)
  t.true(speed.args.join(' ').startsWith('-c 203.0.113.200 -p 5201 -B 100.64.1.2 -n 1000'))
  t.is(speed.args.at(-1), '-R')
})

test('what programs say is read', (t) => {
  const ping = [
    '64 bytes from 203.0.113.200: icmp_seq=1 ttl=62 time=41.0 ms',
    '64 bytes from 203.0.113.200: icmp_seq=2 ttl=62 time=45.5 ms',
    '64 bytes from 203.0.113.200: icmp_seq=3 ttl=62 time=900 ms',
    '4 packets transmitted, 3 received, 25% packet loss, time 3004ms',
  ]
  t.deepEqual(measuredOf({ do: 'ping', host: 'x', count: 4 }, ping), { sent: 4, received: 3, medianMs: 45.5 })
  const trace = ['traceroute to 1.2.3.4', ' 1  100.64.1.1  0.5 ms', ' 2  *', ' 3  203.0.113.200  4.1 ms']
  t.deepEqual(measuredOf({ do: 'trace', host: 'x' }, trace), { hops: 2 })
  const speed: LinkTest = { do: 'speed', isDown: true, bytes: 1, port: 1 }
  t.deepEqual(measuredOf(speed, ['[  5]   0.00-1.00   sec   121 KBytes   992 Kbits/sec']), { kbps: 992 })
  const whole = [
    '[  5]   0.00-1.0 sec  1 KBytes  992 Kbits/sec',
    '[  5]  0.00-1.0 sec  1 KBytes  950 Kbits/sec   receiver',
  ]
  t.deepEqual(measuredOf(speed, whole), { kbps: 950 })
  t.deepEqual(measuredOf(speed, ['iperf3: error - unable to connect']), {})
})

test('a link whose month is used up is not tested, and says so', (t) => {
  t.is(overBudget('lte', 2_000_000, { usedGb: 19.9, budgetGb: 20 }), undefined)
  t.is(overBudget('lte', 2_000_000, {}), undefined)
  t.regex(overBudget('lte', 2_000_000, { usedGb: 19.999, budgetGb: 20 }) ?? '', /no data is left/)
})
