import { openAppendLog, readAppendLog } from '../../hal/linux/append-log.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { openDatagramSocket } from '../../hal/linux/datagram-socket.ts'
import { readKeyFile } from '../../hal/linux/tunnels/key-file.ts'
import { wallUtcMs } from '../../hal/linux/wall-clock.ts'
import type { HubConfig } from '../config/hub-config.ts'
import { emergencyWords } from '../domain/emergency-report.ts'
import { requestWords } from '../domain/maintenance-request.ts'
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
    const log = await openAppendLog({ ...fileOf(config), fileBytes: FILE_BYTES, mostFiles: MOST_FILES })
    opened.push(log)
    const doors: Record<string, Awaited<ReturnType<typeof openDatagramSocket>>> = {}
    for (const [name, at] of [...inside, ...outside]) {
      const door = await openDatagramSocket(at)
      opened.push(door)
      doors[name] = door
    }
    return await startEmergencyBox({ clock: systemClock, utcNowMs: wallUtcMs, mac, log, doors, say })
  } catch (error) {
    await closeAll(opened)
    throw error
  }
}

/** `hub --emergencies`: a line for each that is kept, the oldest first. */
export const listEmergencies = async ({ emergencies }: HubConfig): Promise<number> => {
  if (!emergencies) throw new UsageError('emergencies: is missing: the hub’s file says nothing of them')
  for await (const line of readAppendLog(fileOf(emergencies))) {
    const read = readEmergencyLine(line)
    if (!read) {
      const asked = readRequestLine(line)
      if (asked)
        process.stdout.write(
          `${new Date(asked.receivedUtcMs).toISOString()} by ${asked.link}: ${requestWords(asked.request)}\n`,
        )
      continue
    }
    const { receivedUtcMs, link, report } = read
    process.stdout.write(
      `${new Date(receivedUtcMs).toISOString()} by ${link}: ${report.id} ${emergencyWords(report)}\n`,
    )
  }
  return 0
}
