import test from 'ava'
import { parseNetDev, readInterfaceCounters } from './interface-counters.ts'

/** Synthetic, in the form of proc_net_dev(5). */
const text = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:    1000      10    0    0    0     0          0         0     1000      10    0    0    0     0       0          0
sl-lte: 5000000    4000    0    1    0     0          0         0   900000    3000    0    2    0     0       0          0
  odd: 1 2 3
`

test('packets and bytes of each interface are read, and lines of anything else passed over', (t) => {
  t.deepEqual([...parseNetDev(text).keys()], ['lo', 'sl-lte'])
  t.deepEqual(parseNetDev(text).get('sl-lte'), {
    receivedBytes: 5_000_000,
    receivedPackets: 4_000,
    sentBytes: 900_000,
    sentPackets: 3_000,
  })
  t.is(parseNetDev('garbage').size, 0)
})

test('this machine has at least its loopback', (t) => {
  t.true(readInterfaceCounters().has('lo'))
})
