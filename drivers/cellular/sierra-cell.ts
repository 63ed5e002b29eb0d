import type { AtLine } from './at-lines.ts'
import {
  hexIn,
  known,
  numberIn,
  numberWithin,
  RSRP_DBM,
  RSRQ_DB,
  RSSI_DBM,
  type ServingCell,
  SINR_DB,
} from './serving-cell.ts'

const technologies: Readonly<Record<string, ServingCell['technology']>> = {
  LTE: 'lte',
  WCDMA: 'wcdma',
  GSM: 'gsm',
  ENDC: 'lte-nr',
}

/** Names and values of a table of two columns, as `LTE band:      B3     		LTE bw:      20 MHz`. */
const tableOf = (lines: readonly AtLine[]): ReadonlyMap<string, string> => {
  const text = lines.map((line) => (line.kind === 'text' ? line.text : '')).join('\n')
  const pairs = text.matchAll(/([A-Za-z][A-Za-z ]*?(?: \((?:dBm|dB)\))?):[ \t]*([^\t\n]*?)(?=[ \t]{2,}|\t|\n|$)/g)
  const table = new Map<string, string>()
  // The main receiver's values stand before those of the second one.
  for (const [, name = '', value = ''] of pairs) if (!table.has(name.trim())) table.set(name.trim(), value.trim())
  return table
}

/** Reads `!GSTATUS`, a table of names and values. Sierra Wireless EM74xx AT reference, "AT!GSTATUS?". */
export const readGstatus = (lines: readonly AtLine[]): ServingCell | undefined => {
  const table = tableOf(lines)
  const technology = technologies[table.get('System mode') ?? '']
  if (!technology) return undefined
  return known<ServingCell>({
    technology,
    trackingArea: hexIn(/^([0-9A-F]+)/i.exec(table.get('TAC') ?? '')?.[1]),
    cellId: hexIn(/^([0-9A-F]+)/i.exec(table.get('Cell ID') ?? '')?.[1]),
    earfcn: numberIn(table.get('LTE Rx chan')),
    band: numberIn(table.get('LTE band')?.replace(/^B/, '')),
    rsrpDbm: numberWithin(table.get('RSRP (dBm)'), RSRP_DBM),
    rssiDbm: numberWithin(table.get('PCC RxM RSSI'), RSSI_DBM),
    rsrqDb: numberWithin(table.get('RSRQ (dB)'), RSRQ_DB),
    sinrDb: numberWithin(table.get('SINR (dB)'), SINR_DB),
  })
}
