import { z } from 'zod'
import { emergencyText } from '../domain/emergency-report.ts'
import { EMERGENCY_PORT, port, privateFile } from './tunnel-parts.ts'

/** ADDRESS:PORT, IPv4. */
export const shoreAddress = z.string().refine((text) => {
  const [, address, number] = /^([0-9.]+):(\d{1,5})$/.exec(text) ?? []
  return z.ipv4().safeParse(address).success && Number(number) >= 1 && Number(number) <= 65_535
}, 'ADDRESS:PORT, an IPv4 address')

/** Who hears of an emergency on the train. */
export const emergencyConfig = z.strictObject({
  /** The hub, through each tunnel. */
  shore: z
    .strictObject({
      /** 32 bytes in base64, the same on the shore; nobody but its owner may read it (0600). */
      keyFile: privateFile,
      port: port.default(EMERGENCY_PORT),
      /** Where the shore listens outside the tunnels: for links that have none. */
      address: shoreAddress.optional(),
    })
    .optional(),
  /** Names of `texts.recipients`. */
  recipients: z.array(z.string().max(32)).max(8).default([]),
  /** The power board's button raises one. */
  button: z
    .strictObject({
      /** Held so long without a gap. */
      holdMs: z.number().int().min(300).max(10_000).default(1_500),
      text: emergencyText.default('the emergency button was pressed'),
    })
    .optional(),
})
