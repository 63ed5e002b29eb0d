import { openAppendLog, readAppendLog } from '../../hal/linux/append-log.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { openDatagramSocket } from '../../hal/linux/datagram-socket.ts'
import { readKeyFile } from '../../hal/linux/tunnels/key-file.ts'
import { wallUtcMs } from '../../hal/linux/wall-clock.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import type { HubConfig } from '../config/hub-config.ts'
import { auditHeadWords } from '../domain/audit-head.ts'
import { emergencyWords } from '../domain/emergency-report.ts'
import { requestWords } from '../domain/maintenance-request.ts'
import { AuditHeadBook, readHeadLine } from '../services/audit-head-book.ts'
import { readEmergencyLine, readRequestLine, startEmergencyBox } from '../services/emergency-box.ts'
import { closeAll, type Service } from '../services/service.ts'
import { switchMac } from '../services/switch-mac.ts'
import { UsageError } from '../usage-error.ts'
import { addressOf } from './emergency-ways.ts'

/** Some 2,000 emergencies a file; what a train could still repeat after three days is far from the oldest. */
const FILE_BYTES = 1024 * 1024
const MOST_FILES = 64

type EmergencyConfig = NonNullable<HubConfig['emergencies']>

const fileOf = ({ folder }: EmergencyConfig) => ({ folder, name: 'emergencies' })
/** Apart from them: three hundred a day must push no emergency out. */
const headsFileOf = ({ folder }: EmergencyConfig) => ({ folder, name: 'audit-heads' })
const bounds = { fileBytes: FILE_BYTES, mostFiles: MOST_FILES }

/** A medium that does not give them costs the shore these alone: emergencies come first. */
const openHeads = async (config: EmergencyConfig, say: (line: string) => void): Promise<AuditHeadBook | undefined> => {
  try {
    const log = await openAppendLog({ ...headsFileOf(config), ...bounds })
    return await AuditHeadBook.open({ clock: systemClock, log, utcNowMs: wallUtcMs, say }).catch(async (error) => {
      await log.close()
      throw error
    })
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error
    say(`alarm: ends of audit logs are not kept until the next start: ${error.message}`)
    return undefined
  }
}

/** Receives emergencies in each tunnel, and outside them where the file says so. Rejects with TerminalError for its key, log or sockets. */
export const openEmergencyBox = async (
  { tunnels }: HubConfig,
  config: EmergencyConfig,
  say: (line: string) => void,
): Promise<Service> => {
  const mac = switchMac(await readKeyFile(config.keyFile))
  const inside = Object.entries(tunnels).map(
    ([name, { address }]) => [name, { host: address.own, port: config.port }] as const,
  )
  const outside = config.listen.map((address) => [address, addressOf(address)] as const)
  const opened: { close(): Promise<void> }[] = []
  try {
    const log = await openAppendLog({ ...fileOf(config), ...bounds })
    opened.push(log)
    const heads = await openHeads(config, say)
    if (heads) opened.push(heads)
    const doors: Record<string, Awaited<ReturnType<typeof openDatagramSocket>>> = {}
    for (const [name, at] of [...inside, ...outside]) {
      const door = await openDatagramSocket(at)
      opened.push(door)
      doors[name] = door
    }
    return await startEmergencyBox({ clock: systemClock, utcNowMs: wallUtcMs, mac, log, heads, doors, say })
  } catch (error) {
    await closeAll(opened)
    throw error
  }
}

const needed = ({ emergencies }: HubConfig): EmergencyConfig => {
  if (!emergencies) throw new UsageError('emergencies: is missing: the hub’s file says nothing of them')
  return emergencies
}

const print = ({ receivedUtcMs, link }: { receivedUtcMs: number; link: string }, words: string): void =>
  void process.stdout.write(`${new Date(receivedUtcMs).toISOString()} by ${link}: ${words}\n`)

/** `hub --emergencies`: a line for each that is kept, and each maintenance request, the oldest first. */
export const listEmergencies = async (config: HubConfig): Promise<number> => {
  for await (const line of readAppendLog(fileOf(needed(config)))) {
    const told = readEmergencyLine(line)
    const asked = told ? undefined : readRequestLine(line)
    if (told) print(told, `${told.report.id} ${emergencyWords(told.report)}`)
    if (asked) print(asked, requestWords(asked.request))
  }
  return 0
}

/** `hub --audit-heads`: a line for each end of a train's audit log, the oldest first. */
export const listAuditHeads = async (config: HubConfig): Promise<number> => {
  for await (const line of readAppendLog(headsFileOf(needed(config)))) {
    const told = readHeadLine(line)
    if (told) print(told, auditHeadWords(told.head))
  }
  return 0
}
