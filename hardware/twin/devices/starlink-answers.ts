import type { RpcAnswer } from '../../../hal/rpc.ts'
import { double, float, floats, nested, type ReadField, readFields, text, whole } from './protobuf-words.ts'
import type { DishRing, PastOutage } from './starlink-ring.ts'

/** What a terminal knows of itself when it answers. */
export interface DishState {
  firmware: DishFirmware
  uptimeS: number
  bootCount: number
  ring: DishRing
  alerts: readonly number[]
  isStowed: boolean
  hiddenShare: number
  isGnssInhibited: boolean
  snowMelt: number
  ethernetMbps: number
  nextSlotInS: number
  /** Its account is disabled. */
  isDisabled: boolean
  /** Absent: it announces none. */
  reboot?: { atUtcMs: number; isReady: boolean }
  place: { latDeg: number; lonDeg: number; heightM: number }
  sky: () => readonly number[]
}

/** Which fields there are depends on the firmware: an older one tells less, a newer one tells what nobody asked for. */
export interface DishFirmware {
  version: string
  tellsPlace: boolean
  tellsReboot: boolean
  tellsConfig: boolean
  tellsDiagnostics: boolean
  isTalkative: boolean
}

/** What the terminal may be told. */
export interface DishControls {
  reboot(): void
  stow(isStowed: boolean): void
  setSnowMelt(mode: number): void
  inhibitGnss(isInhibited: boolean): void
  clearMap(): void
}

const GPS_EPOCH_MS = 315_964_800_000
const LEAP_MS = 18_000
const HARDWARE = 'rev4_panda_prod2'
const ID = 'ut01000000-00000000-00000000'
// DisablementCode of its maker's interface.
const OKAY = 1
const ACCOUNT_DISABLED = 12

const outage = (field: number, { cause, startedUtcMs, durationMs }: PastOutage): Uint8Array =>
  nested(
    field,
    whole(1, cause),
    whole(2, BigInt(Math.round(startedUtcMs - GPS_EPOCH_MS + LEAP_MS)) * 1_000_000n),
    whole(3, BigInt(Math.round(durationMs)) * 1_000_000n),
  )

const identity = ({ firmware, bootCount }: DishState): Uint8Array =>
  nested(1, text(1, ID), text(2, HARDWARE), text(3, firmware.version), text(4, 'KZ'), whole(8, bootCount))

const rebootFields = ({ reboot, firmware }: DishState): Uint8Array[] => {
  if (!firmware.tellsReboot) return []
  const stats = reboot
    ? [whole(1, 6), float(2, 1), whole(3, true), whole(4, Math.round(reboot.atUtcMs / 1000))]
    : [whole(1, 1)]
  return [nested(1026, ...stats), whole(1030, reboot?.isReady === true)]
}

/** Fields of other people's interest: a quaternion, a list of routers, a flag. */
const talk = ({ firmware }: DishState): Uint8Array[] =>
  firmware.isTalkative
    ? [
        text(1040, 'Router-0100000000000000'),
        nested(1049, float(1, 0.7), float(2, 0.1)),
        whole(1052, true),
        whole(1051, 2),
      ]
    : []

const status = (state: DishState): Uint8Array => {
  const { ring, firmware } = state
  const last = ring.last()
  const current = ring.outage()
  return nested(
    2004,
    identity(state),
    nested(2, whole(1, state.uptimeS)),
    float(1002, state.nextSlotInS),
    float(1003, last?.loss ?? 1),
    nested(
      1004,
      float(1, state.hiddenShare),
      float(4, Math.min(state.uptimeS, 43_200)),
      whole(5, current?.cause === 6),
    ),
    nested(1005, ...state.alerts.map((alert) => whole(alert, true))),
    float(1007, lastOf(ring, ring.downlinkBps())),
    float(1008, lastOf(ring, ring.uplinkBps())),
    float(1009, last?.cause === undefined ? (last?.latencyMs ?? 0) : 0),
    whole(1010, state.isStowed),
    ...(current ? [outage(1014, current)] : []),
    nested(
      1015,
      whole(1, !state.isGnssInhibited),
      whole(2, state.isGnssInhibited ? 0 : 14),
      whole(4, state.isGnssInhibited),
    ),
    whole(1016, state.ethernetMbps),
    whole(1017, 2),
    whole(1024, state.isDisabled ? ACCOUNT_DISABLED : OKAY),
    ...rebootFields(state),
    ...(firmware.tellsConfig
      ? [nested(2000, whole(1, state.snowMelt), whole(1001, true), whole(2, 1), whole(2001, true))]
      : []),
    ...talk(state),
  )
}

const lastOf = (ring: DishRing, values: readonly number[]): number =>
  ring.count() === 0 ? 0 : (values[(ring.count() - 1) % values.length] ?? 0)

const history = ({ ring, firmware }: DishState): Uint8Array =>
  nested(
    2006,
    whole(1, ring.count()),
    floats(1001, ring.loss()),
    floats(1002, ring.latencyMs()),
    floats(1003, ring.downlinkBps()),
    floats(1004, ring.uplinkBps()),
    ...ring.outages().map((one) => outage(1009, one)),
    // The power that it draws, W.
    ...(firmware.isTalkative
      ? [
          floats(
            1010,
            ring.loss().map(() => 75),
          ),
        ]
      : []),
  )

const location = ({ place }: DishState): Uint8Array =>
  nested(
    1017,
    nested(1, double(1, place.latDeg), double(2, place.lonDeg), double(3, place.heightM)),
    double(4, 4.2),
    whole(3, 4),
  )

const SKY_SIDE = 123

const obstructionMap = ({ sky }: DishState): Uint8Array =>
  nested(2008, whole(1, SKY_SIDE), whole(2, SKY_SIDE), floats(3, sky()), float(5, 80))

const diagnostics = (state: DishState): Uint8Array =>
  nested(
    6001,
    text(1, ID),
    text(2, HARDWARE),
    text(3, state.firmware.version),
    whole(6, 1),
    whole(7, 1),
    whole(10, state.isStowed),
  )

type Say = (state: DishState, controls: DishControls, request: Uint8Array) => Uint8Array | string

const wholeIn = (fields: readonly ReadField[] | undefined, field: number): bigint => {
  const found = fields?.find((one) => one.field === field)?.value
  return typeof found === 'bigint' ? found : 0n
}

const setConfig: Say = (_state, controls, request) => {
  const config = readFields(request)?.find(({ field }) => field === 1)?.value
  const fields = typeof config === 'object' ? readFields(config) : undefined
  if (wholeIn(fields, 1001) === 1n) controls.setSnowMelt(Number(wholeIn(fields, 1)))
  return nested(2010, ...(typeof config === 'object' ? [nested(1, config)] : []))
}

const inhibitGnss: Say = (_state, controls, request) => {
  const isInhibited = wholeIn(readFields(request), 1) === 1n
  controls.inhibitGnss(isInhibited)
  return nested(2013, whole(1, isInhibited))
}

/** By the number of the request's field: the answer's, or a refusal. */
const sayings: Readonly<Record<number, Say>> = {
  1001: (_state, controls) => {
    controls.reboot()
    return nested(1001)
  },
  1004: status,
  1007: history,
  1017: (state) => (state.firmware.tellsPlace ? location(state) : 'PERMISSION_DENIED'),
  2002: (_state, controls, request) => {
    controls.stow(wholeIn(readFields(request), 1) === 0n)
    return nested(2002)
  },
  2008: obstructionMap,
  2010: setConfig,
  2014: inhibitGnss,
  2017: (_state, controls) => {
    controls.clearMap()
    return nested(2015)
  },
  6000: (state) => (state.firmware.tellsDiagnostics ? diagnostics(state) : 'UNIMPLEMENTED'),
}

const ENVELOPE = [1, 13, 14]
const API_VERSION = 31

/** What a terminal makes of one request; each has its own field, beside an id or a target. */
export const answerDish = (request: Uint8Array, state: DishState, controls: DishControls): RpcAnswer => {
  const asked = readFields(request)?.find(({ field }) => !ENVELOPE.includes(field))
  const say = asked && sayings[asked.field]
  if (!say || typeof asked.value !== 'object') return { refusal: 'UNIMPLEMENTED', message: 'Unimplemented' }
  const said = say(state, controls, asked.value)
  if (said === 'PERMISSION_DENIED') return { refusal: said, message: 'GetLocation requests disabled due to policy' }
  if (said === 'UNIMPLEMENTED') return { refusal: said, message: 'Unimplemented' }
  return typeof said === 'string'
    ? { refusal: 'UNAVAILABLE', message: said }
    : { body: Buffer.concat([whole(3, API_VERSION), said]) }
}
