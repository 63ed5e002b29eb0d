import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import test from 'ava'
import { systemClock } from '../../hal/linux/clock.ts'
import { Desk, leavesNothing } from './command.ts'

const BUS = ['--bus', 'train/bus']

test('an interlock whose record was deleted lets nobody transmit until a person on site answers for it', async (t) => {
  t.timeout(120_000)
  const desk = new Desk(t)
  const train = desk.serve('twin', 'train', '--link', 'train')
  await train.says(/train served in train/)
  const state = (...names: string[]): string => desk.path('train', 'state', ...names)
  const records = (): string[] =>
    existsSync(state()) ? readdirSync(state()).filter((name) => name.startsWith('interlock-latches.')) : []
  const logged = (): boolean =>
    existsSync(state('transmissions')) &&
    readdirSync(state('transmissions')).some((name) => readFileSync(state('transmissions', name)).length > 0)
  const show = async (): Promise<string> => {
    let said = ''
    const endMs = systemClock.nowMs() + 30_000
    for (;;) {
      said = (await desk.run('lockout', 'show', ...BUS)).stdout
      if ((said !== '' && !said.includes('it is being read')) || systemClock.nowMs() > endMs) return said
    }
  }
  const interlock = () => desk.serve('run', '--config', 'train/train.yaml', ...BUS, '--service', 'interlock')

  const first = interlock()
  await desk.has(() => records().length === 2 && logged(), 30_000)
  t.regex(await show(), /^roof-work lockout: off$/m)
  await first.end('SIGTERM')
  for (const name of records()) rmSync(state(name))

  const second = interlock()
  const said = await show()
  t.regex(said, /^roof-work lockout: unknown: .*its files are gone.*lockout forget --by NAME --reason TEXT$/m)
  t.regex(
    (await desk.run('lockout', 'off', '--by', 'Bolat', ...BUS)).stderr,
    /what is latched is not read, or cannot be/,
  )
  t.deepEqual(records(), [])
  const forgotten = await desk.run('lockout', 'forget', '--by', 'Bolat', '--reason', 'new disk', ...BUS)
  t.is(forgotten.status, 0)
  t.regex(forgotten.stdout, /^roof-work lockout: off$/m)
  t.is(records().length, 2)
  await second.end('SIGTERM')
  await train.end('SIGTERM')
  leavesNothing(t, desk)
})
