import type { AtCell, AtLine } from './at-lines.ts'
import {
  hexIn,
  known,
  type NrCarrier,
  numberIn,
  numberWithin,
  plmnOf,
  RSRP_DBM,
  RSRQ_DB,
  RSSI_DBM,
  type ServingCell,
  SINR_DB,
} from './serving-cell.ts'

type Texts = readonly string[]

/** Quectel EG25-G, RM50x AT manuals, "AT+QENG": duplex, MCC, MNC, cell, PCID, EARFCN, band, two bandwidths, TAC, RSRP, RSRQ, RSSI, SINR… */
const lteCell = ([, country, network, cell, , earfcn, band, , , area, rsrp, rsrq, rssi, sinr]: Texts): ServingCell =>
  known<ServingCell>({
    technology: 'lte',
    plmn: plmnOf(country, network),
    cellId: hexIn(cell),
    trackingArea: hexIn(area),
    earfcn: numberIn(earfcn),
    band: numberIn(band),
    rsrpDbm: numberWithin(rsrp, RSRP_DBM),
    rsrqDb: numberWithin(rsrq, RSRQ_DB),
    rssiDbm: numberWithin(rssi, RSSI_DBM),
    sinrDb: numberWithin(sinr, SINR_DB),
  })

/** Beside LTE: MCC, MNC, PCID, RSRP, SINR, RSRQ, ARFCN, band. SINR stands before RSRQ here, and nowhere else. */
const nrBeside = ([, , , rsrp, sinr, rsrq, arfcn, band]: Texts): NrCarrier =>
  known<NrCarrier>({
    arfcn: numberIn(arfcn),
    band: numberIn(band),
    rsrpDbm: numberWithin(rsrp, RSRP_DBM),
    rsrqDb: numberWithin(rsrq, RSRQ_DB),
    sinrDb: numberWithin(sinr, SINR_DB),
  })

/** Alone: duplex, MCC, MNC, cell, PCID, TAC, ARFCN, band, bandwidth, RSRP, RSRQ, SINR. */
const nrAlone = ([, country, network, cell, , area, arfcn, band, , rsrp, rsrq, sinr]: Texts): ServingCell =>
  known<ServingCell>({
    technology: 'nr',
    plmn: plmnOf(country, network),
    cellId: hexIn(cell),
    trackingArea: hexIn(area),
    earfcn: numberIn(arfcn),
    band: numberIn(band),
    rsrpDbm: numberWithin(rsrp, RSRP_DBM),
    rsrqDb: numberWithin(rsrq, RSRQ_DB),
    sinrDb: numberWithin(sinr, SINR_DB),
  })

const older = (technology: 'gsm' | 'wcdma', [country, network, area, cell]: Texts): ServingCell =>
  known<ServingCell>({
    technology,
    plmn: plmnOf(country, network),
    trackingArea: hexIn(area),
    cellId: hexIn(cell),
  })

/** What follows `"servingcell",state,` on one line, or stands alone on one of three. */
const carrierOf = (cells: readonly AtCell[]): Texts => {
  const texts = cells.map(({ text }) => text)
  return texts[0] === 'servingcell' ? texts.slice(2) : texts
}

const readCarrier = (found: ServingCell | undefined, [technology, ...values]: Texts): ServingCell | undefined => {
  if (technology === 'LTE') return lteCell(values)
  if (technology === 'NR5G-SA') return nrAlone(values)
  if (technology === 'NR5G-NSA') return found && { ...found, technology: 'lte-nr', nr: nrBeside(values) }
  if (technology === 'WCDMA') return older('wcdma', values)
  return technology === 'GSM' ? older('gsm', values) : found
}

/** Reads `+QENG`, one line or the three of LTE with 5G beside it; undefined while the modem searches. */
export const readQeng = (lines: readonly AtLine[]): ServingCell | undefined =>
  lines.reduce<ServingCell | undefined>(
    (found, line) =>
      line.kind === 'info' && line.name === '+QENG' ? readCarrier(found, carrierOf(line.cells)) : found,
    undefined,
  )
