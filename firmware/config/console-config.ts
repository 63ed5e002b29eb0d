import { z } from 'zod'
import { name } from './name-parts.ts'

/** A device file, or a pseudo-terminal that the console makes, with a link to it at the path. */
const where = z
  .string()
  .max(200)
  .regex(/^(pty:)?\/[^\0]+$/, 'a device file such as /dev/ttyAMA1, or pty:PATH')

const port = z.strictObject({
  port: where,
  baudRate: z.union([z.literal(9_600), z.literal(115_200)]).default(115_200),
})

const depotKey = z.string().regex(/^[A-Za-z0-9+/]{43}=$/, '32 bytes in base64, as steppelink depot key prints them')

/** Where field technicians reach the train by cable, and whom it lets in. */
export const consoleConfig = z.strictObject({
  /** By name; each holds a session of its own. */
  ports: z
    .record(z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'lower-case letters, digits and -'), port)
    .refine((ports) => Object.keys(ports).length >= 1 && Object.keys(ports).length <= 4, 'one to four ports'),
  /** A session without a key for this long is locked. */
  idleLockS: z.number().int().min(30).max(3_600).default(120),
  /** Whose answers to challenges and files of users this train takes: each with its ed25519 public key, 32 bytes in base64. */
  depotKeys: z.record(name, depotKey).default({}),
  /** The depot's signed file of users; without one only a challenge lets the first person in. */
  provisioning: z.string().startsWith('/').max(255).optional(),
  /** How long the log of what people did at the console is kept. */
  keepAuditDays: z.number().int().min(90).max(3_650).default(365),
})
