import { atLte } from './at-lte.ts'
import { AtModem } from './at-modem.ts'
import type { CellularDescriptor } from './cellular.ts'
import { readQeng } from './quectel-cell.ts'
import { readQpinc, readQuimslot } from './sim-values.ts'

/** Quectel's LTE and 5G modems. */
export const quectel: CellularDescriptor = {
  ...atLte,
  name: 'quectel',
  manual: 'Quectel EC2x&EG2x&EG9x&EM05 AT commands manual V2.1; RM500Q AT commands manual V1.2 ("AT+QENG")',
  messages: { ...atLte.messages, memory: 'ME' },
  maker: {
    iccid: 'AT+QCCID',
    pinTries: { command: 'AT+QPINC?', read: readQpinc },
    servingCell: { command: 'AT+QENG="servingcell"', read: readQeng },
    // RM50x and RM520 have it; a module that does not know it is left on its slot.
    slots: { ask: 'AT+QUIMSLOT?', read: readQuimslot, select: (slot) => [`AT+QUIMSLOT=${slot}`] },
    reset: 'AT+CFUN=1,1',
  },
  open: (with_) => new AtModem(quectel, with_),
}
