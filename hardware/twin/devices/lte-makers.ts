import type { LteState } from './lte-answers.ts'

/** What a maker's own commands are answered from. */
export interface MakerState extends LteState {
  slot: 1 | 2
  /** Of the card in the slot; undefined without one. */
  iccid(): string | undefined
  pinTries(): number
  pukTries(): number
}

/** The lines before `OK`, by command, none where that is an error; `restarts` names the one that restarts the modem. */
export interface LteMaker {
  answers: Readonly<Record<string, (state: MakerState) => string[] | undefined>>
  restarts: string
  /** The commands that choose the first and the second SIM slot. */
  slots?: readonly [string, string]
}

interface Cell {
  country: string
  network: string
  cell: string
  area: string
  rsrpDbm: number
  rsrqDb: number
  rssiDbm: number
  sinrDb: number
}

const EARFCN = 1650
const BAND = 3

const cellOf = ({ network, random }: LteState): Cell | undefined => {
  const found = network.cell()
  if (!found || (network.stat() !== 1 && network.stat() !== 5)) return undefined
  const { trackingArea, cellIdentity } = network.area()
  const rsrpDbm = Math.round(found.rsrpDbm + 1.5 * random.normal())
  return {
    country: found.plmn.slice(0, 3),
    network: found.plmn.slice(3),
    cell: cellIdentity.replace(/^0+/, ''),
    area: trackingArea.replace(/^0+/, ''),
    rsrpDbm,
    rsrqDb: Math.round(-9 + random.normal()),
    rssiDbm: rsrpDbm + 30,
    sinrDb: Math.round(12 + (rsrpDbm + 90) / 4),
  }
}

const lteWords = ({ country, network, cell, area, rsrpDbm, rsrqDb, rssiDbm, sinrDb }: Cell): string =>
  `"LTE","FDD",${country},${network},${cell},123,${EARFCN},${BAND},5,5,${area},${rsrpDbm},${rsrqDb},${rssiDbm},${sinrDb},11,220,-`

/** In every third cell it holds a 5G carrier besides; the 5G carrier's figures are not always known. */
const qeng = (state: MakerState): string[] => {
  const cell = cellOf(state)
  if (!cell) return ['+QENG: "servingcell","SEARCH"']
  if (Number.parseInt(cell.cell, 16) % 3 !== 0) return [`+QENG: "servingcell","NOCONN",${lteWords(cell)}`]
  const sinr = state.random.next() < 0.2 ? -32768 : cell.sinrDb + 2
  return [
    '+QENG: "servingcell","NOCONN"',
    `+QENG: ${lteWords(cell)}`,
    `+QENG: "NR5G-NSA",${cell.country},${cell.network},747,${cell.rsrpDbm - 4},${sinr},-11,627264,78,12,1`,
  ]
}

const rfsts = (state: MakerState): string[] => {
  const cell = cellOf(state)
  if (!cell) return ['#RFSTS: ,,,,,,,,,,,,,,,']
  const { country, network, rsrpDbm, rssiDbm, rsrqDb, area, cell: id, sinrDb } = cell
  return [
    `#RFSTS: "${country} ${network}",${EARFCN},${rsrpDbm},${rssiDbm},${rsrqDb},${area},,128,19,0,"${id}","${id}","401770000000001","Kcell",3,${BAND},720,3240,${sinrDb}`,
  ]
}

const gstatus = (state: MakerState): string[] => {
  const cell = cellOf(state)
  if (!cell) return ['!GSTATUS: ', 'Mode:        ONLINE         System mode:   NO SERVICE']
  return [
    '!GSTATUS: ',
    'Current Time:  7280\t\tTemperature: 41',
    'Reset Counter: 3\t\tMode:        ONLINE         ',
    'System mode:   LTE        \tPS state:    Attached     ',
    `LTE band:      B${BAND}     \tLTE bw:      20 MHz  `,
    `LTE Rx chan:   ${EARFCN}\tLTE Tx chan: ${EARFCN + 18_000}`,
    'EMM state:     Registered     \tNormal Service ',
    'RRC state:     RRC Idle       ',
    `PCC RxM RSSI:  ${cell.rssiDbm}             RSRP (dBm):  ${cell.rsrpDbm}`,
    `PCC RxD RSSI:  ${cell.rssiDbm - 3}             RSRP (dBm):  ${cell.rsrpDbm - 3}`,
    `Tx Power:      0                TAC:         ${cell.area} (${Number.parseInt(cell.area, 16)})`,
    `RSRQ (dB):     ${cell.rsrqDb}.8            Cell ID:     ${cell.cell} (${Number.parseInt(cell.cell, 16)})`,
    `SINR (dB):      ${cell.sinrDb}.2`,
  ]
}

/** What is read of the card itself. */
const ofCard =
  (line: (iccid: string) => string) =>
  ({ iccid }: MakerState): string[] | undefined => {
    const found = iccid()
    return found === undefined ? undefined : [line(found)]
  }

/** By the driver that speaks to it. */
export const lteMakers: Readonly<Record<string, LteMaker>> = {
  'at-lte': { answers: { 'AT+CCID': ofCard((iccid) => `+CCID: ${iccid}`) }, restarts: 'AT+CFUN=1,1' },
  quectel: {
    answers: {
      'AT+QCCID': ofCard((iccid) => `+QCCID: ${iccid}F`),
      'AT+QPINC?': ({ pinTries, pukTries }) => [`+QPINC: "SC",${pinTries()},${pukTries()}`, '+QPINC: "P2",3,10'],
      'AT+QENG="SERVINGCELL"': qeng,
      'AT+QUIMSLOT?': ({ slot }) => [`+QUIMSLOT: ${slot}`],
    },
    slots: ['AT+QUIMSLOT=1', 'AT+QUIMSLOT=2'],
    restarts: 'AT+CFUN=1,1',
  },
  telit: {
    answers: {
      'AT#CCID': ofCard((iccid) => `#CCID: ${iccid}`),
      'AT#PCT': ({ pinTries, pukTries }) => [`#PCT: ${pinTries() > 0 ? pinTries() : pukTries()}`],
      'AT#RFSTS': rfsts,
      'AT#SIMSELECT?': ({ slot }) => [`#SIMSELECT: ${slot}`],
    },
    slots: ['AT#SIMSELECT=1', 'AT#SIMSELECT=2'],
    restarts: 'AT#REBOOT',
  },
  sierra: {
    answers: {
      'AT+ICCID': ofCard((iccid) => `+ICCID: ${iccid}`),
      'AT+CPINC?': ({ pinTries, pukTries }) => [`+CPINC: ${pinTries()},3,${pukTries()},10`],
      'AT!GSTATUS?': gstatus,
      'AT!UIMS?': ({ slot }) => [`!UIMS: ${slot - 1}`],
      'AT!ENTERCND="A710"': () => [],
    },
    slots: ['AT!UIMS=0', 'AT!UIMS=1'],
    restarts: 'AT!RESET',
  },
}
