import type { ServiceName } from '../bus/services.ts'
import type { TrainConfig } from '../config/train-config.ts'
import { UsageError } from '../usage-error.ts'

/**
 * Services that run as users of their own where root starts them. What they need is the bus and at most a folder, a line or a port above 1023; all others
 * need the kernel's routing, GPIO, lines of devices, or the train's file.
 */
export const accountServices = ['gpsd', 'alarms', 'access', 'console'] as const satisfies readonly ServiceName[]

export type AccountService = (typeof accountServices)[number]

/** Those of them that keep something in the state folder, each in a folder of its own name that nobody else enters. */
export const keepingServices = ['alarms', 'access', 'console'] as const satisfies readonly AccountService[]

export type KeepingService = (typeof keepingServices)[number]

/** The group of all of them, and what their names begin with, unless the train's file says otherwise. */
const USUAL = 'steppelink'

/** A user of the system, as far as it is judged here. */
export interface FoundAccount {
  name: string
  uid: number
  gid: number
  /** The name of its own group. */
  group: string
  /** The other groups that it is in. */
  groups: readonly number[]
}

const groupOf = ({ accounts }: Pick<TrainConfig, 'accounts'>): string => accounts ?? USUAL

export const accountNameOf = (config: Pick<TrainConfig, 'accounts'>, service: AccountService): string =>
  `${groupOf(config)}-${service}`

/** How to make users, for a shell. */
const makingText = (group: string, names: readonly string[]): string =>
  group === USUAL
    ? 'systemd-sysusers deploy/accounts/steppelink.conf'
    : [
        `groupadd --force --system ${group}`,
        ...names.map((name) => `useradd --system --gid ${group} --shell /usr/sbin/nologin ${name}`),
      ].join(' && ')

const mistakesOf = (group: string, account: FoundAccount): string[] => [
  ...(account.uid === 0 ? [`${account.name}: is root by another name: give it an id of its own`] : []),
  ...(account.group === group
    ? []
    : [`${account.name}: its group is ${account.group}: usermod --gid ${group} ${account.name}`]),
  ...(account.groups.includes(0) ? [`${account.name}: is in root's group: gpasswd --delete ${account.name} root`] : []),
]

const sharedBy = (accounts: readonly FoundAccount[]): string[] =>
  accounts.flatMap(({ name, uid }, index) => {
    const other = accounts.slice(0, index).find((account) => account.uid === uid)
    return other ? [`${name}: has the id of ${other.name}: usermod --uid gives it one of its own`] : []
  })

/** Who runs which service; those that are absent run as whoever starts them. */
export type Accounts = Readonly<Partial<Record<AccountService, FoundAccount>>>

/**
 * Who runs which service, of the users that were found, and what a person should know about those that were not. Throws UsageError when the train's file asks for
 * users that are missing, and when those that are there could do more than they should.
 */
export const planAccounts = (
  config: Pick<TrainConfig, 'accounts'>,
  found: Accounts,
): { accounts: Accounts; told: string[] } => {
  const group = groupOf(config)
  const there = Object.values(found)
  const mistakes = [...there.flatMap((account) => mistakesOf(group, account)), ...sharedBy(there)]
  if (mistakes.length > 0) throw new UsageError(mistakes.join('; '))
  const lacking = accountServices.filter((service) => !found[service])
  if (lacking.length === 0) return { accounts: found, told: [] }
  const names = lacking.map((service) => accountNameOf(config, service))
  const how = `${names.join(', ')}: no such user of the system: ${makingText(group, names)}`
  if (config.accounts !== undefined) throw new UsageError(how)
  return { accounts: found, told: [`${lacking.join(', ')} run as root, and could read all that others keep; ${how}`] }
}
