import { readFileSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { parse, stringify } from 'yaml'
import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { Desk, leavesNothing } from './command.ts'

/** A modem boots, is refused for a minute, and the other SIM registers within this, also on a busy machine. */
const WITHIN_MS = 240_000
const BUS = ['--bus', 'train/bus']

/** Asks until the answer has this in it; the last answer. */
const saysOnce = async (desk: Desk, args: readonly string[], wanted: RegExp): Promise<string> => {
  const endMs = systemClock.nowMs() + WITHIN_MS
  for (;;) {
    const { stdout } = await desk.run(...args, ...BUS)
    if (wanted.test(stdout) || systemClock.nowMs() > endMs) return stdout
    await sleep(systemClock, 1_000)
  }
}

test.serial(
  'a train whose first SIM the network refuses goes on with the second, and that is no changed SIM',
  async (t) => {
    t.timeout(600_000)
    const desk = new Desk(t)
    const train = desk.serve('twin', 'train', '--link', 'train')
    await train.says(/train served in train/)
    const modem = desk.serve(
      'twin',
      'lte',
      '--protocol',
      'quectel',
      '--link',
      'quectel',
      '--fault',
      'lte-sim-barred@1s+10m',
    )
    await modem.says(/quectel/)
    const config = parse(readFileSync(desk.path('train', 'train.yaml'), 'utf8'))
    const slots = { first: {}, second: {} }
    const lte = { ...config.devices.lte, driver: 'quectel', port: desk.path('quectel'), slots }
    writeFileSync(desk.path('train', 'slots.yaml'), stringify({ ...config, devices: { ...config.devices, lte } }))
    const run = desk.serve('run', '--config', 'train/slots.yaml', ...BUS)
    await run.says(/^running: /m)
    const first = await saysOnce(desk, ['modem', 'show'], /slot 1/)
    t.regex(first, /slot 1, card 8999770000000000017/)
    const second = await saysOnce(desk, ['modem', 'show'], /slot 2(?:.|\n)*texts +yes/)
    t.regex(second, /slot 2, card 8999701000000000033/)
    const { stderr } = await run.end('SIGTERM')
    t.regex(stderr, /lte: SIM 2 is chosen: SIM 1 is refused by the network/)
    t.notRegex(stderr, /another SIM card/)
    await modem.end('SIGTERM')
    await train.end('SIGTERM')
    leavesNothing(t, desk)
  },
)
