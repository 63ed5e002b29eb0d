import type { GnssDescriptor } from './gnss.ts'
import { openReceiver } from './receiver.ts'

const SILENT_AFTER_MS = 2500

/** Any receiver that sends NMEA 0183 by itself: RMC or GGA at the least. */
export const nmea0183: GnssDescriptor = {
  name: 'nmea0183',
  manual: 'NMEA 0183 4.10; u-blox 8/M8 Receiver description (UBX-13003221) §31',
  maturity: 'twin',
  serial: { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 1 },
  nominalRateHz: 1,
  silentAfterMs: SILENT_AFTER_MS,
  open: (with_) => openReceiver({ ...with_, silentAfterMs: SILENT_AFTER_MS }),
}
