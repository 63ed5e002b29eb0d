import type { z } from 'zod'
import type { Storage } from '../../../hal/storage.ts'

/** A record of JSON: what it holds, that there is none, or that what is there does not read. */
export type Kept<T> = { value: T } | 'none' | 'damaged'

export const readKept = async <T>(storage: Storage, record: string, schema: z.ZodType<T>): Promise<Kept<T>> => {
  const bytes = await storage.read(record)
  if (!bytes) return (await storage.has(record)) ? 'damaged' : 'none'
  try {
    const read = schema.safeParse(JSON.parse(new TextDecoder().decode(bytes)))
    return read.success ? { value: read.data } : 'damaged'
  } catch {
    return 'damaged'
  }
}

export const keep = (storage: Storage, record: string, value: unknown): Promise<void> =>
  storage.write(record, new TextEncoder().encode(JSON.stringify(value)))
