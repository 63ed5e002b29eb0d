import { z } from 'zod'

/** A line of this many bytes or more is no message: it is thrown away to its end. */
export const MAX_LINE_BYTES = 4096

const name = z.string().min(1).max(100)
const id = z.int().nonnegative()
const counted = z.int().nonnegative()
const level = z.literal([0, 1])

/** What a client asks of the desk; `id` is answered by `done` or `refused`. One JSON object a line, ended by \n. */
export const deskRequest = z.discriminatedUnion('do', [
  /** First on every connection. */
  z.object({ do: z.literal('hello'), client: name }),
  z.object({ do: z.literal('open-input'), id, line: name }),
  z.object({ do: z.literal('close-input'), line: name }),
  /** Without a level the line is claimed again as it stands. */
  z.object({ do: z.literal('open-output'), id, line: name, level: level.optional() }),
  z.object({ do: z.literal('write'), line: name, level }),
  z.object({ do: z.literal('route'), id, trafficClass: name, link: name.optional() }),
  z.object({ do: z.literal('watch-traffic') }),
  z.object({ do: z.literal('limit'), ceilingsKbps: z.record(name, z.number().positive()) }),
  /** Each is told as `counter`, and then `done`. */
  z.object({ do: z.literal('counters'), id }),
  /** Each is told as `lan`, and then `done`. */
  z.object({ do: z.literal('lans'), id }),
])
export type DeskRequest = z.infer<typeof deskRequest>

/** What the desk tells a client. Times are the machine's monotonic clock, ms. */
export const deskTelling = z.discriminatedUnion('tell', [
  z.object({ tell: z.literal('done'), id }),
  z.object({ tell: z.literal('refused'), id, code: z.enum(['gpio-missing', 'network-failed']), message: z.string() }),
  /** An opened input: its level when opened, before `done`, and each change. */
  z.object({ tell: z.literal('level'), line: name, level, atMs: z.number() }),
  z.object({
    tell: z.literal('traffic'),
    link: name,
    atMs: z.number(),
    carries: z.boolean(),
    latencyMs: z.number().optional(),
    loss: z.number().min(0).max(1),
    throughputMbps: z.number(),
  }),
  z.object({
    tell: z.literal('counter'),
    link: name,
    trafficClass: name.optional(),
    epoch: name,
    sentBytes: z.number().nonnegative(),
    receivedBytes: z.number().nonnegative(),
  }),
  z.object({
    tell: z.literal('lan'),
    interface: name,
    isThere: z.boolean(),
    parent: z.object({ name, isThere: z.boolean() }).optional(),
    hasCarrier: z.boolean(),
    hasAddress: z.boolean(),
    rxFrames: counted.optional(),
    isServing: z.boolean().optional(),
    leases: z.object({ held: counted, most: counted }).optional(),
  }),
])
export type DeskTelling = z.infer<typeof deskTelling>

/** One message as its line. */
export const encodeLine = (message: DeskRequest | DeskTelling): Buffer => Buffer.from(`${JSON.stringify(message)}\n`)

/** The message of a line without its end, or `undefined` when it is none of that schema. */
export const decodeLine = <Message>(schema: z.ZodType<Message>, line: string): Message | undefined => {
  try {
    return schema.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}

/** Cuts bytes into lines, whatever the fragmentation; holds at most `MAX_LINE_BYTES`. */
export interface LineFramer {
  push(bytes: Uint8Array): readonly string[]
  /** Bytes of lines that were too long. */
  discardedBytes(): number
}

/** A framer for lines that end with \n. */
export const lineFramer = (): LineFramer => {
  let held = Buffer.alloc(0)
  let discarded = 0
  let isSkipping = false

  const take = (part: Buffer, isEnded: boolean): string | undefined => {
    if (isSkipping || held.length + part.length > MAX_LINE_BYTES) {
      discarded += held.length + part.length
      held = Buffer.alloc(0)
      isSkipping = !isEnded
      return undefined
    }
    held = Buffer.concat([held, part])
    if (!isEnded) return undefined
    const line = held.toString('utf8')
    held = Buffer.alloc(0)
    return line
  }
  return {
    discardedBytes: () => discarded,
    push: (bytes) => {
      const lines: string[] = []
      let rest = Buffer.from(bytes)
      for (let end = rest.indexOf(0x0a); end >= 0; end = rest.indexOf(0x0a)) {
        const line = take(rest.subarray(0, end), true)
        if (line !== undefined) lines.push(line)
        rest = rest.subarray(end + 1)
      }
      take(rest, false)
      return lines
    },
  }
}
