import test from 'ava'
import { leasesIn, lookOf } from './look-at-lans.ts'

const lan = { interface: 'lan-5', vlan: { parent: 'eth1', id: 5 }, address: { ipv4: '10.71.5.1/24' } }
const eth1 = { ifname: 'eth1', flags: ['UP', 'LOWER_UP'], addr_info: [] }
const up = { ifname: 'lan-5', flags: ['UP', 'LOWER_UP'], addr_info: [{ local: '10.71.5.1', prefixlen: 24 }] }

test('a network is there with its port, its cable and its address, or lacks one of them', (t) => {
  t.like(lookOf(lan, [eth1, up]), { isThere: true, parent: { isThere: true }, hasCarrier: true, hasAddress: true })
  t.like(lookOf(lan, [eth1, { ...up, flags: ['UP', 'NO-CARRIER'] }]), { hasCarrier: false, hasAddress: true })
  t.like(lookOf(lan, [eth1, { ...up, addr_info: [] }]), { hasCarrier: true, hasAddress: false })
  t.like(lookOf(lan, [eth1]), { isThere: false, parent: { isThere: true } })
  t.like(lookOf(lan, []), { isThere: false, parent: { name: 'eth1', isThere: false }, hasCarrier: false })
})

test('frames that came in are told where the kernel counts them', (t) => {
  t.is(lookOf(lan, [{ ...up, stats64: { rx: { packets: 12 } } }]).rxFrames, 12)
  t.is(lookOf(lan, [up]).rxFrames, undefined)
})

test('leases are counted, and what stands between them is not', (t) => {
  const text =
    '1790000000 02:00:00:00:00:01 10.71.5.10 phone *\nduid 00:01\n1790000001 02:00:00:00:00:02 10.71.5.11 * *\n'
  t.is(leasesIn(text), 2)
  t.is(leasesIn(''), 0)
})
