import test from 'ava'
import { decodeAtLine } from './at-lines.ts'
import { readQeng } from './quectel-cell.ts'
import { readGstatus } from './sierra-cell.ts'
import { readRfsts } from './telit-cell.ts'

const lines = (...texts: readonly string[]) => texts.map(decodeAtLine)

// Synthetic, in the form of the makers' manuals.
const lte = '"LTE","FDD",401,02,1A2D003,123,1650,3,5,5,C3,-99,-12,-68,11,27,220,-'

test('QENG of LTE on one line gives network, cell, carrier and signal', (t) => {
  t.deepEqual(readQeng(lines(`+QENG: "servingcell","NOCONN",${lte}`)), {
    technology: 'lte',
    plmn: '40102',
    cellId: '1A2D003',
    trackingArea: 'C3',
    earfcn: 1650,
    band: 3,
    rsrpDbm: -99,
    rsrqDb: -12,
    rssiDbm: -68,
    sinrDb: 11,
  })
})

test('QENG of LTE with 5G beside it comes on three lines, SINR before RSRQ on the third', (t) => {
  const cell = readQeng(
    lines('+QENG: "servingcell","CONNECT"', `+QENG: ${lte}`, '+QENG: "NR5G-NSA",401,02,747,-71,13,-11,627264,78,12,1'),
  )
  t.is(cell?.technology, 'lte-nr')
  t.is(cell?.rsrpDbm, -99)
  t.deepEqual(cell?.nr, { arfcn: 627_264, band: 78, rsrpDbm: -71, rsrqDb: -11, sinrDb: 13 })
})

test('QENG of 5G alone, of 3G and of 2G', (t) => {
  t.like(
    readQeng(lines('+QENG: "servingcell","NOCONN","NR5G-SA","TDD",401,02,5F1EA15,12,DE10,627264,78,12,-80,-11,20,1,-')),
    { technology: 'nr', plmn: '40102', earfcn: 627_264, band: 78, rsrpDbm: -80, rsrqDb: -11, sinrDb: 20 },
  )
  t.deepEqual(readQeng(lines('+QENG: "servingcell","NOCONN","WCDMA",401,02,C3,1A2D003,10663,123,3,-80,-6')), {
    technology: 'wcdma',
    plmn: '40102',
    trackingArea: 'C3',
    cellId: '1A2D003',
  })
})

test('what a modem writes for nothing is absent, and so is what no cell can have', (t) => {
  const cell = readQeng(lines('+QENG: "servingcell","LIMSRV","LTE","FDD",401,02,-,123,-,3,5,5,-,-32768,-12,900,-,27'))
  t.deepEqual(cell, { technology: 'lte', plmn: '40102', band: 3, rsrqDb: -12 })
})

test('QENG of a modem that searches is no cell, nor is a third line without the second', (t) => {
  t.is(readQeng(lines('+QENG: "servingcell","SEARCH"')), undefined)
  t.is(readQeng(lines('+QENG: "NR5G-NSA",401,02,747,-71,13,-11,627264,78,12,1')), undefined)
})

test('RFSTS on LTE gives network, cell, carrier and signal', (t) => {
  const line = '#RFSTS: "401 02",1650,-93,-60,-11,3A1C,,128,19,0,"1","1A2D003","401020000000001","Kcell",3,3,720,3240,9'
  t.deepEqual(readRfsts(lines(line)), {
    technology: 'lte',
    plmn: '40102',
    earfcn: 1650,
    rsrpDbm: -93,
    rssiDbm: -60,
    rsrqDb: -11,
    trackingArea: '3A1C',
    cellId: '1A2D003',
    band: 3,
    sinrDb: 9,
  })
})

test('RFSTS of an older network has other fields and is not read; one of no network has none', (t) => {
  t.is(readRfsts(lines('#RFSTS: "401 02",10663,123,-6,-80,-74,C3,00,,128,19')), undefined)
  t.deepEqual(readRfsts(lines('#RFSTS: ,,,,,,,,,,,,,,,')), { technology: 'lte' })
})

test('GSTATUS is a table of two columns; the main receiver counts, not the second', (t) => {
  const cell = readGstatus(
    lines(
      '!GSTATUS: ',
      'Current Time:  7280\t\tTemperature: 41',
      'System mode:   LTE        \tPS state:    Attached     ',
      'LTE band:      B3     \tLTE bw:      20 MHz  ',
      'LTE Rx chan:   1650\tLTE Tx chan: 19650',
      'EMM state:     Registered     \tNormal Service ',
      'PCC RxM RSSI:  -61             RSRP (dBm):  -93',
      'PCC RxD RSSI:  -64             RSRP (dBm):  -96',
      'Tx Power:      0                TAC:         0C46 (3142)',
      'RSRQ (dB):     -11.8            Cell ID:     00A56F1A (10842906)',
      'SINR (dB):      8.2',
    ),
  )
  t.deepEqual(cell, {
    technology: 'lte',
    trackingArea: '0C46',
    cellId: '00A56F1A',
    earfcn: 1650,
    band: 3,
    rsrpDbm: -93,
    rssiDbm: -61,
    rsrqDb: -11.8,
    sinrDb: 8.2,
  })
  t.is(readGstatus(lines('!GSTATUS: ', 'Mode:        ONLINE         System mode:   NO SERVICE')), undefined)
})
