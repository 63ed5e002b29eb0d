import { z } from 'zod'
import { USER_NAME } from './access-answer.ts'
import { readPasswordHash } from './password-hash.ts'
import { roles } from './role.ts'

const user = z.strictObject({
  name: z.string().regex(USER_NAME, 'lower-case letters, digits and -, 1 to 32, a letter first'),
  role: z.enum(roles),
  hash: z
    .string()
    .max(256)
    .refine((text) => readPasswordHash(text) !== undefined, 'no scrypt hash of fit terms'),
})

const provisioningFile = z.strictObject({
  format: z.literal('steppelink users 1'),
  /** The only train that takes it. */
  train: z.string().min(1).max(64),
  /** Rises with every file of a key for a train. */
  serial: z.number().int().positive().max(Number.MAX_SAFE_INTEGER),
  users: z
    .array(user)
    .max(64)
    .refine((users) => new Set(users.map(({ name }) => name)).size === users.length, 'a name twice'),
})

/** Which users the depot gives a train. */
export type ProvisioningFile = z.infer<typeof provisioningFile>

/** The text of a file that a signature is made of: one line of JSON. */
export const provisioningText = (file: Omit<ProvisioningFile, 'format'>): string =>
  JSON.stringify({ format: 'steppelink users 1', ...file })

/** The whole file: its line, and the signature's. */
export const provisioningLines = (text: string, signature: Uint8Array): string =>
  `${text}\n${Buffer.from(signature).toString('base64url')}\n`

/** Of a file, characters. */
export const PROVISIONING_LENGTH_AT_MOST = 65_536

/** A file as it came: what was signed, and by what. In words what is wrong with it; whose key signed it is not checked here. */
export const readProvisioning = (
  text: string,
): { file: ProvisioningFile; signed: string; signature: Uint8Array } | string => {
  if (text.length > PROVISIONING_LENGTH_AT_MOST) return `it has more than ${PROVISIONING_LENGTH_AT_MOST} characters`
  const [signed = '', signature = '', ...more] = text.replace(/\n+$/, '').split(/\r?\n/)
  if (more.length > 0 || !/^[A-Za-z0-9_-]{86}$/.test(signature)) return 'it is no line of users and a line of signature'
  try {
    const read = provisioningFile.safeParse(JSON.parse(signed))
    if (!read.success) {
      const [issue] = read.error.issues
      return `${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'does not fit'}`
    }
    return { file: read.data, signed, signature: Buffer.from(signature, 'base64url') }
  } catch {
    return 'its first line is not JSON'
  }
}
