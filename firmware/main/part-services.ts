import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Account, findAccount } from '../../hal/linux/account.ts'
import { environmentFor, type Need, refusedTo } from '../../hal/linux/as-account.ts'
import { prepareBus } from '../../hal/linux/bus-folder.ts'
import type { RunAs } from '../../hal/linux/child-process.ts'
import { giveFolder, takeFolderBack } from '../../hal/linux/give-folder.ts'
import { makeFolders } from '../../hal/linux/make-folder.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { type ServiceName, serviceNames } from '../bus/services.ts'
import type { TrainConfig } from '../config/train-config.ts'
import { UsageError } from '../usage-error.ts'
import { compileCacheFolder } from './compile-cache.ts'
import {
  type AccountService,
  type Accounts,
  accountNameOf,
  accountServices,
  keepingServices,
  planAccounts,
} from './service-accounts.ts'
import { ownFolder } from './state-folders.ts'

/** As whom services are started. */
export interface Parted {
  /** Undefined: as whoever starts them. */
  of(service: ServiceName): RunAs | undefined
  /** What a person should know, a line each. */
  told: readonly string[]
  /** Takes away what was made for this run alone. */
  end(): Promise<void>
}

const PRIVATE = 0o700
/** To be entered, and not to be listed. */
const PASSED_THROUGH = 0o710
const ROOT = { uid: 0, gid: 0 }

/** Finds the users of the system that the services have. */
type Find = (config: TrainConfig) => Promise<Accounts>

const findAll: Find = async (config) => {
  const found = accountServices.map(
    async (service) => [service, await findAccount(accountNameOf(config, service))] as const,
  )
  return Object.fromEntries((await Promise.all(found)).filter(([, account]) => account !== undefined))
}

const gidOf = (accounts: Accounts): number | undefined => Object.values(accounts)[0]?.gid

/** The state folder is root's; below it, each service that keeps something by itself has a folder. Root alone needs none given, but what it keeps there now must go to the users once there are some again. */
const prepareState = async ({ state }: TrainConfig, accounts: Accounts): Promise<void> => {
  const gid = gidOf(accounts)
  if (gid === undefined) {
    for (const service of keepingServices) await takeFolderBack(ownFolder(state.folder, service))
    return
  }
  await makeFolders(dirname(state.folder), 0o755)
  await giveFolder(state.folder, { uid: 0, gid }, PASSED_THROUGH)
  for (const service of keepingServices)
    await giveFolder(ownFolder(state.folder, service), accounts[service] ?? ROOT, PRIVATE)
}

const cacheFolderOf = (service: ServiceName): string => join(compileCacheFolder(), service)

/** Code that others could write would be code that others run: each user has a cache of its own. Without one it starts slower, no more. */
const prepareCache = async (service: AccountService, account: Account): Promise<void> => {
  const folder = cacheFolderOf(service)
  try {
    await makeFolders(dirname(folder), 0o755)
    await giveFolder(folder, account, PRIVATE).catch(async () => {
      await rm(folder, { recursive: true, force: true })
      await giveFolder(folder, account, PRIVATE)
    })
  } catch {
    // A medium that takes no writing, as an image's may be.
  }
}

/** What is started for each service, and with what. */
interface Started {
  program: string
  configFile: string
  /** The folder of the bus. */
  bus: string
}

const needsOf = (config: TrainConfig, service: AccountService, { program, configFile }: Started): Need[] => [
  { path: process.execPath, to: 'enter' },
  { path: program, to: 'read' },
  { path: configFile, to: 'read' },
  ...keepingServices
    .filter((keeping) => keeping === service)
    .map((keeping): Need => ({ path: ownFolder(config.state.folder, keeping), to: 'write' })),
]

const words = { read: 'read', write: 'write into', enter: 'run' } as const

/** Rejects with UsageError when a service's user cannot reach what each service needs. */
const checkReach = async (
  config: TrainConfig,
  { service, account, started }: { service: AccountService; account: Account; started: Started },
): Promise<void> => {
  const refused = await refusedTo(account, needsOf(config, service, started)).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message.trim().replaceAll(/\s*\n\s*/g, ': ') : String(cause)
    throw new UsageError(`${account.name}: nothing can be started as this user: ${why}`, { cause })
  })
  const [first] = refused
  if (!first) return
  const { group } = account
  throw new UsageError(
    `${first.path}: user ${account.name} may not ${words[first.to]} it: let group ${group} read the file (chgrp ${group}, chmod g+r) and enter the folders above it (chmod o+x)`,
  )
}

/** A port that is there and closed to the console is told and no more: the train rides without its console too. */
const closedPorts = async (config: TrainConfig, { console: account }: Accounts): Promise<string[]> => {
  const ports = Object.values(config.console?.ports ?? {}).map(({ port }) => port)
  if (!account) return []
  const there = ports.filter((port) => port.startsWith('/') && existsSync(port))
  const needs = there.flatMap((path): Need[] => [
    { path, to: 'read' },
    { path, to: 'write' },
  ])
  const closed = new Set((await refusedTo(account, needs)).map(({ path }) => path))
  return [...closed].map(
    (path) =>
      `console: user ${account.name} may not open ${path}: give that port a group of this user, as deploy/accounts/70-steppelink-console.rules does`,
  )
}

/** What cannot be asked of ports is told like one that is closed. */
const toldOfPorts = (config: TrainConfig, accounts: Accounts): Promise<string[]> =>
  closedPorts(config, accounts).catch((cause: unknown) => [
    `console: whether its ports are open to it is not known: ${cause instanceof Error ? cause.message : cause}`,
  ])

const prepareAll = async (config: TrainConfig, accounts: Accounts, started: Started): Promise<() => Promise<void>> => {
  await prepareState(config, accounts)
  const parted = accountServices.flatMap((service) => {
    const account = accounts[service]
    return account ? [{ service, account, started }] : []
  })
  for (const { service, account } of parted) await prepareCache(service, account)
  await Promise.all(parted.map((one) => checkReach(config, one)))
  const gid = gidOf(accounts)
  const uidOf = (name: ServiceName): number => parted.find(({ service }) => service === name)?.account.uid ?? 0
  return prepareBus(started.bus, {
    ...(gid !== undefined && { gid }),
    services: serviceNames.map((name) => ({ name, uid: uidOf(name) })),
  })
}

const together = ({ console }: TrainConfig): Parted => ({
  of: () => undefined,
  told: console ? ['all services run as this user: run as root has users of their own for console and access'] : [],
  end: () => Promise.resolve(),
})

/** Users of their own for those that have them. Where the train's file asks for none, no folder or file of theirs keeps a train off line. */
const prepareParted = async (config: TrainConfig, started: Started, find: Find) => {
  try {
    const { accounts, told } = planAccounts(config, await find(config))
    const end = await prepareAll(config, accounts, started)
    // Without a console nobody comes near what they keep.
    return { accounts, told: config.console ? [...told, ...(await toldOfPorts(config, accounts))] : [], end }
  } catch (error) {
    const isTheirs = error instanceof UsageError || error instanceof TerminalError
    if (config.accounts !== undefined || !isTheirs) throw error
    const told = [`all services run as root, and could read all that others keep: ${error.message}`]
    const accounts: Accounts = {}
    return { accounts, told, end: await prepareAll(config, accounts, started) }
  }
}

/**
 * Parts services that root starts: finds their users, gives each its folder, its place on the bus and its cache, and checks that it can
 * reach what it needs. Where another user starts them, all run as that one. Rejects with UsageError, and with TerminalError where folders cannot
 * be given.
 */
export const partServices = async (config: TrainConfig, started: Started, find: Find = findAll): Promise<Parted> => {
  if (process.getuid?.() !== 0) return together(config)
  const { accounts, told, end } = await prepareParted(config, started, find)
  const byName: Partial<Record<ServiceName, Account>> = accounts
  return {
    of: (service) => {
      const account = byName[service]
      return account && { account, environment: environmentFor(account, { CACHE_DIRECTORY: cacheFolderOf(service) }) }
    },
    told,
    end,
  }
}
