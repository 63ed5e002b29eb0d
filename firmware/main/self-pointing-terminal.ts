import type { SelfPointingTarget } from '../../drivers/self-pointing/self-pointing.ts'
import type { Bus } from '../bus/bus.ts'
import type { TrainConfig } from '../config/train-config.ts'
import { type MediatedModem, type MediatedModemOptions, mediatedModem } from '../services/interlock/mediated-modem.ts'
import { isOnTarget, type SelfPointingGroup } from '../services/interlock/self-pointing-group.ts'
import { tellAs } from '../services/tell.ts'
import type { Machine } from './machine.ts'
import type { DeviceOpener } from './open-devices.ts'

interface Opening {
  machine: Machine
  bus: Bus
  config: TrainConfig
  devices: DeviceOpener
}

type Terminal = TrainConfig['terminals'][string]
type Antennas = Record<string, ReturnType<DeviceOpener['selfPointing']>['antenna']>

/** A terminal's antennas that point themselves, as the interlock takes them. */
interface OpenedGroup {
  modem: MediatedModem
  selfPointing: SelfPointingGroup
  isAntennaOnTarget: () => boolean
  rfSwitch: MediatedModem['rfSwitch']
  antennas: Antennas
}

const present = (...names: readonly (string | undefined)[]): string[] => names.filter((name) => name !== undefined)

const openAntennas = ({ config, devices }: Opening, { pointer, secondPointer }: Terminal) => {
  const antennas: Antennas = {}
  const echoes = new Set<string>()
  let pointing: SelfPointingGroup['pointing'] = 'self'
  for (const name of present(pointer, secondPointer)) {
    const device = config.devices[name]
    if (device?.class !== 'self-pointing') continue
    const opened = devices.selfPointing(name, device)
    antennas[name] = opened.antenna
    if (opened.pointing === 'assisted') pointing = 'assisted'
    if (!device.hasOwnReceiver) echoes.add(name)
  }
  return { antennas, pointing, echoes }
}

const openModems = ({ config, devices }: Opening, { modem, secondModem }: Terminal) =>
  Object.fromEntries(
    present(modem, secondModem).flatMap((name) => {
      const device = config.devices[name]
      return device?.class === 'modem' ? [[name, devices.modem(name, device)] as const] : []
    }),
  )

/** A mute is obeyed within two periods of tracking: 100 ms at 20 Hz, of which the permit line holds for 80. */
const QUIET_AFTER_PERIODS = 2

const openSwitch = async (
  { config, devices }: Opening,
  { modem, secondModem, pointer, secondPointer, rfSwitch: name }: Terminal,
): Promise<Pick<MediatedModemOptions, 'rfSwitch'>> => {
  const device = name === undefined ? undefined : config.devices[name]
  if (name === undefined || device?.class !== 'rf-switch') return {}
  const [first, second] = secondPointer === undefined ? [modem, secondModem] : [pointer, secondPointer]
  if (second === undefined) return {}
  const quietAfterMs = (QUIET_AFTER_PERIODS * 1_000) / config.rates.aimHz
  return { rfSwitch: { rfSwitch: await devices.rfSwitch(name, device), branches: [first, second], quietAfterMs } }
}

const targetOf = ({
  longitudeDeg,
  carrier,
}: Extract<Terminal['service'], { kind: 'geostationary' }>): SelfPointingTarget => ({
  satelliteLongitudeDeg: longitudeDeg,
  // Settings that were not given are not in what was read.
  ...(carrier as Partial<SelfPointingTarget> | undefined),
})

/** Opens modems and antennas of a terminal that points itself, with a mediator between them; rejects with TerminalError when its switch has no lines. */
export const openSelfPointing = async (opening: Opening, name: string, terminal: Terminal): Promise<OpenedGroup> => {
  const { machine, bus } = opening
  const { antennas, pointing, echoes } = openAntennas(opening, terminal)
  const { service } = terminal
  const switched = await openSwitch(opening, terminal)
  const isNamedByUs = pointing === 'assisted' && service.kind === 'geostationary'
  const modem = mediatedModem({
    name,
    clock: machine.clock,
    modems: openModems(opening, terminal),
    antennas,
    tell: tellAs('interlock', { clock: machine.clock, bus }),
    ...switched,
    ...(isNamedByUs && { target: targetOf(service) }),
  })
  const selfPointing: SelfPointingGroup = {
    pointing,
    echoes,
    standing: () => modem.standing(),
    onStanding: (handler) => modem.onStanding(handler),
  }
  return {
    modem,
    selfPointing,
    isAntennaOnTarget: () => isOnTarget(selfPointing),
    rfSwitch: modem.rfSwitch,
    antennas,
  }
}
