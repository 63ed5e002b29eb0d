import { readFileSync, writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { challengeText, readChallenge } from '../../firmware/domain/access-challenge.ts'
import { digest } from '../../firmware/services/access/digest.ts'
import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { Typist } from '../fakes/typist.ts'
import { type Command, Desk, type Ended, leavesNothing } from './command.ts'
import { processesOf } from './system-users.ts'

const TRAIN = 'twin'
const OTHER_TRAIN = 'kz8a-018'
const PASSWORD = 'a password of steppe'
/** The machine may be busy with other tests. */
const WITHIN_MS = 120_000
const CHALLENGES_ASKED = 8

const PROMPT = /aigerim@twin[#>] $/
const NAME = /Name: $/
const LATE = 'this challenge is over: ask for another one'
const FOREIGN = 'this answers another challenge or another train, or its key is not trusted here'

interface Leave {
  role: 'viewer' | 'technician' | 'engineer'
  /** 0.1 to 24. */
  hours: number
}

interface Signing {
  /** Name of the depot's key. */
  key: string
  train: string
}

/** The depot, by its own commands, with each key in a file of its name. */
class Depot {
  readonly #t: ExecutionContext
  readonly #desk: Desk

  constructor(t: ExecutionContext, desk: Desk) {
    this.#t = t
    this.#desk = desk
  }

  /** Makes a key; resolves with its public half, as a train's file has it. */
  async makeKey(name: string): Promise<string> {
    return this.#saidBy(await this.#desk.run('depot', 'key', `${name}.pem`))
  }

  /** Lets Aigerim in; resolves with what she pastes. */
  async answer(
    challenge: string,
    { key = 'astana', train = TRAIN, ...leave }: Partial<Signing & Leave> = {},
  ): Promise<string> {
    return this.#saidBy(await this.run(challenge, { key, train, ...leave }))
  }

  /** The same, also where the depot refuses. */
  run(challenge: string, { key, train, role = 'technician', hours = 8 }: Signing & Partial<Leave>): Promise<Ended> {
    const asked = ['--key', `${key}.pem`, '--train', train, '--challenge', challenge]
    const leave = ['--name', 'aigerim', '--role', role, '--hours', String(hours)]
    return this.#desk.run('depot', 'answer', ...asked, ...leave)
  }

  #saidBy({ status, stdout, stderr }: Ended): string {
    this.#t.is(status, 0, stderr)
    return stdout.trim()
  }
}

/** Waits for as long as the console says that nothing is taken. */
const waitAsTold = async (said: string): Promise<void> => {
  const [, seconds = '0'] = /(?:wait|taken in) (\d+) s/.exec(said) ?? []
  await sleep(systemClock, Number(seconds) * 1_000)
}

/** Aigerim at a terminal, who has no password on this train. */
class Aigerim {
  readonly #typist: Typist

  private constructor(typist: Typist) {
    this.#typist = typist
  }

  static async at(line: string): Promise<Aigerim> {
    const typist = new Typist(line, { withinMs: WITHIN_MS })
    await typist.until(NAME)
    return new Aigerim(typist)
  }

  say(line: string, pattern: RegExp = PROMPT): Promise<string> {
    return this.#typist.say(`${line}\r`, pattern)
  }

  /** Asks for a challenge, again where the console makes her wait; resolves with its letters, at the prompt for the answer. */
  async challenge(): Promise<string> {
    let said = ''
    for (let asked = 0; asked < CHALLENGES_ASKED; asked++) {
      said = await this.say('challenge', /Answer: $|wait \d+ s[\s\S]*Name: $/)
      const [, letters] = /Tell the depot: train twin, number \d+, and these letters:\s+(\S+)/.exec(said) ?? []
      if (letters !== undefined) return letters
      await waitAsTold(said)
    }
    throw new Error(`no challenge was given: ${said}`)
  }

  /** Pastes an answer that lets nobody in; resolves with the console's words once the next one would be taken. */
  async isRefused(answer: string): Promise<string> {
    const said = await this.say(answer, NAME)
    await waitAsTold(said)
    return said
  }

  hangUp(): Promise<void> {
    return this.#typist.hangUp()
  }
}

/** The other train's challenge of the same number and chance: of all that is signed, only the train differs. */
const asOfAnother = (challenge: string): string => {
  const read = readChallenge(challenge, TRAIN, digest)
  if (typeof read === 'string') throw new TypeError(read)
  return challengeText(read, OTHER_TRAIN, digest)
}

/** A served train without users, to be run with a console that trusts depot keys by name. */
const setUp = async (t: ExecutionContext) => {
  const desk = new Desk(t)
  const served = desk.serve('twin', 'train', '--link', 'train')
  await served.says(/train served in train/)
  const [config, line] = [desk.path('challenge.yaml'), desk.path('console')]
  const text = readFileSync(desk.path('train', 'train.yaml'), 'utf8')
  const run = async (depotKeys: Readonly<Record<string, string>>): Promise<Command> => {
    const console = { ports: { cable: { port: `pty:${line}` } }, idleLockS: 3_600, depotKeys }
    writeFileSync(config, text.replace(/^console: .*$/m, `console: ${JSON.stringify(console)}`))
    const running = desk.serve('run', '--config', config, '--bus', desk.path('bus'), '--gpsd-port', '0')
    await running.says(/^running: /m)
    return running
  }
  return { desk, served, config, line, run, depot: new Depot(t, desk) }
}

interface Scene {
  aigerim: Aigerim
  depot: Depot
}

/** What was asked before the service `access` began anew is over. */
const isOverAfterRestart = async (
  t: ExecutionContext,
  { aigerim, depot, config, running }: Scene & { config: string; running: Command },
): Promise<void> => {
  const answer = await depot.answer(await aigerim.challenge())
  const [access = 0] = processesOf(config, 'access')
  process.kill(access, 'SIGKILL')
  await running.says(/^access: ready/m)
  t.true((await aigerim.isRefused(answer)).includes(LATE))
}

const othersAreRefused = async (t: ExecutionContext, { aigerim, depot }: Scene): Promise<void> => {
  const challenge = await aigerim.challenge()
  const { status, stderr } = await depot.run(challenge, { key: 'astana', train: OTHER_TRAIN })
  t.is(status, 2)
  t.regex(stderr, /^steppelink: --challenge: a letter of it is wrong, or it is the challenge of another train$/m)
  const ofAnother = await depot.answer(asOfAnother(challenge), { train: OTHER_TRAIN })
  t.true((await aigerim.isRefused(ofAnother)).includes(FOREIGN), 'an answer for another train')

  const foreign = await depot.answer(await aigerim.challenge(), { key: 'stranger' })
  t.true((await aigerim.isRefused(foreign)).includes(FOREIGN), 'a key that the train’s file does not name')
}

/** Resolves with the answer that let her in. */
const isLetIn = async (t: ExecutionContext, { aigerim, depot }: Scene): Promise<string> => {
  const answer = await depot.answer(await aigerim.challenge(), { role: 'technician', hours: 8 })
  t.regex(await aigerim.say(answer, /New password[^\n]*: $/), /you are in for 8 h, or until/)
  await aigerim.say(PASSWORD, /again: $/)
  t.regex(await aigerim.say(PASSWORD), /Welcome, aigerim \(technician\)/)
  const users = await aigerim.say('show users')
  t.regex(users, /nobody has a password here/)
  t.regex(users, /aigerim +technician +by a challenge, (480|4[67]\d) min left/)
  t.regex(users, /aigerim +technician +at cable; has control/)
  t.regex(await aigerim.say('edit rates.aimHz 5'), /this is for the role engineer/)
  const log = (await aigerim.say('audit show 100')).replaceAll(/\s+/g, ' ')
  t.regex(log, /login aigerim \(technician\) at cable: by a challenge, signed by astana for 8 h/)
  t.is(log.match(/refusal BAD at cable: answer-foreign/g)?.length, 2)
  t.regex(log, /refusal BAD at cable: answer-late/)
  await aigerim.say('exit', NAME)
  return answer
}

test('an answer of the depot lets its person in once, as what and for as long as it was signed, and no other answer does', async (t) => {
  t.timeout(400_000)
  const { desk, served, config, line, run, depot } = await setUp(t)
  const [astana, almaty] = [await depot.makeKey('astana'), await depot.makeKey('almaty')]
  await depot.makeKey('stranger')

  const running = await run({ astana })
  const aigerim = await Aigerim.at(line)
  await isOverAfterRestart(t, { aigerim, depot, config, running })
  await othersAreRefused(t, { aigerim, depot })
  const used = await isLetIn(t, { aigerim, depot })
  await aigerim.challenge()
  t.true((await aigerim.isRefused(used)).includes(FOREIGN), 'an answer that was used')
  await aigerim.hangUp()
  t.is((await running.end('SIGTERM')).status, 0)

  // The depot has lost its key, and the train's file names the next one.
  const again = await run({ almaty })
  const later = await Aigerim.at(line)
  await later.say('aigerim', /Password: $/)
  t.true((await later.isRefused(PASSWORD)).includes('nobody has a password on this train'), 'a restart ended the leave')
  const former = await depot.answer(await later.challenge())
  t.true((await later.isRefused(former)).includes(FOREIGN), 'a key that is trusted no more')
  const next = await depot.answer(await later.challenge(), { key: 'almaty', role: 'viewer', hours: 0.1 })
  t.regex(await later.say(next, /New password[^\n]*: $/), /you are in for 0\.1 h/)
  t.regex(await later.say(''), /Welcome, aigerim \(viewer\)/)
  await later.hangUp()
  t.is((await again.end('SIGTERM')).status, 0)
  await served.end('SIGTERM')
  leavesNothing(t, desk)
})
