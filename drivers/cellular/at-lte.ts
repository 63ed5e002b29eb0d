import { AtModem } from './at-modem.ts'
import type { CellularDescriptor } from './cellular.ts'

/** An LTE modem under the standard's own AT commands, whoever made it. It does not tell how many tries of its PIN are left. */
export const atLte: CellularDescriptor = {
  name: 'at-lte',
  manual: '3GPP TS 27.007 release 18; messages TS 27.005 and 23.040',
  maturity: 'twin',
  serial: { baudRate: 115200, dataBits: 8, parity: 'none', stopBits: 1 },
  timing: { replyTimeoutMs: 3000, pollEveryMs: 5000, retries: 2, silentAfterMs: 10_000 },
  messages: { memory: 'SM', deliveries: ['AT+CNMI=2,2,0,1,0', 'AT+CNMI=2,1,2,1,0', 'AT+CNMI=2,1,0,0,0'] },
  maker: { iccid: 'AT+CCID', reset: 'AT+CFUN=1,1' },
  open: (with_) => new AtModem(atLte, with_),
}
