import { z } from 'zod'
import { counter, name, utcMs } from './fields.ts'
import { starlink } from './starlink.ts'

const share = z.number().min(0).max(1)

/** What people may order of a terminal. */
export const dishOrders = ['reboot', 'stow', 'unstow', 'clear-map'] as const

const dishOrder = z.enum(dishOrders)

export const dishNamed = z.strictObject({ dish: name })

export const dishOrdered = (by: z.ZodString) =>
  z.strictObject({
    dish: name,
    by,
    order: dishOrder,
    /** Also where it is the only link that carries emergency. */
    isForced: z.boolean(),
  })

/** Of the seconds that the terminal itself measured in the last quarter of an hour. */
const quarter = z.object({
  seconds: counter,
  /** Of its pings. */
  loss: share,
  /** Seconds in which every ping was lost. */
  outS: counter,
  latencyMedianMs: z.number().nonnegative().optional(),
  latencyP95Ms: z.number().nonnegative().optional(),
})

/** Each order of the last, the newest last. */
const ordered = z.object({
  dish: name,
  by: z.string().max(60),
  order: dishOrder,
  isForced: z.boolean(),
  /** Absent where no time was trusted. */
  utcMs: utcMs.optional(),
  outcome: z.string().max(200),
})

export const dishesShown = z.object({
  dishes: z.record(name, z.object({ ...starlink.shape.dishes.valueType.shape, quarter: quarter.optional() })),
  orders: z.array(ordered).max(64),
})

/** The terminal's sky, row by row from its own front; of each cell how clear it is in ninths: 9 clear, 0 obstructed, `?` not seen yet. */
export const dishMap = z.object({
  columns: z.number().int().min(1).max(60_516),
  rows: z.array(z.string().regex(/^[0-9?]*$/)).max(60_516),
})

export const dishDiagnostics = z.object({
  hardware: name.optional(),
  software: name.optional(),
  selfTest: z.enum(['none', 'passed', 'failed']),
  selfTestCodes: z.array(z.number()).max(32),
})
