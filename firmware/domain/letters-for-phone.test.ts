import test from 'ava'
import fc from 'fast-check'
import { encodeSubmit } from '../../drivers/cellular/sms-submit.ts'
import { lettersForPhone } from './letters-for-phone.ts'

const letter = fc.constantFrom(...'aZ9 .`{[^~€\\|]}№ЖҚé😀@#')

test('what fits by this count fits four messages, whatever its letters', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: letter, minLength: 1, maxLength: 700 }), (text) => {
      const cut = text.slice(0, lettersForPhone(text))
      return encodeSubmit({ to: '+77010000112', text: cut, validMs: 60_000, reference: 1 }) !== undefined
    }),
  )
  t.pass()
})

test('plain words have room for six hundred letters', (t) => {
  t.is(lettersForPhone('smoke in coach 5'), 608)
  t.is(lettersForPhone('smoke in coach `5`'), 264)
})
