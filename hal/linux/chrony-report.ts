/** What chronyd follows, from `chronyc -c -n -m tracking sources authdata`. */
export interface ChronyReport {
  /** NTP time less the system's clock, seconds. */
  systemBehindS: number
  /** To the root of its servers: half the delay and the dispersion, the most that the time may be off, seconds. */
  rootDistanceS: number
  /** Every source that it goes by is a server that proves who it is by NTS. */
  isAuthenticated: boolean
}

/** Fields of `tracking`: chronyc prints them without names, in the order of its manual's page. */
const TRACKING_FIELDS = 14
const SOURCE_FIELDS = 10
/** Those that are selected, and combined with the selected one. */
const FOLLOWED = ['*', '+']

const trackingIn = (row: readonly string[]): Omit<ChronyReport, 'isAuthenticated'> | undefined => {
  if (row.length !== TRACKING_FIELDS || row[13] === 'Not synchronised') return undefined
  const [systemBehindS, delayS, dispersionS] = [row[4], row[10], row[11]].map((field) => Number(field || Number.NaN))
  if (systemBehindS === undefined || delayS === undefined || dispersionS === undefined) return undefined
  const rootDistanceS = delayS / 2 + dispersionS
  return Number.isFinite(systemBehindS) && rootDistanceS >= 0 ? { systemBehindS, rootDistanceS } : undefined
}

/** Mode `^` is a server; `#` a reference clock, which may be fed by ourselves, and `=` a peer. */
const isSource = ([mode = '', , , ...rest]: readonly string[]): boolean =>
  ['^', '=', '#'].includes(mode) && rest.length === SOURCE_FIELDS - 3

/** `undefined` while chronyd is not synchronised, or for what is no answer of it. */
export const chronyReport = (csv: string): ChronyReport | undefined => {
  const [first = [], ...rows] = csv
    .trim()
    .split('\n')
    .map((line) => line.split(','))
  const tracking = trackingIn(first)
  if (!tracking) return undefined
  const followed = rows.filter((row) => isSource(row) && FOLLOWED.includes(row[1] ?? ''))
  const proven = rows.filter((row) => !isSource(row) && row[1] === 'NTS').map(([address]) => address)
  const isAuthenticated =
    followed.some(([, state]) => state === '*') &&
    followed.every(([mode, , address]) => mode === '^' && proven.includes(address))
  return { ...tracking, isAuthenticated }
}
