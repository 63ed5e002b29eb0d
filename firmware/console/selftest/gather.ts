import type { TopicMessage } from '../../bus/topics.ts'
import { servicesOf } from '../../config/services-of.ts'
import type { TrainConfig } from '../../config/train-config.ts'
import type { DevicesTold, DeviceTested } from '../../plan/selftest-devices.ts'
import type { CommandContext } from '../command.ts'
import { type DeviceSeen, devicesSeen, hasLine, lifeOf } from '../commands/show-devices.ts'
import { pause } from '../pause.ts'
import { type Told, toldOf } from '../screen/told.ts'

/** Chosen: long enough for five words of health, short enough to wait for. */
export const MEASURED_MS = 10_000

type Motion = TopicMessage<'motion'>

/** What came of a sensor: how many samples, from when to when. */
interface Samples {
  count: number
  fromMs: number
  toMs: number
}

const countMotion = (counted: Map<string, Samples>, { parts }: Motion): void => {
  for (const [key, { samples }] of Object.entries(parts)) {
    const [first, last] = [samples[0], samples.at(-1)]
    if (!first || !last) continue
    const before = counted.get(key)
    counted.set(key, {
      count: (before?.count ?? 0) + samples.length,
      fromMs: before?.fromMs ?? first.atMs,
      toMs: last.atMs,
    })
  }
}

/** Of the fastest sensor of a board, Hz. */
const rateOf = (counted: ReadonlyMap<string, Samples>, board: string): number | undefined => {
  const rates = [...counted].flatMap(([key, { count, fromMs, toMs }]) =>
    key.startsWith(`${board}.`) && toMs > fromMs ? [(1000 * (count - 1)) / (toMs - fromMs)] : [],
  )
  return rates.length === 0 ? undefined : Math.max(...rates)
}

type Healths = (readonly [service: string, health: Told<'links.health'>])[]

const healthsOf = (context: CommandContext): Promise<Healths> =>
  Promise.all(
    servicesOf(context.config).map(
      async (name) => [name, (await toldOf(context, `${name}.health`)) as Told<'links.health'>] as const,
    ),
  )

const checksumsPerMinute = (name: string, before: Healths, after: Healths): number | undefined => {
  const of = (healths: Healths) => healths.find(([, { message }]) => message?.devices[name])?.[1].message
  const [from, to] = [of(before), of(after)]
  const [first, last] = [from?.devices[name], to?.devices[name]]
  if (!from || !to || !first || !last || to.atMs <= from.atMs) return undefined
  return (60_000 * Math.max(0, last.checksumErrors - first.checksumErrors)) / (to.atMs - from.atMs)
}

const heardOf = (device: DeviceSeen): DeviceTested['heard'] =>
  hasLine(device) ? { isHeard: lifeOf(device) === 'alive', quietS: device.quietS } : undefined

const terminalsOf = ({ terminals }: TrainConfig): DevicesTold['terminals'] =>
  Object.fromEntries(
    Object.entries(terminals).map(([name, { modem, pointer, rfSwitch, pointingLimitDeg: limitDeg }]) => [
      name,
      { modem, pointer, rfSwitch, limitDeg },
    ]),
  )

const toldOfDevices = async (context: CommandContext): Promise<DevicesTold> => {
  const receivers = (await toldOf(context, 'receivers')).message
  const { message: fix, ageMs } = await toldOf(context, 'fix')
  const ageS = fix?.kind === 'fix' && ageMs !== undefined ? ageMs / 1000 : undefined
  return {
    terminals: terminalsOf(context.config),
    fix: { receiver: receivers?.chosen, ageS },
    receivers: receivers?.receivers,
    modems: (await toldOf(context, 'modems')).message?.terminals,
    pointing: (await toldOf(context, 'pointing')).message?.terminals,
    permission: (await toldOf(context, 'permission')).message?.terminals,
    antennas: (await toldOf(context, 'antennas')).message?.terminals,
    cellular: (await toldOf(context, 'cellular')).message?.modems,
    dishes: (await toldOf(context, 'starlink')).message?.dishes,
    vibration: (await toldOf(context, 'vibration')).message?.sensors,
    power: (await toldOf(context, 'power')).message,
  }
}

/** What was measured of devices and services in `MEASURED_MS`. */
interface Gathered {
  devices: readonly DeviceTested[]
  told: DevicesTold
  /** By service, ms. */
  wordAgesMs: Readonly<Record<string, number | undefined>>
}

/** Measures for a while, then looks at what services say; `undefined` when it was ended before. */
export const gather = async (context: CommandContext): Promise<Gathered | undefined> => {
  const { config, bus } = context
  const counted = new Map<string, Samples>()
  const before = await healthsOf(context)
  const stop = bus.subscribe('motion', (message) => countMotion(counted, message))
  const isWhole = await pause(context, MEASURED_MS)
  stop()
  if (!isWhole) return undefined
  const after = await healthsOf(context)
  const devices = devicesSeen(config, after).map((device): DeviceTested => {
    const set = config.devices[device.name]
    return {
      name: device.name,
      class: device.class,
      heard: heardOf(device),
      checksumsPerMinute: checksumsPerMinute(device.name, before, after),
      ...(set?.class === 'vibration' && {
        rate: { setHz: set.rateHz, measuredHz: rateOf(counted, device.name) },
      }),
    }
  })
  const wordAgesMs = Object.fromEntries(after.map(([name, { ageMs }]) => [name, ageMs]))
  return { devices, told: await toldOfDevices(context), wordAgesMs }
}
