import type { AtLine } from './at-lines.ts'
import {
  hexIn,
  known,
  numberIn,
  numberWithin,
  plmnOf,
  RSRP_DBM,
  RSRQ_DB,
  RSSI_DBM,
  type ServingCell,
  SINR_DB,
} from './serving-cell.ts'

/**
 * Reads `#RFSTS` on LTE: PLMN, EARFCN, RSRP, RSSI, RSRQ, TAC, RAC, TXPWR, DRX, MM, RRC, CID, IMSI, name, SD, ABND, T3402, T3412, SINR.
 * Telit LE910C1 AT reference, "AT#RFSTS". On older networks it has other fields; those lines are not read.
 */
export const readRfsts = (lines: readonly AtLine[]): ServingCell | undefined => {
  const line = lines.find((one) => one.kind === 'info' && one.name === '#RFSTS')
  if (line?.kind !== 'info' || line.cells.length < 16) return undefined
  const at = (index: number): string | undefined => line.cells[index]?.text
  const plmn = /^(\d{3}) ?(\d{2,3})$/.exec(at(0) ?? '')
  return known<ServingCell>({
    technology: 'lte',
    plmn: plmn ? plmnOf(plmn[1], plmn[2]) : undefined,
    earfcn: numberIn(at(1)),
    rsrpDbm: numberWithin(at(2), RSRP_DBM),
    rssiDbm: numberWithin(at(3), RSSI_DBM),
    rsrqDb: numberWithin(at(4), RSRQ_DB),
    trackingArea: hexIn(at(5)),
    cellId: hexIn(at(11)),
    band: numberIn(at(15)),
    sinrDb: numberWithin(at(18), SINR_DB),
  })
}
