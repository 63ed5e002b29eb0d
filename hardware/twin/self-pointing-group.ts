import type { DeviceContext, VirtualDevice } from './device.ts'
import { type VirtualRfSwitch, virtualRfSwitches } from './devices/rf-switch.ts'
import { virtualSelfAntenna } from './devices/selfant.ts'
import { misalignmentOf } from './misalignment.ts'
import { makeTerminal, type RadioOptions, type RadioTerminal } from './radio.ts'
import type { Reception } from './terminal.ts'

/** Two antennas that point themselves, and the relay between them and their modem. */
export interface SelfPointingGroup {
  /** As the modem hears it: through the relay's contact. */
  terminal: RadioTerminal
  antennas: readonly VirtualDevice[]
  relay: VirtualRfSwitch
}

interface GroupPlan {
  contextOf(name: string): DeviceContext
  /** Of each antenna. */
  radio: Pick<RadioOptions, 'kind' | 'beamwidthDeg' | 'clearSkyCnDb'> & { longitudeDeg: number }
  isRfOn(): boolean
}

const open: Reception = { isReceiving: false, carrierToNoiseDb: -10, errorDeg: 180, isBlocked: false }

/** What stands on the roof between the two hides from each the other's side. Chosen. */
const FITTED = [
  { name: 'selfant', hidden: [[200, 250]] },
  { name: 'selfant-2', hidden: [[20, 70]] },
] as const

/** What hangs on the contact; nobody but the antennas turns a beam of it. */
const throughContact = (relay: VirtualRfSwitch, branches: readonly [RadioTerminal, RadioTerminal]): RadioTerminal => {
  const [first] = branches
  let last = first
  const joined = (): RadioTerminal | undefined => {
    const contact = relay.contact()
    return contact && branches[contact - 1]
  }
  const lastJoined = (): RadioTerminal => {
    last = joined() ?? last
    return last
  }
  return {
    name: 'geo',
    service: first.service,
    setBoresight: () => undefined,
    setMuted: () => undefined,
    isMuted: () => joined() === undefined,
    reception: () => joined()?.reception() ?? open,
    boresight: () => lastJoined().boresight(),
    turns: () => 0,
  }
}

/** Makes the antennas `selfant` and `selfant-2` on the roof and the relay `rf-switch`, a fail-safe one. */
export const makeSelfPointingGroup = ({ contextOf, radio, isRfOn }: GroupPlan): SelfPointingGroup => {
  const { longitudeDeg, ...kind } = radio
  const fitted = FITTED.map(({ name, hidden }) => {
    const context = contextOf(name)
    const terminal = makeTerminal({
      ...context,
      ...kind,
      service: { kind: 'geo', longitudeDeg },
      satellitesInSky: () => [],
      misalignment: misalignmentOf(context.random.fork('misalignment')),
    })
    return { terminal, device: virtualSelfAntenna({ ...context, terminal, hidden }) }
  })
  const make = virtualRfSwitches['coax-failsafe']
  const [front, rear] = fitted
  if (!make || !front || !rear) throw new RangeError('a group has two antennas and a relay')
  const relay = make({ ...contextOf('rf-switch'), isRfOn })
  return {
    terminal: throughContact(relay, [front.terminal, rear.terminal]),
    antennas: fitted.map(({ device }) => device),
    relay,
  }
}
