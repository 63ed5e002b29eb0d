import { readFileSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { Desk, leavesNothing } from './command.ts'
import { listeningOf } from './listening.ts'

interface Shown {
  status: number | null
  isLineRenewed: boolean
  terminals: Record<
    'oneweb' | 'geo',
    {
      isPermitted: boolean
      forS: number
      conditions: { name: string; isMet: boolean; value: string; limit: string; forS: number; remedy?: string }[]
    }
  >
}

/** A train leaves, finds its heading and its satellites within this, also on a busy machine. */
const TRANSMITS_WITHIN_MS = 120_000

const BUS = ['--bus', 'train/bus']

const show = async (desk: Desk): Promise<Shown | undefined> => {
  const { status, stdout } = await desk.run('mute', 'show', '--json', ...BUS)
  return status === 2 ? undefined : { ...JSON.parse(stdout), status }
}

/** Asks until it is so, at most for the time that a train may take to transmit; the last answer. */
const shownOnce = async (desk: Desk, isSo: (shown: Shown) => boolean): Promise<Shown> => {
  const endMs = systemClock.nowMs() + TRANSMITS_WITHIN_MS
  for (;;) {
    const shown = await show(desk)
    if (shown && (isSo(shown) || systemClock.nowMs() > endMs)) return shown
    if (systemClock.nowMs() > endMs) throw new Error('the interlock has not answered')
    await sleep(systemClock, 300)
  }
}

const rowOf = (shown: Shown, terminal: 'oneweb' | 'geo', name: string) =>
  shown.terminals[terminal].conditions.find((one) => one.name === name)

test.serial('mute show says of a train under way who may transmit, and what keeps the others from it', async (t) => {
  t.timeout(400_000)
  const desk = new Desk(t)
  const train = desk.serve('twin', 'train', '--link', 'train', '--route', 'astana-almaty')
  await train.says(/train served in train/)
  t.is((await desk.run('mute', 'show', ...BUS)).status, 2, 'nobody is there to ask')
  const run = desk.serve('run', '--config', 'train/train.yaml', ...BUS)
  await run.says(/^running: /m)

  const permitted = await shownOnce(desk, ({ status, isLineRenewed }) => status === 0 && isLineRenewed)
  t.is(permitted.status, 0, JSON.stringify(permitted))
  t.true(permitted.isLineRenewed)
  t.true(permitted.terminals.oneweb.conditions.every(({ isMet, remedy }) => isMet && remedy === undefined))
  t.deepEqual(listeningOf(desk.processes()), [], 'nobody on the network is listened to')

  const locked = await desk.run('lockout', 'on', '--by', 'Aigerim', '--reason', 'cable', ...BUS)
  t.is(locked.status, 0)
  const muted = await show(desk)
  t.is(muted?.status, 1)
  for (const terminal of ['oneweb', 'geo'] as const) {
    t.false(muted?.terminals[terminal].isPermitted)
    t.like(muted && rowOf(muted, terminal, 'roof-work lockout'), {
      isMet: false,
      value: 'Aigerim: cable',
      limit: 'off',
    })
  }
  const { status, stdout } = await desk.run('mute', 'show', ...BUS)
  t.is(status, 1)
  t.regex(stdout, /^oneweb: MUTED for 0:\d\d: \d of \d+ conditions? not met$/m)
  t.regex(stdout, /^ NO {2}roof-work lockout +Aigerim: cable +\(needs off\) +for 0:\d\d\n +→ lockout off --by NAME/m)
  t.false(stdout.includes('\u001B['), 'no colours where nobody can see them')
  await run.end('SIGTERM')

  const config = readFileSync(desk.path('train', 'train.yaml'), 'utf8')
  const hidden = "hiddenSectors: [{ name: 'container', azimuthDeg: [0, 360], elevationDeg: [0, 90] }]"
  writeFileSync(desk.path('hidden.yaml'), config.replace('pointer: dish\n', `pointer: dish\n    ${hidden}\n`))
  const again = desk.serve('run', '--config', 'hidden.yaml', ...BUS)
  await again.says(/^running: /m)
  const stillLocked = await shownOnce(desk, (shown) => rowOf(shown, 'oneweb', 'roof-work lockout')?.value !== 'unknown')
  t.is(rowOf(stillLocked, 'oneweb', 'roof-work lockout')?.value, 'Aigerim: cable', 'it outlasts a restart')
  t.is((await desk.run('lockout', 'off', '--by', 'Bolat', ...BUS)).status, 0)
  const blocked = await shownOnce(desk, ({ terminals }) => terminals.oneweb.isPermitted)
  t.is(blocked.status, 1)
  t.true(blocked.terminals.oneweb.isPermitted)
  t.like(rowOf(blocked, 'geo', 'nothing stands before the beam'), { isMet: false, value: 'blocked', limit: 'clear' })
  await again.end('SIGTERM')
  await train.end('SIGTERM')
  leavesNothing(t, desk)
})
