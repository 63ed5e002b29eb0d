import { generateKeyPairSync, sign, verify } from 'node:crypto'
import test from 'ava'
import { orderText, parseOrder, type TransmitOrder } from './transmit-order.ts'

const order: TransmitOrder = {
  do: 'disable',
  trainId: 'kz-17',
  counter: 42,
  signer: 'noc',
  reason: 'interference seen at 58.5E',
}
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const text = `${orderText(order)} ${sign(null, Buffer.from(orderText(order)), privateKey).toString('base64url')}`

test('an order reads back as it was written, fits a text message, and its signature verifies', (t) => {
  const read = parseOrder(text)
  t.deepEqual(read?.order, order)
  t.true(text.length <= 160, `${text.length}`)
  t.true(verify(null, Buffer.from(read?.signedText ?? ''), publicKey, read?.signature ?? Buffer.alloc(0)))
})

test('what was changed on its way no longer verifies', (t) => {
  const read = parseOrder(text.replace('disable', 'release'))
  t.is(read?.order.do, 'release')
  t.false(verify(null, Buffer.from(read?.signedText ?? ''), publicKey, read?.signature ?? Buffer.alloc(0)))
})

for (const bad of [
  '',
  'STX1',
  text.slice(0, -1),
  text.replace('STX1', 'STX2'),
  text.replace(' 42 ', ' -1 '),
  `${text} x`,
])
  test(`"${bad.slice(0, 30)}…" of ${bad.length} characters is no order`, (t) => {
    t.is(parseOrder(bad), undefined)
  })
