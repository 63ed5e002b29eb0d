import type { DatagramSocket } from '../../../hal/datagram-socket.ts'
import { systemClock } from '../../../hal/linux/clock.ts'
import { openDatagramSocket } from '../../../hal/linux/datagram-socket.ts'
import {
  checkLinuxShore,
  openLinuxShoreRouter,
  removeLinuxShoreRouter,
} from '../../../hal/linux/hub/linux-shore-router.ts'
import { readInterfaceCounters } from '../../../hal/linux/network/interface-counters.ts'
import { removeDoubleTable } from '../../../hal/linux/tunnels/double-table.ts'
import { readKeyFile } from '../../../hal/linux/tunnels/key-file.ts'
import { openLinuxTunnels, removeLinuxTunnels } from '../../../hal/linux/tunnels/linux-tunnels.ts'
import type { OnTrouble } from '../../../hal/restoring.ts'
import type { HubConfig } from '../../config/hub-config.ts'
import { parseHubConfig } from '../../config/read-hub-config.ts'
import { DOUBLE } from '../../domain/network-numbers.ts'
import type { SwitchMac } from '../../domain/switch-message.ts'
import { startHub } from '../../services/hub.ts'
import { startHubProbes } from '../../services/hub-probes.ts'
import { closeAll, type Service } from '../../services/service.ts'
import { switchMac } from '../../services/switch-mac.ts'
import { openHubDoor } from '../hub-door.ts'
import { listAuditHeads, listEmergencies, openEmergencyBox } from '../hub-emergencies.ts'
import { readText } from '../linux-machine.ts'
import type { StopSignal } from '../stop-signal.ts'
import { hubTunnelsOf, hubTwoWaysOf, shorePlanOf } from '../tunnel-plan.ts'

interface HubOptions {
  config: string
  remove?: true
  emergencies?: true
  auditHeads?: true
}

const say = (line: string): void => void process.stderr.write(`hub: ${line}\n`)

/** Once when it begins, once when it is over. */
const sayTrouble =
  (subject: string): OnTrouble =>
  (trouble) =>
    say(trouble === undefined ? `${subject} is as it should be again` : `alarm: ${subject}: ${trouble}`)

const sayOf = (name: string, trouble: string | undefined): void => sayTrouble(name)(trouble)

const remove = async (config: HubConfig): Promise<number> => {
  // First what runs inside others: without its routes it would wrap its own datagrams.
  await removeLinuxTunnels(hubTunnelsOf(config).reverse())
  const double = hubTwoWaysOf(config)
  if (double) await removeDoubleTable(double.nftTable)
  await removeLinuxShoreRouter(shorePlanOf(config))
  say('its tunnels, routes and marks are gone')
  return 0
}

/** The train's probes are answered inside each tunnel. */
const openHubProbes = async ({ tunnels, probing }: HubConfig, mac: SwitchMac): Promise<Service> => {
  const probed: Record<string, { interface: string; socket: DatagramSocket }> = {}
  try {
    for (const [name, { address, interface: own }] of Object.entries(tunnels))
      probed[name] = { interface: own, socket: await openDatagramSocket({ host: address.own, port: probing.port }) }
  } catch (error) {
    await closeAll(Object.values(probed).map(({ socket }) => socket))
    throw error
  }
  return startHubProbes({ clock: systemClock, mac, readCounters: readInterfaceCounters, tunnels: probed })
}
/** By link what comes in its tunnel is told apart; what came by two links is a door of its own. */
const doorsOf = ({ tunnels, double }: HubConfig) => ({ ...tunnels, ...(double && { [DOUBLE]: double }) })

/** In the order in which each needs the one before; what was opened is closed again when one fails, and the kernel's part stays. */
const openHub = async (config: HubConfig): Promise<Service> => {
  const mac = switchMac(await readKeyFile(config.announcing.keyFile))
  const plan = shorePlanOf(config)
  // Before its tunnels: who is refused leaves nothing behind.
  await checkLinuxShore(plan)
  const opened: { close(): Promise<void> }[] = []
  const keep = <T extends { close(): Promise<void> }>(one: T): T => {
    opened.push(one)
    return one
  }
  try {
    const double = hubTwoWaysOf(config)
    keep(await openLinuxTunnels(hubTunnelsOf(config), systemClock, { double, onTrouble: sayOf }))
    const router = keep(await openLinuxShoreRouter(plan, systemClock, sayTrouble('its routing')))
    const { port } = config.announcing
    const doors: Record<string, Awaited<ReturnType<typeof openDatagramSocket>>> = {}
    for (const [name, { address }] of Object.entries(doorsOf(config)))
      doors[name] = keep(await openHubDoor({ host: address.own, port }))
    keep(startHub({ clock: systemClock, router, mac, doors, say }))
    keep(await openHubProbes(config, mac))
    if (config.emergencies) keep(await openEmergencyBox(config, config.emergencies, say))
    return { close: () => closeAll(opened) }
  } catch (error) {
    await closeAll(opened)
    throw error
  }
}

/** `hub`: the shore's half of a train's tunnels, until Ctrl-C or SIGTERM; they carry on without it, and `--remove` takes them away. */
export const hub = async (options: HubOptions, stop: StopSignal): Promise<number> => {
  const config = parseHubConfig(await readText(options.config), options.config)
  if (options.remove) return remove(config)
  if (options.emergencies) return listEmergencies(config)
  if (options.auditHeads) return listAuditHeads(config)
  if (stop.isStopping()) return 0
  const running = await openHub(config)
  say(`running: ${Object.keys(config.tunnels).join(', ')}; Ctrl-C ends it, and its tunnels carry on`)
  await stop.stopped
  await running.close()
  return 0
}
