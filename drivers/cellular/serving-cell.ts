/** What a modem says of its cell in its maker's own words; a value that it does not know is absent. */
export interface ServingCell {
  technology: 'gsm' | 'wcdma' | 'lte' | 'lte-nr' | 'nr'
  plmn?: string
  cellId?: string
  trackingArea?: string
  /** Channel number and band of the carrier. */
  earfcn?: number
  band?: number
  rsrpDbm?: number
  rsrqDb?: number
  rssiDbm?: number
  sinrDb?: number
  /** The 5G carrier beside an LTE one. */
  nr?: NrCarrier
}

/** A 5G carrier. */
export interface NrCarrier {
  arfcn?: number
  band?: number
  rsrpDbm?: number
  rsrqDb?: number
  sinrDb?: number
}

/** Makers write −32768 or a dash for what is not known. */
const isMissing = (value: number): boolean => value <= -32_768

/** A number, or absent where the text is none or the maker's word for nothing. */
export const numberIn = (text: string | undefined): number | undefined => {
  if (text === undefined || !/^[+-]?\d{1,7}(?:\.\d{1,3})?$/.test(text.trim())) return undefined
  const value = Number(text)
  return isMissing(value) ? undefined : value
}

/** Between two limits, or absent: what is beyond them is a fault of the line or of the modem. */
export const numberWithin = (
  text: string | undefined,
  [least, most]: readonly [number, number],
): number | undefined => {
  const value = numberIn(text)
  return value !== undefined && value >= least && value <= most ? value : undefined
}

/** 3GPP TS 36.133 §9.1.4 and §9.1.7, 38.133 §10.1.6, and some room. */
export const RSRP_DBM = [-156, -31] as const
export const RSRQ_DB = [-43, 20] as const
export const SINR_DB = [-30, 50] as const
export const RSSI_DBM = [-120, 0] as const

/** Only what is known. */
export const known = <T extends object>(values: { [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== '')) as T

/** Country and network as one number, `40102`; absent when they are none. */
export const plmnOf = (country: string | undefined, network: string | undefined): string | undefined =>
  /^\d{3}$/.test(country ?? '') && /^\d{1,3}$/.test(network ?? '')
    ? `${country}${network?.padStart(2, '0')}`
    : undefined

export const hexIn = (text: string | undefined): string | undefined =>
  text !== undefined && /^[0-9A-Fa-f]{1,9}$/.test(text) ? text.toUpperCase() : undefined
