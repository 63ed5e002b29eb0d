import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { parseConfig } from '../config/read-config.ts'
import type { TrainConfig } from '../config/train-config.ts'
import { partServices } from './part-services.ts'
import { type AccountService, type Accounts, accountServices } from './service-accounts.ts'
import { twinTrainFile } from './twin-config.ts'

const OURS = 64_001
const THEIRS = 64_009

const accountOf = (service: AccountService, index: number) =>
  [service, { name: `steppelink-${service}`, uid: OURS + index, gid: OURS, group: 'steppelink', groups: [] }] as const

const everyAccount: Accounts = Object.fromEntries(accountServices.map(accountOf))

/** A train whose state is kept in a folder of this test, and whose services have users. */
const setUp = (t: ExecutionContext, changed: Partial<TrainConfig> = {}) => {
  t.is(process.getuid?.(), 0, 'only root starts services as others: run this test as root')
  const folder = mkdtempSync(join(tmpdir(), 'steppelink-test-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const train = parseConfig(readFileSync(twinTrainFile, 'utf8'), twinTrainFile)
  const config: TrainConfig = { ...train, ...changed, state: { ...train.state, folder: join(folder, 'state') } }
  const started = { program: '/bin/true', configFile: '/etc/passwd', bus: join(folder, 'bus') }
  /** `configFile`: one that the users cannot read has all run as root. */
  const part = (configFile = started.configFile) =>
    partServices(config, { ...started, configFile }, async () => everyAccount)
  return { folder, state: config.state.folder, part }
}

const isAllRoot = async (t: ExecutionContext, part: ReturnType<typeof setUp>['part'], why: RegExp): Promise<void> => {
  const parted = await part()
  for (const service of accountServices) t.is(parted.of(service), undefined, service)
  t.is(parted.told.length, 1)
  t.regex(parted.told[0] ?? '', /^all services run as root/)
  t.regex(parted.told[0] ?? '', why)
  await parted.end()
}

test('a folder of somebody else, as of an image that numbers users anew, keeps no train off line', async (t) => {
  const { state, part } = setUp(t)
  mkdirSync(join(state, 'access'), { recursive: true })
  chownSync(join(state, 'access'), THEIRS, THEIRS)
  await isAllRoot(t, part, /access.*belongs to user 64009/)
})

test('nor does a file in the place of the state folder, on a train without a console too', async (t) => {
  const { state, part } = setUp(t, { console: undefined })
  writeFileSync(state, '')
  await isAllRoot(t, part, /state/)
})

test('what root kept meanwhile goes to the users when they are there again', async (t) => {
  const { folder, state, part } = setUp(t)
  chmodSync(folder, 0o755)
  const first = await part()
  t.deepEqual(first.told, [])
  await first.end()
  const secret = join(folder, 'train.yaml')
  writeFileSync(secret, '', { mode: 0o600 })
  await isAllRoot(t, () => part(secret), /may not read it/)
  const kept = join(state, 'access', 'access-users')
  writeFileSync(kept, '[]', { mode: 0o600 })
  t.is(lstatSync(join(state, 'access')).uid, 0)
  const again = await part()
  t.deepEqual(again.told, [])
  const uid = again.of('access')?.account.uid ?? -1
  t.is(lstatSync(join(state, 'access')).uid, uid)
  t.is(lstatSync(kept).uid, uid)
  await again.end()
})

test('where the train’s file asks for the users, that ends the start', async (t) => {
  const { state, part } = setUp(t, { accounts: 'steppelink' })
  mkdirSync(join(state, 'access'), { recursive: true })
  chownSync(join(state, 'access'), THEIRS, THEIRS)
  await t.throwsAsync(part(), { message: /belongs to user 64009/ })
})
