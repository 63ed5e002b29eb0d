import test from 'ava'
import { lanLines } from './lan-lines.ts'

const address = { ipv4: '10.71.5.1/24', ipv6: 'fd71:0:0:5::1/64' }

test('a network that is as wanted is not changed, whatever else it has', (t) => {
  const addresses = ['fe80::1/64', '10.71.5.1/24', '192.0.2.1/24', 'fd71:0:0:5::1/64']
  t.deepEqual(lanLines({ interface: 'wifi', address }, { isUp: true, addresses }), [])
})

test('a VLAN that is not there is made on its parent, known as ours, and given its addresses', (t) => {
  t.deepEqual(lanLines({ interface: 'wifi', vlan: { parent: 'eth0', id: 50 }, address }, undefined), [
    'link add link eth0 name wifi type vlan id 50',
    'link set wifi alias steppelink',
    'address add 10.71.5.1/24 dev wifi',
    'address add fd71:0:0:5::1/64 dev wifi nodad',
    'link set wifi up',
  ])
})

test('what the system made gets what it lacks', (t) => {
  t.deepEqual(
    lanLines({ interface: 'wifi', address: { ipv4: '10.71.5.1/24' } }, { isUp: false, addresses: ['10.71.5.1/16'] }),
    ['address add 10.71.5.1/24 dev wifi', 'link set wifi up'],
  )
})
