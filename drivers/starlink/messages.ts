import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import protobuf from 'protobufjs'

/** One request of `device.proto`: its name with its fields. */
export type DishRequest =
  | { reboot: object }
  | { get_status: object }
  | { get_history: object }
  | { get_location: object }
  | { get_diagnostics: object }
  | { dish_stow: { unstow?: boolean } }
  | { dish_get_obstruction_map: object }
  | { dish_clear_obstruction_map: object }
  | { dish_set_config: { dish_config: { snow_melt_mode: number; apply_snow_melt_mode: true } } }
  | { dish_inhibit_gps: { inhibit_gps: boolean } }

export interface OutageMessage {
  cause?: number
  start_timestamp_ns?: number
  duration_ns?: number
}

/** Alerts of `device.proto`, by name; one that is not raised is absent. */
export type AlertsMessage = Readonly<Record<string, boolean>>

/** A terminal's status as it came. Proto 3 sends no 0 and no `false`: an absent field is either, or one that this firmware of it lacks. */
export interface StatusMessage {
  device_info?: { id?: string; hardware_version?: string; software_version?: string; bootcount?: number }
  device_state?: { uptime_s?: number }
  seconds_to_first_nonempty_slot?: number
  pop_ping_drop_rate?: number
  obstruction_stats?: { fraction_obstructed?: number; valid_s?: number; currently_obstructed?: boolean }
  alerts?: AlertsMessage
  downlink_throughput_bps?: number
  uplink_throughput_bps?: number
  pop_ping_latency_ms?: number
  stow_requested?: boolean
  outage?: OutageMessage
  gps_stats?: { gps_valid?: boolean; gps_sats?: number; inhibit_gps?: boolean }
  eth_speed_mbps?: number
  disablement_code?: number
  software_update_stats?: {
    software_update_state?: number
    update_requires_reboot?: boolean
    reboot_scheduled_utc_time?: number
  }
  swupdate_reboot_ready?: boolean
  seconds_until_swupdate_reboot_possible?: number
  config?: { snow_melt_mode?: number }
}

export interface HistoryMessage {
  current?: number
  pop_ping_drop_rate?: readonly number[]
  pop_ping_latency_ms?: readonly number[]
  downlink_throughput_bps?: readonly number[]
  uplink_throughput_bps?: readonly number[]
  outages?: readonly OutageMessage[]
}

export interface LocationMessage {
  lla?: { lat?: number; lon?: number; alt?: number }
  sigma_m?: number
}

export interface ObstructionMapMessage {
  num_rows?: number
  num_cols?: number
  snr?: readonly number[]
}

export interface DiagnosticsMessage {
  id?: string
  hardware_version?: string
  software_version?: string
  hardware_self_test?: number
  disablement_code?: number
  stowed?: boolean
  hardware_self_test_codes?: readonly number[]
}

/** One answer: which it is depends on what was asked. */
export interface DishResponse {
  status?: { code?: number; message?: string }
  reboot?: object
  get_location?: LocationMessage
  dish_stow?: object
  dish_get_status?: StatusMessage
  dish_get_history?: HistoryMessage
  dish_get_obstruction_map?: ObstructionMapMessage
  dish_set_config?: object
  dish_inhibit_gps?: { inhibit_gps?: boolean }
  dish_clear_obstruction_map?: object
  dish_get_diagnostics?: DiagnosticsMessage
}

const schema = protobuf.parse(readFileSync(join(import.meta.dirname, 'device.proto'), 'utf8'), { keepCase: true })
const request = schema.root.lookupType('SpaceX.API.Device.Request')
const response = schema.root.lookupType('SpaceX.API.Device.Response')

/** The one method of the terminal's service. */
export const HANDLE = '/SpaceX.API.Device.Device/Handle'

export const encodeRequest = (message: DishRequest): Uint8Array => request.encode(request.fromObject(message)).finish()

/**
 * Decodes an answer; `undefined` when it is not one. Fields that `device.proto` lacks are passed over, and no field is made up. A garbled answer may
 * decode to nonsense, since protocol buffers have no checksum: whoever reads a value checks its range.
 */
export const decodeResponse = (bytes: Uint8Array): DishResponse | undefined => {
  try {
    // Nanoseconds since 1980 lose their last two digits as a number, which is no matter here.
    return response.toObject(response.decode(bytes), { longs: Number }) as DishResponse
  } catch {
    return undefined
  }
}
