import { atLte } from './at-lte.ts'
import { AtModem } from './at-modem.ts'
import type { CellularDescriptor } from './cellular.ts'
import { readGstatus } from './sierra-cell.ts'
import { readCpinc, readUims } from './sim-values.ts'

/** Sierra Wireless' LTE modems. */
export const sierra: CellularDescriptor = {
  ...atLte,
  name: 'sierra',
  manual: 'Sierra Wireless AirPrime EM74xx-MC74xx AT command reference 4117727',
  maker: {
    iccid: 'AT+ICCID',
    pinTries: { command: 'AT+CPINC?', read: readCpinc },
    servingCell: { command: 'AT!GSTATUS?', read: readGstatus },
    // The password is the one in the maker's manual: it guards against mistakes, and is no secret.
    slots: {
      ask: 'AT!UIMS?',
      read: readUims,
      select: (slot) => ['AT!ENTERCND="A710"', `AT!UIMS=${slot - 1}`],
    },
    reset: 'AT!RESET',
  },
  open: (with_) => new AtModem(sierra, with_),
}
