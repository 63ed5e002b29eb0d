import test from 'ava'
import { doubleTable } from './double-table.ts'

const text = doubleTable(
  {
    interface: 'sl-double',
    mark: 0x6300,
    mask: 0xff00,
    ways: [
      { interface: 'sl-starlink', peer: '10.72.1.1' },
      { interface: 'sl-lte', peer: '10.72.2.1' },
    ],
    nftTable: 'steppelink-double',
  },
  'made from here',
)

test('what leaves by one of the ways is copied to the other, whichever it is', (t) => {
  const its = 'meta mark and 0xff00 == 0x6300'
  t.true(text.includes(`${its} oifname "sl-starlink" dup to 10.72.2.1 device "sl-lte"\n`))
  t.true(text.includes(`${its} oifname "sl-lte" dup to 10.72.1.1 device "sl-starlink"\n`))
})

test('it never sends its own datagrams through itself', (t) => {
  const drop = text.indexOf('meta mark and 0xff00 == 0x6300 oifname "sl-double" drop')
  t.true(drop >= 0 && drop < text.indexOf('dup to'))
})
