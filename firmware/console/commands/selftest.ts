import type { CheckId, SkipReason, Tested, TestVerdict } from '../../plan/selftest.ts'
import { skip, verdictOf } from '../../plan/selftest.ts'
import { testDevice } from '../../plan/selftest-devices.ts'
import { muteObstacle, testLink, testService, testStorage, testTime, testTunnels } from '../../plan/selftest-train.ts'
import { type CommandContext, type ConsoleCommand, command, type Outcome } from '../command.ts'
import type { MessageKey, Text } from '../messages.ts'
import { wordOf } from '../screen/sheet.ts'
import { toldOf } from '../screen/told.ts'
import { gather, MEASURED_MS } from '../selftest/gather.ts'
import { type MuteTested, testMute } from './mute-test.ts'

const checkKey = (id: CheckId): MessageKey => `selftest.check.${id}`
const skipKey = (reason: SkipReason): MessageKey => `selftest.skip.${reason}`

const MARKS: Readonly<Record<TestVerdict, string>> = { ok: ' ok ', bad: ' NO ', skipped: ' -- ' }

/** One line: the verdict, of what, and each figure beside its limit. */
const testedLine = (text: Text, tested: Tested): string => {
  const { subject, checks, skipped } = tested
  const figures = checks.map(({ id, value, limit, isMet }) => {
    const beside = limit === undefined ? '' : ` (${text('selftest.limit', { limit: wordOf(text, limit) })})`
    return `${isMet ? '' : '! '}${text(checkKey(id))} ${wordOf(text, value)}${beside}`
  })
  const what = skipped ? text(skipKey(skipped)) : figures.join(', ')
  return `${MARKS[verdictOf(tested)]} ${subject}: ${what}`
}

const named = (all: readonly Tested[], verdict: TestVerdict): string[] =>
  all.filter((one) => verdictOf(one) === verdict).map(({ subject }) => subject)

/** The last line. */
const selftestVerdict = (text: Text, all: readonly Tested[]): string => {
  const [ok, bad, skipped] = [named(all, 'ok'), named(all, 'bad'), named(all, 'skipped')]
  const counts = { ok: ok.length, bad: bad.length, skipped: skipped.length }
  return bad.length === 0
    ? text('selftest.passed', counts)
    : text('selftest.failed', { ...counts, names: bad.join(', ') })
}

/** Has the audit log take an entry, which lies on the disk before it is answered. */
const storage = async ({ bus, user }: CommandContext): Promise<Tested> => {
  if (user.session === undefined) return skip('storage', 'no-keeper')
  const note = { do: 'command', line: 'selftest' } as const
  const answer = await bus.request('access.note', { session: user.session, note })
  return testStorage(answer.ok ? 'ok' : answer.text)
}

const interlock = async (context: CommandContext): Promise<Tested> => {
  const { message } = await toldOf(context, 'navigation')
  const obstacle = muteObstacle(message?.speedMps)
  if (obstacle) return skip('mute', obstacle)
  if (!(await context.confirm(context.text('selftest.mute-question')))) return skip('mute', 'not-agreed')
  const { data, isBad } = await testMute(context)
  const { lineMutedAfterMs, limitMs } = data as Partial<MuteTested & { limitMs: number }>
  if (lineMutedAfterMs === undefined || limitMs === undefined) return skip('mute', 'refused')
  const value = `${Math.ceil(lineMutedAfterMs)} ms`
  return { subject: 'mute', checks: [{ id: 'mute', value, limit: `≤ ${limitMs} ms`, isMet: !isBad }] }
}

const tunnelsOf = ({ network }: CommandContext['config']): string[] =>
  network.kind === 'linux' ? Object.keys(network.links).filter((name) => network.links[name]?.tunnel !== undefined) : []

/** The same without the test that stops transmissions, and without a question: every line of it. */
export const selftestLines = async (context: CommandContext): Promise<readonly string[]> => {
  const said: string[] = []
  const { lines } = await selftest({
    ...context,
    say: (line) => void said.push(line),
    confirm: async () => false,
    paint: (_tone, text) => text,
  })
  return [...said, ...lines]
}

const selftest = async (context: CommandContext): Promise<Outcome> => {
  const { config, text, say, paint, ended } = context
  const all: Tested[] = []
  const tell = (...tested: readonly Tested[]): void => {
    for (const one of tested) {
      const line = testedLine(text, one)
      say(verdictOf(one) === 'bad' ? paint('bad', line) : line)
    }
    all.push(...tested)
  }
  say(text('selftest.begins', { s: MEASURED_MS / 1000 }))
  const gathered = await gather(context)
  if (!gathered) return { lines: [text('selftest.broken-off')], data: { tested: all }, isBad: true }
  const { message: told } = await toldOf(context, 'links')
  tell(...gathered.devices.map((device) => testDevice(device, gathered.told)))
  tell(...Object.keys(config.links).map((name) => testLink(name, told?.links[name])))
  tell(...testTunnels(config.network.kind === 'linux', tunnelsOf(config), told?.links))
  tell(testTime((await toldOf(context, 'time')).message))
  tell(...Object.entries(gathered.wordAgesMs).map(([name, ageMs]) => testService(name, ageMs)))
  tell(await storage(context))
  if (Object.keys(config.terminals).length > 0) tell(await interlock(context))
  const isBad = ended.aborted || all.some((one) => verdictOf(one) === 'bad')
  const verdict = ended.aborted ? text('selftest.broken-off') : selftestVerdict(text, all)
  const data = { tested: all.map((one) => ({ ...one, verdict: verdictOf(one) })) }
  return { lines: [paint(isBad ? 'bad' : 'good', verdict)], data, ...(isBad && { isBad }) }
}

/** Everything that can be tested from the cable, one after the other. */
export const selftestCommands: readonly ConsoleCommand[] = [
  command({
    words: ['selftest'],
    arguments: {},
    help: 'selftest.help',
    role: 'technician',
    // The question waits a minute, and the permit comes back within 20 s.
    deadlineMs: 120_000,
    run: selftest,
  }),
]
