import type { UbloxGeneration } from './ublox-generations.ts'

/** The receiver's own UART 1, the port on which the twin's lines end. */
const UART_1 = 1
const PORTS = 5
const NMEA_CLASS = 0xf0
const NMEA_DEFAULTS = 6
const FASTEST_PERIOD_MS = 40

/** What the receiver is set to while it has power: nothing of it survives. */
export interface UbloxMemory {
  baudRate: number
  periodMs: number
  dynamicModel: number
  isMonitoring: boolean
  sendsNmea: boolean
  /** Epochs between two of a message, by class and id; 0: never. */
  rates: Map<number, number>
}

/** From the factory: the usual sentences, once a second. */
export const factoryMemory = ({ baudRate }: UbloxGeneration): UbloxMemory => ({
  baudRate,
  periodMs: 1000,
  dynamicModel: 0,
  isMonitoring: false,
  sendsNmea: true,
  rates: new Map(Array.from({ length: NMEA_DEFAULTS }, (_, id) => [(NMEA_CLASS << 8) | id, 1])),
})

/** Keys of output rates on port 0, by class and id. */
const rateKeys: readonly (readonly [key: number, id: number])[] = [
  [0x20910006, 0x0107],
  [0x2091015f, 0x0161],
  [0x20910038, 0x0104],
  [0x2091001a, 0x0103],
  [0x20910015, 0x0135],
  [0x2091005b, 0x0121],
  [0x20910060, 0x0126],
  [0x2091008d, 0x013c],
  [0x20910359, 0x0a38],
  [0x20910634, 0x2709],
]

/** One thing that can be set: what it is now, and another value; setting it answers whether the receiver agrees. */
interface Setting {
  get(): number
  set(value: number): boolean
}

type NumberField = 'periodMs' | 'dynamicModel' | 'baudRate'
type BooleanField = 'isMonitoring' | 'sendsNmea'

const numberSetting = (memory: UbloxMemory, field: NumberField, [least, most]: [number, number]): Setting => ({
  get: () => memory[field],
  set: (value) => {
    const isRight = value >= least && value <= most
    if (isRight) memory[field] = value
    return isRight
  },
})

const booleanSetting = (memory: UbloxMemory, field: BooleanField): Setting => ({
  get: () => Number(memory[field]),
  set: (value) => {
    memory[field] = value === 1
    return value <= 1
  },
})

/** The rate of a message; `undefined` when the receiver has no such message. */
export const rateSetting = (memory: UbloxMemory, { outputs }: UbloxGeneration, id: number): Setting | undefined => {
  const isNmea = id >> 8 === NMEA_CLASS && (id & 0xff) <= 0x0f
  if (!isNmea && !outputs.has(id)) return undefined
  return {
    get: () => memory.rates.get(id) ?? 0,
    set: (value) => {
      memory.rates.set(id, value)
      return true
    },
  }
}

const onOther = (port: number, setting: Setting | undefined): Setting | undefined =>
  setting && port !== UART_1 ? { get: () => 0, set: () => true } : setting

const singleSetting = (memory: UbloxMemory, key: number): Setting | undefined => {
  switch (key) {
    case 0x3021_0001:
      return numberSetting(memory, 'periodMs', [FASTEST_PERIOD_MS, 0xffff])
    case 0x3021_0002:
      return { get: () => 1, set: (value) => value === 1 }
    case 0x2011_0021:
      return numberSetting(memory, 'dynamicModel', [0, 12])
    case 0x1041_000d:
      return booleanSetting(memory, 'isMonitoring')
    case 0x4052_0001:
      return numberSetting(memory, 'baudRate', [4_800, 921_600])
    case 0x1074_0002:
      return booleanSetting(memory, 'sendsNmea')
    default:
      return undefined
  }
}

/** What a configuration key stands for; `undefined` when this receiver does not know it. */
export const settingOf = (memory: UbloxMemory, generation: UbloxGeneration, key: number): Setting | undefined => {
  const single = singleSetting(memory, key)
  if (single) return single
  const found = rateKeys.find(([first]) => key >= first && key < first + PORTS)
  return found && onOther(key - found[0], rateSetting(memory, generation, found[1]))
}
