import { randomBytes } from 'node:crypto'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { parse, stringify } from 'yaml'
import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { Desk, leavesNothing } from './command.ts'

/** A modem boots, registers, sends, and the network brings the text back within this, also on a busy machine. */
const WITHIN_MS = 90_000
const BUS = ['--bus', 'train/bus']
/** The virtual modem's own: what is sent there comes back to it. */
const OWN_NUMBER = '+77010000017'

/** Asks until the answer has this in it; the last answer. */
const saysOnce = async (desk: Desk, args: readonly string[], wanted: RegExp): Promise<string> => {
  const endMs = systemClock.nowMs() + WITHIN_MS
  for (;;) {
    const { stdout } = await desk.run(...args, ...BUS)
    if (wanted.test(stdout) || systemClock.nowMs() > endMs) return stdout
    await sleep(systemClock, 500)
  }
}

test.serial(
  'a command by text is obeyed once, and mutes the train; without its key, or again, it is refused',
  async (t) => {
    t.timeout(400_000)
    const desk = new Desk(t)
    const train = desk.serve('twin', 'train', '--link', 'train')
    await train.says(/train served in train/)
    for (const name of ['noc.key', 'other.key'])
      writeFileSync(desk.path(name), randomBytes(32).toString('base64'), { mode: 0o600 })
    const config = parse(readFileSync(desk.path('train', 'train.yaml'), 'utf8'))
    const texts = {
      recipients: { ...config.texts.recipients, itself: OWN_NUMBER },
      senders: { noc: { number: OWN_NUMBER, keyFile: desk.path('noc.key') } },
    }
    writeFileSync(desk.path('train', 'texts.yaml'), stringify({ ...config, texts }))
    const run = desk.serve('run', '--config', 'train/texts.yaml', ...BUS)
    await run.says(/^running: /m)
    await saysOnce(desk, ['modem', 'show'], /texts +yes/)

    const order = async (key: string, ...command: string[]): Promise<string> => {
      const who = ['--train', 'twin', '--sender', 'noc', '--key', desk.path(key)]
      const { stdout, stderr } = await desk.run('text', 'order', ...command, ...who)
      t.regex(stdout, /^STC1 twin \d+ noc [a-z ]+ [\w-]{22}\n$/, stderr)
      return stdout.trim()
    }
    const send = (line: string) => desk.run('text', 'send', 'itself', line, ...BUS)

    await send(await order('other.key', 'mute'))
    t.regex(await saysOnce(desk, ['text', 'audit'], /refused/), /"mute": refused: not signed with this sender’s key/)
    t.regex((await desk.run('lockout', 'show', ...BUS)).stdout, /roof-work lockout: off/)

    const mute = await order('noc.key', 'mute')
    await send(mute)
    t.regex(await saysOnce(desk, ['text', 'audit'], /obeyed/), /"mute": obeyed: muted; a person on the train lifts it/)
    t.regex((await desk.run('lockout', 'show', ...BUS)).stdout, /roof-work lockout: ON, by noc, by text/)

    await desk.run('lockout', 'off', '--by', 'Aigerim', ...BUS)
    await sleep(systemClock, 1_500)
    const where = await order('noc.key', 'where')
    await send(mute)
    await send(where)
    t.regex(await saysOnce(desk, ['text', 'audit'], /"where": (obeyed|failed)/), /"where": obeyed: .*\d\.\d{5},\d/)
    t.regex(
      (await desk.run('lockout', 'show', ...BUS)).stdout,
      /roof-work lockout: off/,
      'sent again it is not obeyed again',
    )

    chmodSync(desk.path('noc.key'), 0o644)
    const open = await desk.run(
      'text',
      'order',
      'where',
      '--train',
      'twin',
      '--sender',
      'noc',
      '--key',
      desk.path('noc.key'),
    )
    t.regex(open.stderr, /others than its owner may read it: chmod 600/)
    await run.end('SIGTERM')
    await train.end('SIGTERM')
    leavesNothing(t, desk)
  },
)
