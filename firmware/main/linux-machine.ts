import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../hal/clock.ts'
import { deskGpioClient } from '../../hal/desk/gpio-client.ts'
import { deskNetworkClient } from '../../hal/desk/network-client.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { entropySeed, secretBytes } from '../../hal/linux/entropy.ts'
import { openUnixPort } from '../../hal/linux/tcp-port.ts'
import { listenTcp } from '../../hal/linux/tcp-server.ts'
import type { Network } from '../../hal/network.ts'
import type { OpenPort, SerialSettings } from '../../hal/port.ts'
import { type Random, seededRandom } from '../../hal/random.ts'
import { reconnectingLink } from '../../hal/reconnecting-link.ts'
import type { SerialLink } from '../../hal/serial-link.ts'
import type { MachineClocks } from '../../hal/utc-clock.ts'
import type { TrainConfig } from '../config/train-config.ts'
import { PROVISIONING_LENGTH_AT_MOST } from '../domain/provisioning.ts'
import { UsageError } from '../usage-error.ts'
import { ceilingsOf } from './ceilings.ts'
import { lanPlanOf } from './lan-plan.ts'
import type { Machine } from './machine.ts'
import { networkPlanOf } from './network-plan.ts'
import { boardNamed } from './open-devices.ts'
import { ownFolder } from './state-folders.ts'

/** Chosen: as long as an unattended session may stand. */
const CONSOLE_WRITE_TIMEOUT_MS = 120_000

/** Decisions are reported, nobody carries them out. */
const reportingNetwork: Network = {
  route: () => Promise.resolve(),
  shape: () => Promise.resolve(),
  routes: () => ({}),
  onTraffic: () => {},
  counters: () => Promise.resolve([]),
  close: () => Promise.resolve(),
}

const line = (device: string, where: string, settings: SerialSettings): OpenPort => {
  const tcp = /^tcp:(.+):(\d+)$/.exec(where)
  const listening = /^tcp-listen:(.+):(\d+)$/.exec(where)
  return async () => {
    if (listening?.[1]) {
      const { openListeningPort } = await import('../../hal/linux/listening-port.ts')
      const [, host, port] = listening
      return openListeningPort({ host, port: Number(port), device, listen: listenTcp, clock: systemClock })()
    }
    if (tcp?.[1]) return (await import('../../hal/linux/tcp-port.ts')).openTcpPort(tcp[1], Number(tcp[2]), device)()
    return (await import('../../hal/linux/serial-port.ts')).openSerialPort(where, settings, device)()
  }
}

/** Why a file cannot be read, for a person. */
export const cannotRead = (path: string, cause: unknown): UsageError => {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  const why =
    code === 'ENOENT'
      ? 'there is no such file'
      : code === 'EACCES'
        ? 'it may not be read by this user'
        : `it cannot be read (${String(code)})`
  return new UsageError(`${path}: ${why}`, { cause })
}

/** Reads a text file; rejects with UsageError that names it. */
export const readText = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw cannotRead(path, cause)
  }
}

const readProvisioning = async (path: string): Promise<string> => {
  const { readPlainFile } = await import('../../hal/linux/plain-file.ts')
  const read = await readPlainFile(path, PROVISIONING_LENGTH_AT_MOST)
  if (read instanceof Uint8Array) return new TextDecoder().decode(read)
  throw read.cause === undefined ? new UsageError(`${path}: ${read.why}`) : cannotRead(path, read.cause)
}

const PTY = 'pty:'

const consoleLink =
  (clock: Clock, random: Random) =>
  async (name: string, where: string, baudRate: number): Promise<SerialLink> => {
    if (where.startsWith(PTY))
      return (await import('../../hal/linux/pty-link.ts')).openPtyLink({ name, link: where.slice(PTY.length) })
    const { openSerialPort } = await import('../../hal/linux/serial-port.ts')
    const settings: SerialSettings = { baudRate, dataBits: 8, parity: 'none', stopBits: 1 }
    const open = openSerialPort(where, { ...settings, isTerminal: true }, name)
    // At 9600 baud a chunk takes a quarter of a second; a terminal that holds the line for long is waited for.
    return reconnectingLink({ name, open, clock, random, writeTimeoutMs: CONSOLE_WRITE_TIMEOUT_MS })
  }

const deskClient = (socket: string) => {
  const client = `steppelink ${process.pid}`
  return { open: openUnixPort(socket, client), client }
}

const openGpio = (config: TrainConfig, clock: Clock, random: Random) => async () => {
  if (config.gpio.kind === 'desk') return deskGpioClient({ ...deskClient(config.gpio.socket), clock, random })
  const board = boardNamed(config.board, 'the configuration')
  return (await import('../../hal/linux/gpio.ts')).linuxGpio(board, { clock })
}

/** Reads and serves what the train's file asks for; rejects with TerminalError when samples cannot be sent at all. */
const openClocks =
  (clock: Clock) =>
  async ({ rtc, ntp, serve }: NonNullable<TrainConfig['time']>): Promise<MachineClocks> => ({
    ...(rtc !== undefined && { rtc: (await import('../../hal/linux/rtc.ts')).openRtc({ device: rtc, clock }) }),
    ...(ntp && {
      ntp: (await import('../../hal/linux/chrony-clock.ts')).chronyClock({ socket: ntp.chrony, clock }),
    }),
    ...(serve && {
      server: await (await import('../../hal/linux/chrony-server.ts')).openChronyServer({
        socket: serve.chrony,
        clock,
      }),
    }),
  })

/** A controller's own Linux, or a desk's, with the real packages below. */
export const linuxMachine = (config: TrainConfig): Machine => {
  const clock = systemClock
  const random = seededRandom(entropySeed())
  return {
    clock,
    random,
    line,
    consoleLink: consoleLink(clock, random),
    kernelConsoleOf: async (path) => (await import('../../hal/linux/kernel-consoles.ts')).kernelConsoleOf(path),
    fileTransfers: async () =>
      (await import('../../hal/linux/transfers/zmodem.ts')).zmodemTransfers(
        join(ownFolder(config.state.folder, 'console'), 'spool'),
      ),
    rpc: async (device, where) => (await import('../../hal/linux/grpc-channel.ts')).grpcChannel({ device, where }),
    johnnyFive: async ({ name, openPort, parts, rateHz }) => {
      const { openJohnnyFiveBoard } = await import('../../hal/firmata/johnny-five-board.ts')
      return openJohnnyFiveBoard({ name, link: openPort, parts, rateHz, clock, random })
    },
    johnnyFiveSteppers: async () => (await import('../../hal/firmata/johnny-five-steppers.ts')).johnnyFiveSteppers(),
    iio: async (wanted) => (await import('../../hal/linux/iio.ts')).openIio({ ...wanted, clock, random }),
    gpio: openGpio(config, clock, random),
    network: async (onTrouble) => {
      if (config.network.kind === 'report') return reportingNetwork
      if (config.network.kind === 'linux') {
        // The routing comes before the tunnels, and what these lack is said before it changes.
        const { checkTrainTunnels } = await import('./train-tunnels.ts')
        await checkTrainTunnels({ train: config, network: config.network })
        const { openLinuxNetwork } = await import('../../hal/linux/network/linux-network.ts')
        return openLinuxNetwork(networkPlanOf(config, config.network), clock, onTrouble)
      }
      return deskNetworkClient({
        ...deskClient(config.network.socket),
        ceilingsKbps: ceilingsOf(config),
        clock,
        random,
      })
    },
    carrier: async (name) => (await import('../../hal/linux/carrier.ts')).watchCarrier({ interface: name, clock }),
    lans: async (onTrouble) => {
      const plan = lanPlanOf(config)
      return plan && (await import('../../hal/linux/lan/linux-lans.ts')).openLinuxLans(plan, clock, onTrouble)
    },
    tunnels: async (events) => {
      const { network } = config
      if (network.kind !== 'linux' || !network.tunnels) return undefined
      return (await import('./train-tunnels.ts')).openTrainTunnels({ train: config, network, clock, ...events })
    },
    readPrivate: async (path) => (await import('../../hal/linux/tunnels/key-file.ts')).readPrivateFile(path),
    readKey: async (path) => (await import('../../hal/linux/tunnels/key-file.ts')).readKeyFile(path),
    measuring: async () => {
      const { network } = config
      if (network.kind !== 'linux') return undefined
      return (await import('./link-measuring.ts')).openLinkMeasuring({ train: config, network, clock })
    },
    lookAtLans: async () => {
      const plan = lanPlanOf(config)
      return plan ? (await import('../../hal/linux/lan/look-at-lans.ts')).lookAtLans(plan) : []
    },
    linkTools: async () => {
      const { network } = config
      return network.kind === 'linux' ? (await import('./link-tools.ts')).openLinkTools(network) : undefined
    },
    emergencyWays: async () => (await import('./emergency-ways.ts')).openEmergencyWays(config),
    listen: listenTcp,
    clocks: openClocks(clock),
    transmissionLog: async () => (await import('./transmission-log-file.ts')).openTransmissionLog(config),
    eventLog: async () => (await import('./event-log-file.ts')).openEventLog(config),
    access: {
      auditLog: async () => (await import('./audit-log-file.ts')).openAuditLog(config),
      secretBytes,
      readProvisioning,
    },
    storage: async (keeper) => {
      const { folder } = config.state
      return (await import('../../hal/linux/storage.ts')).openStorage(keeper ? ownFolder(folder, keeper) : folder)
    },
    readText,
  }
}
