import { z } from 'zod'

/** What a modem finds in the sky instead of on the ground (direct-to-cell). */
const satellite = z.strictObject({
  /** Networks that are satellites whatever their cells say: country and network in one, as `99901`; a network on the ground that stands here carries texts alone. */
  plmns: z
    .array(z.string().regex(/^\d{5,6}$/, 'five or six digits'))
    .max(32)
    .default([]),
  /** Whether they carry data; text messages only unless so. */
  hasData: z.boolean().default(false),
})

const pinFile = z.string().startsWith('/')

const apn = z.string().regex(/^[A-Za-z0-9.-]{1,100}$/, 'letters, digits, dots and dashes')

/** When a modem with two SIMs leaves this one for the other, beside what makes it unusable. */
const slotRule = {
  /** It may be used in networks other than its own. */
  mayRoam: z.boolean().default(true),
  /** Of one calendar month. */
  budgetGb: z.number().positive().max(1_000_000).optional(),
}

/** What a train's file says of a cellular modem, beside its driver and its line. */
export const cellularSettings = {
  /** A file with the PIN of its SIM, 4 to 8 digits, for the services' user alone. */
  pinFile: pinFile.optional(),
  /** Access point of the packet data context; without it the modem's own setting stays. */
  apn: apn.optional(),
  satellite: satellite.prefault({}),
  /** With two SIMs: rules of each. `pinFile` and `apn` above are of the first. */
  slots: z
    .strictObject({
      first: z.strictObject(slotRule).prefault({}),
      second: z.strictObject({ ...slotRule, pinFile: pinFile.optional(), apn: apn.optional() }),
    })
    .optional(),
}
