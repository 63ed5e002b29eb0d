import { z } from 'zod'

/** A device file, or a pseudo-terminal that the console makes, with a link to it at the path. */
const where = z
  .string()
  .max(200)
  .regex(/^(pty:)?\/[^\0]+$/, 'a device file such as /dev/ttyAMA1, or pty:PATH')

const port = z.strictObject({
  port: where,
  baudRate: z.union([z.literal(9_600), z.literal(115_200)]).default(115_200),
})

/** Where field technicians reach the train by cable. */
export const consoleConfig = z.strictObject({
  /** By name; each holds a session of its own. */
  ports: z
    .record(z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'lower-case letters, digits and -'), port)
    .refine((ports) => Object.keys(ports).length >= 1 && Object.keys(ports).length <= 4, 'one to four ports'),
  /** A session without a key for this long is locked. */
  idleLockS: z.number().int().min(30).max(3_600).default(120),
})
