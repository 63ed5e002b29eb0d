import { setDynamicModel, setEpoch, setInterferenceMonitor, setMessageRate } from './configure-messages.ts'
import {
  baudRateItem,
  type ConfigurationItem,
  dynamicModelItem,
  epochItems,
  interferenceItem,
  nmeaOffItem,
  outputItem,
  setValues,
} from './configure-values.ts'
import {
  fixOutputs,
  monHw,
  monRf,
  navRelPosNed,
  nmeaDefaults,
  rateInEpochs,
  secSig,
  skyOutputs,
  type UbxOutput,
} from './outputs.ts'
import { setPortBaudRate, type UbxPort, type UbxPortNumber } from './port.ts'

/** One message that sets something, and is acknowledged. */
export interface SetupStep {
  /** In the words of the manual, for people. */
  name: string
  bytes: Buffer
  /** `fix`: makes the receiver send fixes as UBX. `silence`: stops what is then not needed, and is left out where `fix` was refused. */
  part: 'fix' | 'silence' | 'other'
}

/** What a receiver is to be set up for. */
export interface SetupWish {
  epochMs: number
  /** Sentences stay on beside the messages. */
  keepNmea: boolean
}

/** Two wheels or four, no sideways motion to speak of; there is none for trains. u-blox M8 (UBX-13003221) §8.1. */
const AUTOMOTIVE = 4
/** From this protocol version on there is CFG-VALSET: generation 9. F9 HPG 1.32 (UBX-22008968) §5. */
const VALUES_FROM_PROTOCOL = 27

/** By values from generation 9 on, by messages before, and where the version is unknown. */
export const takesValues = (protocolVersion: number | undefined): boolean =>
  protocolVersion !== undefined && protocolVersion >= VALUES_FROM_PROTOCOL

const valueSteps = (port: UbxPortNumber, { epochMs, keepNmea }: SetupWish): SetupStep[] => {
  const step = (name: string, items: ConfigurationItem[], part: SetupStep['part'] = 'other'): SetupStep => ({
    name,
    bytes: setValues(items),
    part,
  })
  const outputs = (of: readonly UbxOutput[]): ConfigurationItem[] => of.map((one) => outputItem(one, port, epochMs))
  const namesOf = (of: readonly UbxOutput[]): string => of.map(({ name }) => name).join(', ')
  return [
    step('RATE', epochItems(epochMs)),
    step('NAVSPG-DYNMODEL', [dynamicModelItem(AUTOMOTIVE)]),
    step(namesOf(fixOutputs), outputs(fixOutputs), 'fix'),
    step(namesOf(skyOutputs), outputs(skyOutputs)),
    // apart: one key that a receiver does not know makes it refuse the whole message
    step('ITFM', [interferenceItem]),
    ...[monRf, secSig, navRelPosNed].map((one) => step(one.name, outputs([one]))),
    ...(keepNmea ? [] : [step('NMEA off', [nmeaOffItem(port)], 'silence')]),
  ]
}

const messageSteps = ({ epochMs, keepNmea }: SetupWish): SetupStep[] => {
  const output = (of: Omit<UbxOutput, 'key'>, part: SetupStep['part'] = 'other'): SetupStep => ({
    name: of.name,
    bytes: setMessageRate(of, rateInEpochs(of, epochMs)),
    part,
  })
  return [
    { name: 'CFG-RATE', bytes: setEpoch(epochMs), part: 'other' },
    { name: 'CFG-NAV5', bytes: setDynamicModel(AUTOMOTIVE), part: 'other' },
    ...fixOutputs.map((one) => output(one, one.name === 'NAV-PVT' ? 'fix' : 'other')),
    ...skyOutputs.map((one) => output(one)),
    { name: 'CFG-ITFM', bytes: setInterferenceMonitor(), part: 'other' },
    output(monHw),
    output(secSig),
    ...(keepNmea ? [] : nmeaDefaults).map(
      (one): SetupStep => ({ name: `${one.name} off`, bytes: setMessageRate(one, 0), part: 'silence' }),
    ),
  ]
}

/** Everything that sets a receiver up, in order. Nothing in it restarts navigation: no CFG-RST, no CFG-CFG, no choice of signals. */
export const setupSteps = (
  protocolVersion: number | undefined,
  port: UbxPortNumber,
  wish: SetupWish,
): readonly SetupStep[] => (takesValues(protocolVersion) ? valueSteps(port, wish) : messageSteps(wish))

/** The message that changes a port's baud rate; `undefined` where it has none or is not known well enough to leave the rest of it alone. */
export const baudRateMessage = (
  protocolVersion: number | undefined,
  port: UbxPort | undefined,
  baudRate: number,
): Buffer | undefined => {
  if (port && port.baudRate === undefined) return undefined
  if (!takesValues(protocolVersion)) return port && setPortBaudRate(port, baudRate)
  const item = baudRateItem(port?.port ?? 1, baudRate)
  return item && setValues([item])
}
