import { randomUUID } from 'node:crypto'
import type { PowerBoardDescriptor } from '../../drivers/power/power.ts'
import type { Storage } from '../../hal/storage.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import type { Bus } from '../bus/bus.ts'
import type { TrainConfig } from '../config/train-config.ts'
import type { Service } from '../services/service.ts'
import { closeAll } from '../services/service.ts'
import type { Machine } from './machine.ts'
import type { DeviceOpener } from './open-devices.ts'
import { readTerritory } from './read-territory.ts'
import { openSelfPointing } from './self-pointing-terminal.ts'

interface InterlockStart {
  machine: Machine
  bus: Bus
  config: TrainConfig
  devices: DeviceOpener
  board: PowerBoardDescriptor
}

/** Where nothing can be kept, nobody knows whether the roof is locked out: every read fails, and so nothing may transmit. */
const storageOf = async (machine: Machine): Promise<Storage> => {
  try {
    return await machine.storage()
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error
    const refuse = (): Promise<never> => Promise.reject(error)
    return { read: refuse, has: refuse, write: refuse }
  }
}

const guardedTerminals = async (starting: InterlockStart) => {
  const { machine, config, devices } = starting
  const { noTransmitZones: zones, shockLimitG } = config.interlock
  const guarded = Object.entries(config.terminals).map(async ([name, terminal]) => {
    const { modem: modemName, pointingLimitDeg, elevationMaskDeg, beamWidthDeg, noTransmitSectors: sectors } = terminal
    const device = config.devices[modemName]
    if (device?.class !== 'modem') return []
    const isSelf = config.devices[terminal.pointer]?.class === 'self-pointing'
    const territories = await Promise.all(terminal.territories.map((area) => readTerritory(machine, area)))
    const spoken = isSelf
      ? await openSelfPointing(starting, name, terminal)
      : { modem: devices.modem(modemName, device) }
    const limits = { pointingLimitDeg, elevationMaskDeg, beamHalfWidthDeg: beamWidthDeg / 2, shockLimitG }
    return [{ name, modemName, ...spoken, territories, zones, sectors, ...limits }]
  })
  return (await Promise.all(guarded)).flat()
}

/** A rotator lies down; what points itself, and what has no axles, does not. */
const mountsOf = ({ terminals, devices }: TrainConfig) =>
  Object.fromEntries(
    Object.entries(terminals)
      .filter(([, { pointer }]) => devices[pointer]?.class === 'rotator')
      .map(([name, { stow }]) => [name, { airSpeedLimitMps: stow?.airSpeedLimitMps }]),
  )

/** Starts the transmit interlock with what a train's configuration gives it. */
export const startInterlock = async (starting: InterlockStart): Promise<Service> => {
  const { startInterlock: start } = await import('../services/interlock.ts')
  const { machine, bus, config, board } = starting
  const gpio = await machine.gpio()
  const terminals = await guardedTerminals(starting)
  const service = start({
    clock: machine.clock,
    bus,
    terminals,
    antennas: Object.assign({}, ...terminals.map((terminal) => ('antennas' in terminal ? terminal.antennas : {}))),
    permit: await board.openPermit({ gpio }),
    mounts: mountsOf(config),
    trainId: config.train.id,
    orderKeys: config.interlock.orderKeys,
    storage: await storageOf(machine),
    log: await machine.transmissionLog(),
    run: randomUUID().slice(0, 8),
    ...config.rates,
  })
  return { close: () => closeAll([gpio, service]) }
}
