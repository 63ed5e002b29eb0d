import { atLte } from './at-lte.ts'
import { AtModem } from './at-modem.ts'
import type { CellularDescriptor } from './cellular.ts'
import { readPct, readSimselect } from './sim-values.ts'
import { readRfsts } from './telit-cell.ts'

/** Telit's LTE modems. */
export const telit: CellularDescriptor = {
  ...atLte,
  name: 'telit',
  manual: 'Telit LE910C1 AT commands reference guide 80502ST10950A',
  maker: {
    iccid: 'AT#CCID',
    pinTries: { command: 'AT#PCT', read: readPct },
    servingCell: { command: 'AT#RFSTS', read: readRfsts },
    // The radio is off while the SIM is changed.
    slots: {
      ask: 'AT#SIMSELECT?',
      read: readSimselect,
      select: (slot) => ['AT+CFUN=4', `AT#SIMSELECT=${slot}`, 'AT+CFUN=1'],
    },
    reset: 'AT#REBOOT',
  },
  open: (with_) => new AtModem(telit, with_),
}
