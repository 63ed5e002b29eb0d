import type { GnssDescriptor } from './gnss.ts'
import { openReceiver } from './receiver.ts'
import { setupSession } from './ubx/setup-session.ts'

const SILENT_AFTER_MS = 2500
/** Five epochs a second, as fast as a train's fusion can use. */
const EPOCH_MS = 200
/** What all messages of five epochs a second, a sky included, need: about a tenth of it. */
const WANTED_BAUD_RATE = 115_200
const FACTORY_BAUD_RATE = 38_400

/**
 * u-blox receivers of generation 8 and later on a line of their own: found at whatever rate they speak, identified, set up for
 * UBX at five epochs a second, and set up again when they have lost their power. Whatever they refuse or never answer,
 * what they send is read, sentences too.
 */
export const ublox: GnssDescriptor = {
  name: 'ublox',
  manual: 'u-blox M8 Receiver description (UBX-13003221); u-blox F9 HPG 1.32 Interface description (UBX-22008968)',
  maturity: 'twin',
  serial: { baudRate: FACTORY_BAUD_RATE, dataBits: 8, parity: 'none', stopBits: 1 },
  nominalRateHz: 1000 / EPOCH_MS,
  silentAfterMs: SILENT_AFTER_MS,
  open: ({ link, clock, storage, baudRate = FACTORY_BAUD_RATE, notBeforeUtcMs }) =>
    openReceiver({
      link,
      clock,
      silentAfterMs: SILENT_AFTER_MS,
      ...(notBeforeUtcMs && { notBeforeUtcMs }),
      companion: (tell) =>
        setupSession({
          link,
          clock,
          storage,
          openedAtBaudRate: baudRate,
          baudRate: WANTED_BAUD_RATE,
          epochMs: EPOCH_MS,
          keepNmea: false,
          tell,
        }),
    }),
}
