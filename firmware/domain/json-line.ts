import type { z } from 'zod'

/** What a line of a log holds; undefined for one that is no JSON, or not of this schema. */
export const readJsonLine = <T>(schema: z.ZodType<T>, line: string): T | undefined => {
  try {
    return schema.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}
