import { closeSync, constants, existsSync, openSync, readFileSync, readlinkSync, writeSync } from 'node:fs'
import { ReadStream } from 'node:tty'
import test, { type ExecutionContext } from 'ava'
import { parseElements } from '../../firmware/domain/elements-file.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { openStorage } from '../../hal/linux/storage.ts'
import { Desk, leavesNothing } from './command.ts'

const serve = async (t: ExecutionContext, device: string) => {
  const desk = new Desk(t)
  const twin = desk.start('twin', device, '--link', 'line', '--seed', '3')
  await twin.says(/served at line/)
  return { desk, twin, line: desk.path('line') }
}

/** Opens the line as any program would, asks again and again (a modem that boots does not hear), and resolves when what comes matches. */
const converse = async (line: string, say: string, expected: RegExp): Promise<string> => {
  const fd = openSync(line, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK)
  const stream = new ReadStream(fd)
  let heard = ''
  const ask = (): void => {
    if (say !== '') writeSync(fd, say)
  }
  const stopAsking = systemClock.every(500, ask)
  ask()
  const answered = new Promise<string>((resolve, reject) => {
    stream.on('error', reject)
    stream.setEncoding('latin1').on('data', (text: string) => {
      heard += text
      if (expected.test(heard)) resolve(heard)
    })
  })
  try {
    return await answered
  } finally {
    stopAsking()
    stream.destroy()
  }
}

const checksumOf = (body: string): string =>
  [...body]
    .reduce((sum, letter) => sum ^ letter.charCodeAt(0), 0)
    .toString(16)
    .toUpperCase()
    .padStart(2, '0')

test('socat reads NMEA sentences with right checksums from twin gnss', async (t) => {
  const { desk, twin } = await serve(t, 'gnss')
  const socat = desk.startProgram('socat', '-u', 'FILE:line,raw,echo=0', '-')
  await socat.says(/(\$GN(RMC|GGA)[^\n]*\r\n[\s\S]*){4}/)
  await socat.end('SIGTERM')
  const { stdout } = await socat.ended
  const sentences = stdout.split('\r\n').slice(1, -1)
  t.true(sentences.length > 5)
  for (const sentence of sentences) {
    const [, body = '', sum] = /^\$([^*]+)\*([0-9A-F]{2})$/.exec(sentence) ?? []
    t.is(sum, checksumOf(body), sentence)
  }
  const { status, endedAfterMs } = await twin.end('SIGTERM')
  t.is(status, 0)
  t.true(endedAfterMs < 2_000)
  t.false(existsSync(desk.path('line')))
  leavesNothing(t, desk)
})

const answers = test.macro({
  exec: async (t, device: string, say: string, expected: RegExp) => {
    const { line, twin } = await serve(t, device)
    t.regex(readlinkSync(line), /^\/dev\/pts\/\d+$/)
    t.regex(await converse(line, say, expected), expected)
    const { status } = await twin.end('SIGINT')
    t.is(status, 0)
    t.false(existsSync(line))
  },
  title: (_, device: string, say: string, expected: RegExp) =>
    `twin ${device}: ${say === '' ? 'unasked' : JSON.stringify(say)} comes ${expected.source}`,
})

test(answers, 'lte', 'AT\r', /\r\nOK\r\n/)
test(answers, 'dish', 'AZ EL\n', /AZ-?\d+\.\d EL-?\d+\.\d/)
test(answers, 'modem', '', /(^|\n)I [^\n]+\n[\s\S]*A 1\n/)
test(answers, 'geo-modem', '', /(^|\n)I [^\n]+\n/)
// Report version (Firmata protocol 2.x): 0xf9, major, minor.
// biome-ignore lint/suspicious/noControlCharactersInRegex: the protocol is binary
test(answers, 'imu', '', /\xf9\x02[\x03-\x10]/)

test('a client that leaves and comes back is answered again', async (t) => {
  const { line } = await serve(t, 'lte')
  await converse(line, 'AT\r', /OK/)
  closeSync(openSync(line, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK))
  t.regex(await converse(line, 'AT\r', /OK/), /OK/)
})

test('a train that is served again begins after the last time that the firmware knew there', async (t) => {
  const desk = new Desk(t)
  const knownUtcMs = Date.UTC(2026, 5, 3, 16)
  const storage = await openStorage(desk.path('train', 'state'))
  await storage.write('time', new TextEncoder().encode(JSON.stringify({ utcMs: knownUtcMs })))
  const train = desk.start('twin', 'train', '--link', 'train')
  await train.says(/train served in train/)
  const elements = parseElements(readFileSync(desk.path('train', 'elements.tle'), 'utf8'), 'elements.tle')
  if ('error' in elements) return t.fail(elements.error)
  for (const { epochUtcMs } of elements.satellites) t.true(Math.abs(epochUtcMs - Date.UTC(2026, 5, 4, 15)) < 43_200_000)
  t.is((await train.end('SIGTERM')).status, 0)
})
