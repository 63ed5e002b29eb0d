import test from 'ava'
import { UsageError } from '../usage-error.ts'
import { type Accounts, type FoundAccount, planAccounts } from './service-accounts.ts'

const account = (name: string, uid: number, others: Partial<FoundAccount> = {}): FoundAccount => ({
  name,
  uid,
  gid: 990,
  group: 'steppelink',
  groups: [],
  ...others,
})

const all: Accounts = {
  gpsd: account('steppelink-gpsd', 991),
  alarms: account('steppelink-alarms', 992),
  access: account('steppelink-access', 993),
  console: account('steppelink-console', 994, { groups: [20] }),
}

test('where every user is there, each service has its own, and nothing is told', (t) => {
  t.deepEqual(planAccounts({}, all), { accounts: all, told: [] })
})

test('a service whose user is missing runs as root, which is told with how to make users', (t) => {
  const { console: _missing, ...found } = all
  const { accounts, told } = planAccounts({}, found)
  t.is(accounts.console, undefined)
  t.is(accounts.access?.uid, 993)
  t.deepEqual(told, [
    'console run as root, and could read all that others keep; steppelink-console: no such user of the system: systemd-sysusers deploy/accounts/steppelink.conf',
  ])
})

test('users that the train’s file asks for must be there', (t) => {
  const error = t.throws(() => planAccounts({ accounts: 'rail' }, {}), { instanceOf: UsageError })
  t.regex(error.message, /^rail-gpsd, rail-alarms, rail-access, rail-console: no such user of the system: groupadd /)
  t.regex(error.message, / && useradd --system --gid rail --shell \/usr\/sbin\/nologin rail-console$/)
})

const refused: [string, Partial<FoundAccount>, RegExp][] = [
  ['root by another name', { uid: 0 }, /is root by another name/],
  ['one of another group', { group: 'nogroup' }, /its group is nogroup: usermod --gid steppelink steppelink-console/],
  ['one in root’s group', { groups: [20, 0] }, /gpasswd --delete steppelink-console root/],
  ['one with the id of another', { uid: 993 }, /has the id of steppelink-access/],
]
for (const [title, others, message] of refused)
  test(`a user that could do too much is refused: ${title}`, (t) => {
    const found = { ...all, console: account('steppelink-console', 994, others) }
    t.throws(() => planAccounts({}, found), { instanceOf: UsageError, message })
  })
