import { z } from 'zod'

export const privateFile = z.string().startsWith('/').max(255)

/** The kernel's name of an interface. */
export const interfaceName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$/, 'the kernel’s name of an interface, 1 to 15 letters, digits, _, . and -')

export const port = z.number().int().min(1).max(65_535)

/** One end of a tunnel as both ends write it down; keys are never in the file itself. */
export const tunnelEnd = {
  /** `wg genkey` writes it; nobody but its owner may read it (0600). */
  privateKeyFile: privateFile,
  /** IPv4 addresses inside, of this end and the other. */
  address: z.strictObject({ own: z.ipv4(), peer: z.ipv4() }),
}

/** The two links of a tunnel whose datagrams are sent on both. */
export const twoLinks = z.tuple([z.string(), z.string()]).refine(([one, other]) => one !== other, 'two different links')

/** Of the other end, base64. */
export const publicKey = z.string().regex(/^[A-Za-z0-9+/]{43}=$/, 'a key of 32 bytes in base64, as wg pubkey prints it')

/** How a switch is announced inside the tunnels. */
export const announcing = z.strictObject({
  port: port.default(7170),
  /** 32 bytes in base64, the same at both ends; nobody but its owner may read it (0600). */
  keyFile: privateFile,
})

/** Where the hub answers probes, in each tunnel. */
export const PROBE_PORT = 7172

/** Where emergencies are received, on the shore. */
export const EMERGENCY_PORT = 7171
