import type { UbxMessage } from './ublox-frame.ts'
import type { UbloxGeneration } from './ublox-generations.ts'
import { rateSetting, settingOf, type UbloxMemory } from './ublox-memory.ts'

/** How a receiver answers a CFG message: with the message that was asked for, and whether it agrees. */
export interface ConfigurationAnswer {
  reply?: UbxMessage
  isAccepted: boolean
}

const refused: ConfigurationAnswer = { isAccepted: false }
const accepted: ConfigurationAnswer = { isAccepted: true }
const answer = (isAccepted: boolean): ConfigurationAnswer => (isAccepted ? accepted : refused)

const MODE_8N1 = 0x08d0
const UBX_AND_RTCM = 0b10_0001
const NMEA_BIT = 0b10
const MONITOR_ALGORITHM = 0x16_b156
const ALGORITHM_MASK = 0x1f_ffff
const BAUD_RATES = [4_800, 9_600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600]

type Handler = (payload: Buffer, memory: UbloxMemory, generation: UbloxGeneration) => ConfigurationAnswer

const portPayload = (memory: UbloxMemory): Buffer => {
  const payload = Buffer.alloc(20)
  payload[0] = 1
  payload.writeUInt32LE(MODE_8N1, 4)
  payload.writeUInt32LE(memory.baudRate, 8)
  payload.writeUInt16LE(UBX_AND_RTCM | NMEA_BIT, 12)
  payload.writeUInt16LE(UBX_AND_RTCM | (memory.sendsNmea ? NMEA_BIT : 0), 14)
  return payload
}

/** CFG-PRT: asked for with nothing or a port; set with 20 bytes. */
const port: Handler = (payload, memory) => {
  if (payload.length <= 1) return { reply: { id: 0x0600, payload: portPayload(memory) }, isAccepted: true }
  const baudRate = payload.length === 20 ? payload.readUInt32LE(8) : 0
  const isRight = payload[0] === 1 && payload.readUInt32LE(4) === MODE_8N1 && BAUD_RATES.includes(baudRate)
  if (!isRight) return refused
  memory.baudRate = baudRate
  memory.sendsNmea = (payload.readUInt16LE(14) & NMEA_BIT) !== 0
  return accepted
}

/** CFG-MSG: 3 bytes for this port, 8 for all six. */
const messageRate: Handler = (payload, memory, generation) => {
  if (payload.length !== 3 && payload.length !== 8) return refused
  const setting = rateSetting(memory, generation, payload.readUInt16BE(0))
  return answer(setting?.set(payload[payload.length === 3 ? 2 : 3] as number) ?? false)
}

const epochRate: Handler = (payload, memory, generation) =>
  answer(payload.length === 6 && (settingOf(memory, generation, 0x3021_0001)?.set(payload.readUInt16LE(0)) ?? false))

const navigationEngine: Handler = (payload, memory) => {
  if (payload.length !== 36) return refused
  if (payload.readUInt16LE(0) & 1) memory.dynamicModel = payload[2] as number
  return accepted
}

const interferenceMonitor: Handler = (payload, memory) => {
  const isRight = payload.length === 8 && ((payload.readUInt32LE(0) >>> 9) & ALGORITHM_MASK) === MONITOR_ALGORITHM
  if (isRight) memory.isMonitoring = payload.readUInt32LE(0) >>> 31 === 1
  return answer(isRight)
}

/** Bytes of a value, by bits 28 to 30 of its key; 0 for none that there is. */
const sizeOf = (key: number): number => [0, 1, 1, 2, 4, 8][(key >>> 28) & 7] ?? 0

/** Keys, or keys and values, one after the other; `undefined` when they do not come out even. */
const itemsOf = (payload: Buffer, hasValues: boolean): [key: number, value: number][] | undefined => {
  const items: [number, number][] = []
  for (let at = 4; at < payload.length; ) {
    if (at + 4 > payload.length) return undefined
    const key = payload.readUInt32LE(at)
    const size = hasValues ? sizeOf(key) : 0
    if ((hasValues && (size === 0 || size > 4)) || at + 4 + size > payload.length) return undefined
    items.push([key, size === 0 ? 0 : payload.readUIntLE(at + 4, size)])
    at += 4 + size
  }
  return items
}

/** CFG-VALSET: all of it or nothing. */
const setValues: Handler = (payload, memory, generation) => {
  const items = itemsOf(payload, true)
  if (!items || payload[1] === 0) return refused
  const settings = items.map(([key]) => settingOf(memory, generation, key))
  if (settings.includes(undefined)) return refused
  return answer(items.every(([, value], index) => settings[index]?.set(value)))
}

/** CFG-VALGET: keys in, keys and values out. */
const getValues: Handler = (payload, memory, generation) => {
  const values = itemsOf(payload, false)?.map(([key]) => {
    const item = Buffer.alloc(4 + sizeOf(key))
    item.writeUInt32LE(key)
    const setting = settingOf(memory, generation, key)
    if (setting) item.writeUIntLE(setting.get(), 4, sizeOf(key))
    return setting && item
  })
  if (!values || values.length === 0 || values.includes(undefined)) return refused
  const reply = { id: 0x068b, payload: Buffer.concat([Buffer.of(1, 0, 0, 0), ...(values as Buffer[])]) }
  return { reply, isAccepted: true }
}

const byMessage: ReadonlyMap<number, Handler> = new Map([
  [0x0600, port],
  [0x0601, messageRate],
  [0x0608, epochRate],
  [0x0624, navigationEngine],
  [0x0639, interferenceMonitor],
])
const byValue: ReadonlyMap<number, Handler> = new Map([
  [0x068a, setValues],
  [0x068b, getValues],
])

/** What a receiver makes of a CFG message; what it does not know it refuses. */
export const configure = (
  { id, payload }: UbxMessage,
  memory: UbloxMemory,
  generation: UbloxGeneration,
): ConfigurationAnswer => {
  const handler =
    (generation.takesMessages ? byMessage.get(id) : undefined) ?? (generation.takesValues ? byValue.get(id) : undefined)
  return handler ? handler(payload, memory, generation) : refused
}
