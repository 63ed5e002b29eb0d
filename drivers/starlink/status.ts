import { type UtcMs, utcMs } from '../../hal/units.ts'
import type { AlertsMessage, LocationMessage, OutageMessage, StatusMessage } from './messages.ts'
import {
  type AnnouncedReboot,
  type Outage,
  outageCauses,
  type StarlinkAlert,
  type StarlinkReport,
  snowMeltModes,
  starlinkAlerts,
} from './starlink.ts'

/** What one status says, without who is asked and when. */
export type StatusReading = Omit<StarlinkReport, 'atMs' | 'isAlive' | 'lastSlot' | 'location' | 'lostSeconds'>

/** 1980-01-06 in UTC. */
const GPS_EPOCH_S = 315_964_800
/** GPS is ahead of UTC by the leap seconds since 1980: 18 since 2017, and none is announced (IERS Bulletin C). */
const LEAP_S = 18
const YEAR_2020_MS = 1_577_836_800_000
const YEAR_2100_MS = 4_102_444_800_000

/** A time that can be one: fields of other firmware, and noise, give times of no age. */
const plausible = (ms: number | undefined): UtcMs | undefined =>
  ms !== undefined && ms > YEAR_2020_MS && ms < YEAR_2100_MS ? utcMs(Math.round(ms)) : undefined

const utcOfGpsNs = (ns: number | undefined): UtcMs | undefined =>
  plausible(ns === undefined ? undefined : ns / 1e6 + (GPS_EPOCH_S - LEAP_S) * 1000)

const within = (value: number | undefined, min: number, max: number): number | undefined =>
  value !== undefined && value >= min && value <= max ? value : undefined

/** Without the keys that have no value. */
const known = <T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T

const DAY_MS = 86_400_000

/** An outage as the terminal tells it; a cause that its maker added since reads `unknown`. */
export const readOutage = ({ cause = 0, start_timestamp_ns, duration_ns }: OutageMessage): Outage =>
  known<Outage>({
    cause: outageCauses[cause] ?? 'unknown',
    startedUtcMs: utcOfGpsNs(start_timestamp_ns),
    durationMs: within(duration_ns === undefined ? undefined : duration_ns / 1e6, 1, DAY_MS),
  })

const alertFields: { readonly [A in StarlinkAlert]: readonly string[] } = {
  'motors-stuck': ['motors_stuck'],
  'thermal-shutdown': ['thermal_shutdown'],
  'thermal-throttle': ['thermal_throttle'],
  'power-supply-hot': ['power_supply_thermal_throttle'],
  'unexpected-location': ['unexpected_location'],
  'mast-not-vertical': ['mast_not_near_vertical'],
  'slow-ethernet': ['slow_ethernet_speeds', 'slow_ethernet_speeds_100'],
  'no-ethernet': ['no_ethernet_link'],
  roaming: ['roaming'],
  'update-pending': ['install_pending'],
  heating: ['is_heating'],
  'moving-not-allowed': ['moving_while_not_mobile'],
  'moving-too-fast': ['moving_too_fast_for_policy'],
  'weak-motors': ['low_motor_current'],
  'weak-signal': ['lower_signal_than_predicted'],
  water: ['dish_water_detected'],
}

const readAlerts = (alerts: AlertsMessage = {}): StarlinkAlert[] =>
  starlinkAlerts.filter((alert) => alertFields[alert].some((field) => alerts[field] === true))

// enterprise-api, device.proto, DisablementCode.
const disablements: Readonly<Record<number, string>> = {
  2: 'no active account',
  3: 'too far from its service address',
  4: 'in the ocean',
  5: 'invalid country',
  6: 'blocked country',
  7: 'data used up',
  8: 'its cell is disabled',
  9: 'unlicensed country',
  10: 'roaming is restricted',
  11: 'its location is unknown',
  12: 'its account is disabled',
  13: 'its software is too old',
  14: 'moves too fast for its plan',
}
const OKAY = 1

const readDisabled = (code: number | undefined): string | undefined =>
  code === undefined || code === 0 || code === OKAY ? undefined : (disablements[code] ?? `disabled, code ${code}`)

const REBOOT_REQUIRED = 6

const readReboot = (status: StatusMessage): AnnouncedReboot | undefined => {
  const stats = status.software_update_stats
  const atUtcMs = plausible((stats?.reboot_scheduled_utc_time ?? 0) * 1000)
  const isReady = status.swupdate_reboot_ready === true
  const isRequired = stats?.update_requires_reboot === true || stats?.software_update_state === REBOOT_REQUIRED
  return atUtcMs === undefined && !isReady && !isRequired ? undefined : known<AnnouncedReboot>({ atUtcMs, isReady })
}

const text = (value: string | undefined): string | undefined => (value ? value.slice(0, 64) : undefined)

const readGnss = (stats: StatusMessage['gps_stats']): StatusReading['gnss'] =>
  stats && {
    isValid: stats.gps_valid === true,
    satellites: within(stats.gps_sats, 0, 255) ?? 0,
    isInhibited: stats.inhibit_gps === true,
  }

/** A loss of 0 is not sent (proto 3): beside a latency, no loss means none. */
const readLoss = ({ pop_ping_drop_rate, pop_ping_latency_ms }: StatusMessage): number | undefined =>
  within(pop_ping_drop_rate, 0, 1) ?? (pop_ping_drop_rate === undefined && pop_ping_latency_ms ? 0 : undefined)

/** The same for what is obstructed: a terminal that tells of obstruction at all tells of none by silence. */
const readObstruction = (stats: StatusMessage['obstruction_stats']) =>
  stats && {
    isObstructed: stats.currently_obstructed === true,
    obstructedShare: within(stats.fraction_obstructed ?? 0, 0, 1),
  }

/** What a status says, in our words and units; nonsense reads as absent. */
export const readStatus = (status: StatusMessage): StatusReading =>
  known<StatusReading>({
    hardware: text(status.device_info?.hardware_version),
    software: text(status.device_info?.software_version),
    uptimeS: within(status.device_state?.uptime_s, 0, 1e9),
    outage: status.outage && readOutage(status.outage),
    loss: readLoss(status),
    latencyMs: within(status.pop_ping_latency_ms, 1, 60_000),
    alerts: readAlerts(status.alerts),
    isStowAsked: status.stow_requested,
    isObstructed: undefined,
    obstructedShare: undefined,
    ...readObstruction(status.obstruction_stats),
    nextSlotInS: within(status.seconds_to_first_nonempty_slot, -1e6, 1e6),
    reboot: readReboot(status),
    disabled: readDisabled(status.disablement_code),
    gnss: readGnss(status.gps_stats),
    snowMelt: status.config && snowMeltModes[status.config.snow_melt_mode ?? 0],
    ethernetMbps: within(status.eth_speed_mbps, 1, 100_000),
  })

/** Where the terminal believes itself; `undefined` when that is no place, 0° 0° included, which is what it says without a fix. */
export const readLocation = ({
  lla,
  sigma_m,
}: LocationMessage): Omit<NonNullable<StarlinkReport['location']>, 'atMs'> | undefined => {
  const latDeg = within(lla?.lat, -90, 90)
  const lonDeg = within(lla?.lon, -180, 180)
  if (latDeg === undefined || lonDeg === undefined || (latDeg === 0 && lonDeg === 0)) return undefined
  return known<Omit<NonNullable<StarlinkReport['location']>, 'atMs'>>({
    latDeg,
    lonDeg,
    heightM: within(lla?.alt, -1_000, 20_000),
    sigmaM: within(sigma_m, 0, 1e6),
  })
}
