import test from 'ava'
import { dnsmasqConfig } from './dnsmasq-config.ts'

const dhcp = { from: '10.71.5.10', to: '10.71.5.250', leaseMinutes: 60, clientsAtMost: 241 }
const lines = dnsmasqConfig({
  lan: { interface: 'wifi', address: { ipv4: '10.71.5.1/24', ipv6: 'fd71::1/64' }, dhcp },
  resolvers: ['9.9.9.9', '149.112.112.112'],
  folder: '/state/lan/wifi',
}).split('\n')

test('it listens on the network that it serves, and on no other', (t) => {
  t.deepEqual(
    lines.filter((line) => line.startsWith('interface=')),
    ['interface=wifi'],
  )
  t.true(lines.includes('bind-dynamic') && lines.includes('except-interface=lo'))
})

test('leases are bounded in number and in time', (t) => {
  t.true(lines.includes('dhcp-range=set:wifi,10.71.5.10,10.71.5.250,60m'))
  t.true(lines.includes('dhcp-lease-max=241'))
})

test('a question goes on with the mark of who asked, to the resolvers of the file and to nobody else’s', (t) => {
  t.true(lines.includes('conntrack') && lines.includes('no-resolv'))
  t.deepEqual(
    lines.filter((line) => line.startsWith('server=')),
    ['server=9.9.9.9', 'server=149.112.112.112'],
  )
})

test('no name leads to a private address, where a dish obeys whoever reaches it', (t) => {
  t.true(lines.includes('stop-dns-rebind'))
})
