import { z } from 'zod'

/** What a client wants streamed. gpsd_json(5), "?WATCH". */
export interface Watch {
  enable: boolean
  json: boolean
  nmea: boolean
  /** 1 and 2 ask for what the device itself says. */
  raw: 0 | 1 | 2
  /** Of AIS and of units that nothing here has; kept because clients read them back. */
  scaled: boolean
  split24: boolean
  /** There is no pulse to report; kept as well. */
  pps: boolean
  device?: string | undefined
}

/** One request of a client, understood or not. */
export type GpsdRequest =
  | { kind: 'version' }
  | { kind: 'devices' }
  | { kind: 'poll' }
  | { kind: 'device'; isSetting: boolean }
  /** `undefined`: only asks what it has. */
  | { kind: 'watch'; changes: Partial<Watch> | undefined }
  | { kind: 'wrong'; message: string }

/** Attributes that newer clients add are passed over. */
const watchChanges = z
  .object({
    enable: z.boolean(),
    json: z.boolean(),
    nmea: z.boolean(),
    raw: z.union([z.literal(0), z.literal(1), z.literal(2)]),
    scaled: z.boolean(),
    split24: z.boolean(),
    pps: z.boolean(),
    device: z.string().max(128),
  })
  .partial()

const wrong = (message: string): GpsdRequest => ({ kind: 'wrong', message })

const objectIn = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const watchWith = (given: string | undefined): GpsdRequest => {
  if (given === undefined) return { kind: 'watch', changes: undefined }
  const parsed = watchChanges.safeParse(objectIn(given))
  if (!parsed.success) return wrong(`Invalid WATCH: ${parsed.error.issues[0]?.path.join('.') || 'not an object'}`)
  // A WATCH that says nothing of it enables.
  return { kind: 'watch', changes: { enable: true, ...withoutUndefined(parsed.data) } }
}

const withoutUndefined = (changes: z.infer<typeof watchChanges>): Partial<Watch> =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))

/** Reads one request, as a framer cut it. */
export const readRequest = (text: string): GpsdRequest => {
  const [, name, given] = /^\?([A-Z]+)\s*(?:=\s*(.*))?$/s.exec(text.trim()) ?? []
  if (name === 'VERSION') return { kind: 'version' }
  if (name === 'DEVICES') return { kind: 'devices' }
  if (name === 'POLL') return { kind: 'poll' }
  if (name === 'DEVICE') return { kind: 'device', isSetting: given !== undefined }
  if (name === 'WATCH') return watchWith(given)
  return wrong(`Unrecognized request '${text.slice(0, 40).replace(/[^\x20-\x7e]/g, '?')}'`)
}
