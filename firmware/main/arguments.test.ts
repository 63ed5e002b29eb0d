import test from 'ava'
import { InvalidArgumentError } from 'commander'
import { parseModeLength, parseRideLength, parseSeed, parseSpeed, parseTrainNumber, parseWindMps } from './arguments.ts'

const refuses = { instanceOf: InvalidArgumentError, message: /^give / }

for (const [text, ms] of [
  ['90s', 90_000],
  ['10m', 600_000],
  ['17h', 61_200_000],
  ['1h30m', 5_400_000],
  ['45', 45_000],
  ['0.5h', 1_800_000],
  ['48h', 172_800_000],
] as const) {
  test(`--for ${text} is ${ms} ms`, (t) => t.is(parseRideLength(text), ms))
}

for (const text of ['', '0', '0s', '-5s', '49h', '1d', '5 m', '30m1h', 'h', 'NaN', 'Infinity', '1e3', '99999999999h']) {
  test(`--for "${text}" is refused, with what to give`, (t) => {
    t.throws(() => parseRideLength(text), refuses)
  })
}

for (const [text, speed] of [
  ['1', 1],
  ['100', 100],
  ['0.5', 0.5],
  ['max', 'max'],
] as const) {
  test(`--speed ${text} is ${speed}`, (t) => t.is(parseSpeed(text), speed))
}

for (const text of ['', ' ', '0', '-1', '0.01', '10001', 'MAX', 'fast', 'NaN', 'Infinity', '1x']) {
  test(`--speed "${text}" is refused, with what to give`, (t) => {
    t.throws(() => parseSpeed(text), refuses)
  })
}

test('a wind is metres a second up to 100', (t) => {
  t.deepEqual(['0', '18', '22.5', '100'].map(parseWindMps), [0, 18, 22.5, 100])
  for (const text of ['', '-1', '101', '1e1', '18m/s', 'storm']) t.throws(() => parseWindMps(text), refuses)
})

test('a seed is a whole number of up to nine digits', (t) => {
  t.is(parseSeed('0'), 0)
  t.is(parseSeed('999999999'), 999_999_999)
  for (const text of ['', '-1', '1.5', '1e3', '0x10', '1000000000', 'one'])
    t.throws(() => parseSeed(text), refuses, `"${text}"`)
})

test('a train number has 1 to 16 characters, zeros in front too', (t) => {
  t.is(parseTrainNumber(' 009 '), '009')
  for (const wrong of ['', '  ', '12345678901234567', '00\u001b[2J9'])
    t.throws(() => parseTrainNumber(wrong), {
      instanceOf: InvalidArgumentError,
      message: /1 to 16 characters in one line/,
    })
})

test('a mode lasts up to 16 h', (t) => {
  t.is(parseModeLength('16h'), 16 * 3_600_000)
  for (const wrong of ['0s', '17h', 'long'])
    t.throws(() => parseModeLength(wrong), { instanceOf: InvalidArgumentError, message: /up to 16h/ })
})
