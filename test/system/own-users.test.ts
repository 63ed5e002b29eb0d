import { execFileSync, spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { makeUsers } from '../../firmware/main/make-users.ts'
import { asAccount } from '../../hal/linux/as-account.ts'
import { syntheticTle } from '../../hardware/twin/world/constellation.ts'
import { Typist } from '../fakes/typist.ts'
import { Desk, leavesNothing } from './command.ts'
import { freePort } from './free-port.ts'
import { idOf, isRunningAs, makeSystemUsers, partedServices, processesOf, statusOf, uidsOf } from './system-users.ts'

const GROUP = `slt${process.pid}`
const PROMPT = /dana@twin[#>] $/
const NOBODY = { uid: 65_534, gid: 65_534, groups: [] }

/** Whether `test` says yes to somebody. */
const may = (who: Parameters<typeof asAccount>[0], flag: '-r' | '-w' | '-x', path: string): boolean => {
  const { program, args } = asAccount(who, '/usr/bin/test', [flag, path])
  return spawnSync(program, args).status === 0
}

const whoIs = (service: string) => ({ uid: idOf('user', `${GROUP}-${service}`), gid: idOf('group', GROUP), groups: [] })

/** A served train whose file asks for users of this test, and lets dana in. */
const setUp = async (t: ExecutionContext) => {
  t.is(process.getuid?.(), 0, 'only root starts services as others: run this test as root')
  makeSystemUsers(t, GROUP)
  const desk = new Desk(t)
  chmodSync(desk.folder, 0o711)
  const train = desk.start('twin', 'train', '--link', 'train')
  await train.says(/train served in train/)
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const people = [{ name: 'dana', role: 'engineer' }] as const
  const { file, passwords } = await makeUsers(people, { train: 'twin', serial: 1, key: privateKey })
  const access = whoIs('access')
  writeFileSync(desk.path('users.signed'), file, { mode: 0o600 })
  chownSync(desk.path('users.signed'), access.uid, access.gid)
  mkdirSync(desk.path('line'))
  chownSync(desk.path('line'), whoIs('console').uid, whoIs('console').gid)
  const depotKey = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64')
  const config = desk.path('own.yaml')
  const text = readFileSync(desk.path('train', 'train.yaml'), 'utf8')
    .replace(
      /^console: .*$/m,
      `console: { ports: { cable: { port: 'pty:${desk.path('line', 'console')}' } }, depotKeys: { depot: '${depotKey}' }, provisioning: '${desk.path('users.signed')}' }`,
    )
    .replace(/^state: .*$/m, `state: { folder: ${desk.path('state')} }\naccounts: ${GROUP}`)
  writeFileSync(config, text)
  return { desk, train, config, password: passwords['dana'] ?? '' }
}

const logIn = async (path: string, password: string, next: string): Promise<Typist> => {
  const typist = new Typist(path)
  await typist.until(/Name: $/)
  await typist.say('dana\r', /Password: $/)
  if (next === password) {
    await typist.say(`${password}\r`, PROMPT)
    return typist
  }
  await typist.say(`${password}\r`, /: $/)
  await typist.say(`${next}\r`, /: $/)
  await typist.say(`${next}\r`, PROMPT)
  return typist
}

test('root starts console and access as users of their own, who can do what they need and nothing else', async (t) => {
  t.timeout(400_000)
  const { desk, train, config, password } = await setUp(t)
  const bus = desk.path('bus')
  const port = await freePort()
  const run = desk.serve('run', '--config', config, '--bus', bus, '--gpsd-port', String(port))
  await run.says(/^running: /m)

  for (const service of partedServices) {
    const [pid = 0, another] = processesOf(config, service)
    t.is(another, undefined, service)
    const status = statusOf(pid)
    const { uid, gid } = whoIs(service)
    t.is(status['Uid'], Array(4).fill(uid).join('\t'), service)
    t.is(status['Gid'], Array(4).fill(gid).join('\t'), service)
    t.true(['', String(gid)].includes(status['Groups'] ?? '?'), `${service}: groups ${status['Groups']}`)
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
      t.is(status[set], '0'.repeat(16), `${service}: ${set}`)
    t.is(status['NoNewPrivs'], '1', service)
    t.notRegex(readFileSync(`/proc/${pid}/environ`, 'utf8'), /(^|\0)SHELL=/, 'nothing of root’s environment')
  }
  t.is(statusOf(processesOf(config, 'interlock')[0] ?? 0)['Uid'], '0\t0\t0\t0')

  const [access, technician] = [whoIs('access'), whoIs('console')]
  const state = (...names: string[]): string => desk.path('state', ...names)
  t.is(statSync(state('access')).mode & 0o7777, 0o700)
  t.is(statSync(state('access')).uid, access.uid)
  const log = state('access', 'audit', 'audit-000001.log')
  t.true(existsSync(log))
  for (const path of [state('access'), log, ...readdirSync(state('access')).map((name) => state('access', name))])
    for (const flag of ['-r', '-w'] as const) t.false(may(technician, flag, path), `console ${flag} ${path}`)
  t.true(may(access, '-w', log))
  const closed = [state(), state('console'), state('alarms'), config, bus, join(bus, 'interlock'), join(bus, 'console')]
  for (const path of closed) t.false(may(access, '-w', path), `access -w ${path}`)
  for (const path of [state(), bus, join(bus, 'access'), join(bus, 'interlock')])
    t.false(may(technician, '-w', path), `console -w ${path}`)
  t.false(may(technician, '-r', state('starts.0')))

  const socket = join(bus, 'navigation', 'topics.ipc')
  t.true(may(technician, '-w', socket), 'whoever is of the group may connect')
  t.false(may(NOBODY, '-w', socket), 'nobody else may')

  const own = 'a password of steppe'
  const line = desk.path('line', 'console')
  const typist = await logIn(line, password, own)
  t.regex(await typist.say('show version | include kernel\r', PROMPT), /Kernel +\d/)
  t.regex(await typist.say('audit verify\r', PROMPT), /the chain holds/)
  await typist.say('support-bundle brief\r', /yes or no/)
  await typist.say('y\r', /B0000000/)
  t.true(isRunningAs(technician.uid, 'sz'))
  t.is(statSync(state('console', 'spool')).uid, technician.uid)
  await typist.hangUp()

  const [first = 0] = processesOf(config, 'console')
  const placed = lstatSync(line).ino
  process.kill(first, 'SIGKILL')
  // The link that it left may lead to a terminal of somebody else by now.
  await desk.has(() => lstatSync(line).ino !== placed, 60_000)
  await desk.has(
    () => processesOf(config, 'console').some((pid) => pid !== first && uidsOf(pid)[0] === technician.uid),
    30_000,
  )
  const again = await logIn(line, own, own)
  await again.hangUp()

  t.is((await run.end('SIGTERM')).status, 0)
  t.regex(execFileSync(process.execPath, ['firmware/main.ts', 'audit', 'verify', state()], { encoding: 'utf8' }), /\d+/)
  await train.end('SIGTERM')
  leavesNothing(t, desk)
})

test('users that the train’s file asks for and that are missing end run, which says how to make them', async (t) => {
  const desk = new Desk(t)
  const twin = readFileSync(join(import.meta.dirname, '../../hardware/trains/twin.yaml'), 'utf8')
  writeFileSync(
    desk.path('train.yaml'),
    `${twin.replaceAll('/run/steppelink/twin', desk.path('train'))}\naccounts: nobody-here\n`,
  )
  mkdirSync(desk.path('train'))
  const elements = syntheticTle({ epochUtcMs: Date.UTC(2026, 4, 31), seed: 1 })
  writeFileSync(desk.path('train', 'elements.tle'), elements)
  const { status, stderr } = await desk.run('run', '--config', 'train.yaml', '--bus', 'bus')
  t.is(status, 2)
  t.regex(stderr, /^steppelink: .*nobody-here-console: no such user of the system: groupadd [^\n]*\n$/)
  leavesNothing(t, desk)
})
