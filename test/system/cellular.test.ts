import test from 'ava'
import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { Desk, leavesNothing } from './command.ts'

/** A modem boots, searches and registers within this, also on a busy machine. */
const REGISTERS_WITHIN_MS = 60_000
const BUS = ['--bus', 'train/bus']

/** Asks until the answer has this in it; the last answer. */
const saysOnce = async (desk: Desk, args: readonly string[], wanted: RegExp): Promise<string> => {
  const endMs = systemClock.nowMs() + REGISTERS_WITHIN_MS
  for (;;) {
    const { stdout } = await desk.run(...args, ...BUS)
    if (wanted.test(stdout) || systemClock.nowMs() > endMs) return stdout
    await sleep(systemClock, 500)
  }
}

test.serial('a train tells of its modem, sends a text and has its modem search and restart', async (t) => {
  t.timeout(300_000)
  const desk = new Desk(t)
  const train = desk.serve('twin', 'train', '--link', 'train')
  await train.says(/train served in train/)
  const run = desk.serve('run', '--config', 'train/train.yaml', ...BUS)
  await run.says(/^running: /m)

  const shown = await saysOnce(desk, ['modem', 'show'], /texts +yes/)
  t.regex(shown, /^lte: answers, Steppelink TWIN-LTE, IMEI 866425030000017$/m)
  t.regex(shown, /SIM +ready, card 8999770000000000017/)

  const queued = await desk.run('text', 'send', 'noc', 'coach 5: no water', ...BUS)
  t.is(queued.status, 0, queued.stderr)
  t.regex(queued.stdout, /^1 to noc: /)
  t.is(
    await saysOnce(desk, ['text', 'show'], /no text waits/),
    'no text waits\n',
    'the network reported that it arrived',
  )
  const refused = await desk.run('text', 'send', 'somebody', 'x', ...BUS)
  t.is(refused.status, 2)
  t.regex(refused.stderr, /"somebody": no such recipient; texts.recipients of the train's file: noc/)

  t.regex((await desk.run('modem', 'search', 'lte', ...BUS)).stdout, /^\d{5} current /m)
  t.is((await desk.run('modem', 'reset', 'lte', '--force', ...BUS)).stdout, 'lte restarts\n')
  t.regex(await saysOnce(desk, ['modem', 'show'], /texts +(no|not known)/), /texts +(no|not known)/)
  t.regex(await saysOnce(desk, ['modem', 'show'], /texts +yes/), /texts +yes/)

  await run.end('SIGTERM')
  await train.end('SIGTERM')
  leavesNothing(t, desk)
})
