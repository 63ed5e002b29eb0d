import test from 'ava'
import fc from 'fast-check'
import type { ModemMessage } from './messages.ts'
import { decodeModemMessage, encodeModemMessage } from './modem-lines.ts'

const decodes = test.macro({
  exec: (t, line: string, message: ModemMessage) => t.deepEqual(decodeModemMessage(line), message),
  title: (_, line) => `reads ${JSON.stringify(line)}`,
})

test(decodes, 'S -15.5 0.4 12', { kind: 'satellite', longitudeDeg: -15.5, maxLatitudeDeg: 0.4, skewDeg: 12 })
test(decodes, 'S 58.5', { kind: 'satellite', longitudeDeg: 58.5 })
test(decodes, 'S 300 0 0 0 9', { kind: 'satellite', longitudeDeg: -60, maxLatitudeDeg: 0, skewDeg: 0 })
test(decodes, 'P H V', { kind: 'polarization', rx: 'H', tx: 'V' })
test(decodes, 'H 1250.5 36', { kind: 'hunt', frequencyMhz: 1250.5, bandwidthMhz: 36 })
test(decodes, 'B 9750 12800', { kind: 'local-oscillators', rxMhz: 9750, txMhz: 12800 })
test(decodes, 'T 1300.125 2', { kind: 'transmit-carrier', frequencyMhz: 1300.125, bandwidthMhz: 2 })
test(decodes, 'K 90', { kind: 'max-skew', skewDeg: 90 })
test(decodes, 'X SAT 44057', { kind: 'extra', words: ['SAT', '44057'] })
test(decodes, 'E 3 4', { kind: 'expected-power', words: ['3', '4'] })
test(decodes, 'I maker model 1.2', { kind: 'identity', text: 'maker model 1.2' })
test(decodes, 'F', { kind: 'find' })
test(decodes, 'L 1 0', { kind: 'lock', isLocked: true, isTransmitAllowed: false })
test(decodes, '  L  1\t1  7 7 \r\n', { kind: 'lock', isLocked: true, isTransmitAllowed: true })
test(decodes, 'A 15', { kind: 'status-interval', interval: 15 })
test(decodes, 'W 5', { kind: 'position-interval', interval: 5 })
test(decodes, 'C 9.5 1 2 3 4', { kind: 'carrier-to-noise', carrierToNoiseDb: 9.5 })

const refuses = test.macro({
  exec: (t, line: string, reason: string) => t.deepEqual(decodeModemMessage(line), { kind: 'unreadable', reason }),
  title: (_, line) => `refuses ${JSON.stringify(line)}`,
})

test(refuses, 'C 9.5.1', 'C: argument 1 is no number')
test(refuses, 'C NaN', 'C: argument 1 is no number')
test(refuses, 'S 58.5 x', 'S: argument 2 is no number')
test(refuses, 'S 720', 'S: longitude outside −180..360')
test(refuses, 'H 1250', 'H: argument 2 is no number')
test(refuses, 'L 1', 'L: lock and transmit are not 0 or 1')
test(refuses, 'L 2 1', 'L: lock and transmit are not 0 or 1')
test(refuses, 'P H Q', 'P: polarization is not H, V, L or R')
test(refuses, 'A -1', 'A: interval below 0')
test(refuses, 's 1 1', 'no message of a modem: s')
test(refuses, 'constructor 1', 'no message of a modem: construc')
test(refuses, '', 'no message of a modem: ')
test(refuses, 'L 1 1\u0000', 'not printable ASCII')

test('no text makes the codec throw', (t) => {
  fc.assert(fc.property(fc.string(), (line) => typeof decodeModemMessage(line).kind === 'string'))
  t.pass()
})

const encodes = test.macro({
  exec: (t, message: ModemMessage, line: string) => t.is(encodeModemMessage(message), line),
  title: (_, __, line) => `writes ${JSON.stringify(line)}`,
})

test(encodes, { kind: 'satellite', longitudeDeg: -15.5, maxLatitudeDeg: 0.4, skewDeg: 12 }, 'S -15.50 0.40 12.00\n')
test(encodes, { kind: 'satellite', longitudeDeg: 58.5 }, 'S 58.50 0.00 0.00\n')
test(encodes, { kind: 'polarization', rx: 'H', tx: 'V' }, 'P H V\n')
test(encodes, { kind: 'hunt', frequencyMhz: 1250.5, bandwidthMhz: 36 }, 'H 1250.500 36.000\n')
test(encodes, { kind: 'local-oscillators', rxMhz: 9750, txMhz: 12800 }, 'B 9750.000 12800.000\n')
test(encodes, { kind: 'transmit-carrier', frequencyMhz: 1300.125, bandwidthMhz: 2 }, 'T 1300.125 2.000\n')
test(encodes, { kind: 'max-skew', skewDeg: 90 }, 'K 90.00\n')
test(encodes, { kind: 'extra', words: ['SAT', '44057'] }, 'X SAT 44057\n')
test(encodes, { kind: 'expected-power', words: ['3', '4'] }, 'E 3 4\n')
test(encodes, { kind: 'identity', text: 'a modem\n' }, 'I a modem\n')
test(encodes, { kind: 'find' }, 'F\n')
test(encodes, { kind: 'lock', isLocked: true, isTransmitAllowed: false }, 'L 1 0\n')
test(encodes, { kind: 'status-interval', interval: 15 }, 'A 15\n')
test(encodes, { kind: 'position-interval', interval: 5 }, 'W 5\n')
test(encodes, { kind: 'carrier-to-noise', carrierToNoiseDb: 9.54 }, 'C 9.5\n')
