import type {
  CellularDescriptor,
  CellularOpening,
  CellularReport,
  MessageHandler,
} from '../../drivers/cellular/cellular.ts'
import type { SmsPdu } from '../../drivers/cellular/sms-pdu.ts'
import { seededRandom } from '../../hal/random.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { type LteOptions, virtualLte } from '../../hardware/twin/devices/lte.ts'
import type { CellTruth } from '../../hardware/twin/truth.ts'
import { fakeWorld } from '../fakes/world.ts'
import { deviceOnMemoryLink, type MemoryLinkOptions } from './memory-link.ts'

export const kcell: CellTruth = { rsrpDbm: -85, operator: 'Kcell', plmn: '40102', capacityMbps: 60 }
/** It has booted, searched and been asked. */
export const settledMs = 40_000

interface RigOptions {
  line?: Partial<MemoryLinkOptions>
  device?: LteOptions
  opening?: Partial<CellularOpening>
}

/** A cellular modem's driver with its virtual device on a line in memory; throws RangeError where the driver has no virtual device. */
export const cellularRig = (descriptor: CellularDescriptor, { line, device: made, opening }: RigOptions = {}) => {
  const clock = new SimClock()
  const random = seededRandom(11)
  const faults = new Map<string, number>()
  const radio: { cell: CellTruth | undefined } = { cell: kcell }
  const context = {
    name: 'lte',
    world: fakeWorld({ clock, cell: () => radio.cell }),
    clock,
    random,
    faultAgeMs: (fault: string) => {
      const sinceMs = faults.get(fault)
      return sinceMs === undefined ? undefined : clock.nowMs() - sinceMs
    },
    rates: { fixHz: 5, motionHz: 100, statusEveryMs: 100 },
  }
  const device = virtualLte(context, { protocol: descriptor.name, ...made })
  const memory = deviceOnMemoryLink({ device, clock, random, ...line })
  const modem = descriptor.open({ link: memory.link, clock, ...opening })
  const reports: CellularReport[] = []
  modem.onReport((report) => reports.push(report))
  const texts: string[] = []
  const statuses: SmsPdu[] = []
  let mayTake = true
  const take: MessageHandler = async (message) => {
    if (mayTake && message.kind === 'text') texts.push(message.text)
    if (mayTake && message.kind === 'status') statuses.push(message)
    return mayTake
  }
  modem.onMessage(take)
  const refuseTexts = (isRefusing: boolean): void => {
    mayTake = !isRefusing
  }
  return { clock, faults, radio, device, memory, modem, reports, texts, statuses, refuseTexts }
}
