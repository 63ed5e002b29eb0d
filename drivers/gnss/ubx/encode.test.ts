import test from 'ava'
import { setDynamicModel, setEpoch, setInterferenceMonitor, setMessageRate } from './configure-messages.ts'
import { baudRateItem, dynamicModelItem, epochItems, nmeaOffItem, outputItem, setValues } from './configure-values.ts'
import { pollPort, pollVersion } from './encode.ts'
import { fixOutputs, navRelPosNed, secSig } from './outputs.ts'
import { decodePort, setPortBaudRate, type UbxPort } from './port.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

test('polls are as other programs send them', (t) => {
  t.is(hex(pollVersion()), 'b5620a0400000e34')
  t.is(hex(pollPort()), 'b562060000000618')
})

// frames in the logs and sources of other programs: u-blox's ubxlib, PX4-like set-ups, RTKLIB's command files, u-center
test('the older messages are as other programs send them', (t) => {
  t.is(hex(setEpoch(100)), 'b56206080600640001000100' + '7a12')
  t.is(hex(setMessageRate({ messageClass: 0x02, messageId: 0x10 }, 1)), 'b56206010300021001' + '1d66')
  t.is(hex(setInterferenceMonitor().subarray(6, 10)), 'f3ac62ad')
})

test('values are as other programs send them', (t) => {
  t.is(hex(setValues([dynamicModelItem(8)])), 'b562068a09000001000021001120' + '08' + 'f451')
  const items = [0x2091_00ca, 0x2091_00c0, 0x2091_00c5, 0x2091_00b1, 0x2091_0007, 0x2091_00bb].map((key) => ({
    key,
    value: 0,
  }))
  const [period] = epochItems(1000)
  t.is(
    hex(setValues(period ? [period, ...items] : [])),
    'b562068a280000010000' + '01002130e803' + 'ca00912000c000912000c500912000b1009120000700912000bb00912000' + 'dea9',
  )
})

test('keys of a port follow its number, as the list of keys has them', (t) => {
  const keys = (port: 1 | 3): number[] =>
    [...fixOutputs, secSig, navRelPosNed].map((one) => outputItem(one, port, 200).key)
  t.deepEqual(keys(1), [0x2091_0007, 0x2091_0160, 0x2091_0635, 0x2091_008e])
  t.deepEqual(keys(3), [0x2091_0009, 0x2091_0162, 0x2091_0637, 0x2091_0090])
  t.deepEqual([nmeaOffItem(1).key, nmeaOffItem(3).key], [0x1074_0002, 0x1078_0002])
  t.deepEqual([baudRateItem(1, 9600)?.key, baudRateItem(3, 9600)], [0x4052_0001, undefined])
})

test('what is sent once a second counts epochs', (t) => {
  t.is(outputItem(secSig, 1, 200).value, 5)
  t.is(outputItem(secSig, 1, 2000).value, 1)
})

test('the mask of the dynamic model touches nothing else', (t) => {
  const payload = setDynamicModel(4).subarray(6, -2)
  t.is(payload.length, 36)
  t.deepEqual([...payload.subarray(0, 3)], [1, 0, 4])
  t.true(payload.subarray(3).every((byte) => byte === 0))
})

test('a port is sent back as it came but for its baud rate', (t) => {
  // a receiver's answer, as u-center shows it: UART 1, 8N1, 9600 baud, UBX, NMEA and RTCM in, UBX and NMEA out
  const payload = Buffer.from('01000000d00800008025000007000300' + '00000000', 'hex')
  const port = decodePort(payload) as UbxPort
  t.like(port, { kind: 'port', port: 1, baudRate: 9600 })
  const sent = setPortBaudRate(port, 115_200)
  t.is(hex(sent.subarray(6, -2)), '01000000d008000000c2010007000300' + '00000000')
  t.is(hex(sent.subarray(0, 6)), 'b56206001400')
  t.is(decodePort(Buffer.from(payload).fill(9, 0, 1)), 'port 9')
})
