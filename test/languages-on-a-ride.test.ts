import test from 'ava'
import { type Language, textIn } from '../firmware/console/messages.ts'
import { commands } from '../firmware/console/table.ts'
import { type ConsoleRide, consoleRide } from './fakes/console-ride.ts'

/** Three words of English, one after the other; names, units and commands come alone. */
const ENGLISH = /\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b/i

const AT_MOST_S = 120

/** What a command writes on a ride that goes on meanwhile; log lines, which no language changes, are left out. */
const written = async (
  { context, clock, said }: ConsoleRide,
  language: Language,
  [words, values = {}]: readonly [words: string, values?: object],
) => {
  const text = textIn(language)
  said.length = 0
  let isDone = false
  const command = commands.find((one) => one.words.join(' ') === words)
  const running = command?.run({ ...context, language, text }, { ...values }).finally(() => {
    isDone = true
  })
  for (let waitedS = 0; waitedS < AT_MOST_S && !isDone; waitedS++) await clock.runFor(1_000)
  const lines = [...said, ...((await running)?.lines ?? [])]
  const past = lines.indexOf(text('handovers.past'))
  return lines.slice(0, past < 0 ? lines.length : past).join('\n')
}

const point = ['point', { terminal: 'geo', azimuthTrueDeg: 140, elevationDeg: 60, seconds: 5 }] as const
const moving = [
  ['why link', { trafficClass: 'passenger' }],
  ['show satellites'],
  ['show handovers'],
  ['show outages'],
  ['diagnose', { symptom: 'slow' }],
  ['diagnose', { symptom: 'no-internet' }],
  point,
] as const
const standing = [
  point,
  ['stow', { minutes: 10 }],
  point,
  ['calibrate mount', { terminal: 'geo' }],
  ['show satellites'],
  ['show mute', { terminal: 'geo' }],
  ['diagnose', { symptom: 'no-satellite' }],
  ['unstow'],
] as const

test('what services say on a ride is told in Russian and in Kazakh', async (t) => {
  t.timeout(600_000)
  const ride = await consoleRide({ fidelity: 'journey', fault: ['lte-unplug@40s+1h', 'stop@150s+1h'] }, 100)
  const check = async (all: readonly (readonly [string, object?])[]): Promise<void> => {
    for (const language of ['ru', 'kk'] as const)
      for (const one of all) {
        const shown = await written(ride, language, one)
        t.true(shown.length > 0, one[0])
        for (const line of shown.split('\n')) t.notRegex(line, ENGLISH, `${language}: ${one[0]}`)
      }
  }
  await check(moving)
  await ride.clock.runFor(120_000)
  await check(standing)
  await ride.close()
})
