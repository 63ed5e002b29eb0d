import test from 'ava'
import { decodeResponse, encodeRequest } from './messages.ts'
import { requestOf } from './orders.ts'
import { readLocation, readOutage, readStatus } from './status.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const bytesOf = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex')

/** Synthetic, put together by hand from the field numbers of the terminal's server reflection. */
const status = bytesOf(
  [
    'a27d 3c', // dish_get_status, 60 bytes
    '0a 0c 1a0a 323032352e30342e3038', // device_info.software_version "2025.04.08"
    '12 02 0864', // device_state.uptime_s 100
    'ea3e 06 0801 1801 4801', // alerts: motors_stuck, thermal_throttle, is_heating
    '8d3f 0000fc41', // pop_ping_latency_ms 31.5
    'b23f 0e 0806 1080aca8f4b7cedfb313 1801', // outage: OBSTRUCTED, since, for 1 ns
    'c03f e807', // eth_speed_mbps 1000
    'aa41 03 0a0161', // 1045 as bytes: a field that we do not know
  ].join(''),
)

test('requests are the tags of the field that is asked for', (t) => {
  t.is(hex(encodeRequest({ get_status: {} })), 'e23e00')
  t.is(hex(encodeRequest({ get_diagnostics: {} })), '82f70200')
  t.is(hex(encodeRequest(requestOf({ do: 'stow', isStowed: false })[0])), '927d020801')
  t.is(hex(encodeRequest(requestOf({ do: 'snow-melt', mode: 'always-off' })[0])), 'd27d070a050802c83e01')
})

test('a status is read from its bytes, with fields that nobody knows passed over', (t) => {
  const message = decodeResponse(status)?.dish_get_status
  t.truthy(message)
  const read = readStatus(message ?? {})
  t.is(read.software, '2025.04.08')
  t.is(read.uptimeS, 100)
  t.deepEqual(read.alerts, ['motors-stuck', 'thermal-throttle', 'heating'])
  t.is(read.latencyMs, 31.5)
  t.is(read.ethernetMbps, 1000)
  t.is(read.outage?.cause, 'obstructed')
})

test('bytes that are cut off are no answer, and never an exception', (t) => {
  for (let length = 1; length < status.length; length++) t.notThrows(() => decodeResponse(status.subarray(0, length)))
  t.is(decodeResponse(status.subarray(0, 20)), undefined)
  t.deepEqual(decodeResponse(new Uint8Array()), {})
})

test('an outage begins by the clock of GPS, 18 s ahead of UTC', (t) => {
  // 2025-01-01T00:00:00Z is 1 419 724 818 s of GPS.
  const read = readOutage({ cause: 5, start_timestamp_ns: 1_419_724_818e9, duration_ns: 2.5e9 })
  t.deepEqual(read, { cause: 'no-satellites', startedUtcMs: Date.UTC(2025, 0, 1) as never, durationMs: 2500 })
})

test('a cause of newer firmware is unknown, and a time of no age is none', (t) => {
  t.deepEqual(readOutage({ cause: 99, start_timestamp_ns: 12 }), { cause: 'unknown' })
  t.deepEqual(readOutage({}), { cause: 'unknown' })
})

test('no loss beside a latency is none lost, and without either nothing is known', (t) => {
  t.is(readStatus({ pop_ping_latency_ms: 30 }).loss, 0)
  t.is(readStatus({}).loss, undefined)
  t.is(readStatus({ pop_ping_drop_rate: 0.25, pop_ping_latency_ms: 30 }).loss, 0.25)
  t.is(readStatus({ pop_ping_drop_rate: 7, pop_ping_latency_ms: 30 }).loss, undefined)
})

test('numbers that are none read as absent', (t) => {
  const read = readStatus({
    pop_ping_latency_ms: Number.NaN,
    obstruction_stats: { fraction_obstructed: Number.NaN },
    seconds_to_first_nonempty_slot: Number.POSITIVE_INFINITY,
    eth_speed_mbps: -1,
  })
  t.deepEqual(read, { alerts: [], isObstructed: false } as never)
})

test('a restart is announced with its time, or ready without one, or not at all', (t) => {
  const at = Date.UTC(2026, 4, 31, 3)
  t.deepEqual(
    readStatus({
      software_update_stats: { reboot_scheduled_utc_time: at / 1000, update_requires_reboot: true },
      swupdate_reboot_ready: true,
    }).reboot,
    { atUtcMs: at as never, isReady: true },
  )
  t.deepEqual(readStatus({ swupdate_reboot_ready: true }).reboot, { isReady: true })
  t.deepEqual(readStatus({ software_update_stats: { software_update_state: 6 } }).reboot, { isReady: false })
  t.is(readStatus({ software_update_stats: { software_update_state: 1 } }).reboot, undefined)
})

test('a service that is refused is told in words, also for a code of newer firmware', (t) => {
  t.is(readStatus({ disablement_code: 1 }).disabled, undefined)
  t.is(readStatus({ disablement_code: 10 }).disabled, 'roaming is restricted')
  t.is(readStatus({ disablement_code: 77 }).disabled, 'disabled, code 77')
})

test('a terminal without a fix is nowhere, not at 0° 0°', (t) => {
  t.is(readLocation({ lla: {} }), undefined)
  t.is(readLocation({ lla: { lat: 0, lon: 0 } }), undefined)
  t.is(readLocation({ lla: { lat: 91, lon: 71 } }), undefined)
  t.deepEqual(readLocation({ lla: { lat: 51, lon: 71, alt: 350 }, sigma_m: 4 }), {
    latDeg: 51,
    lonDeg: 71,
    heightM: 350,
    sigmaM: 4,
  })
})
