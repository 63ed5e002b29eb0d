/** A sentence with its checksum and line end. */
export const sentence = (body: string): Buffer => {
  let sum = 0
  for (const char of body) sum ^= char.charCodeAt(0)
  return Buffer.from(`$${body}*${sum.toString(16).toUpperCase().padStart(2, '0')}\r\n`, 'latin1')
}

/** A UBX frame with its checksum, reckoned as its manual has it and not by the decoder's code. */
export const ubxMessage = (id: number, payload: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from([id >> 8, id & 0xff, payload.length & 0xff, payload.length >> 8]), payload])
  let a = 0
  let b = 0
  for (const byte of body) {
    a = (a + byte) % 256
    b = (b + a) % 256
  }
  return Buffer.concat([Buffer.from([0xb5, 0x62]), body, Buffer.from([a, b])])
}

/** Noon of 2026-05-31 and seconds after it, GPS time of week. */
const towMs = (second: number): number => (12 * 3600 + 18 + second) * 1000

const minutes = (deg: number, width: number): string =>
  `${String(Math.floor(deg)).padStart(width, '0')}${((deg % 1) * 60).toFixed(5).padStart(8, '0')}`

const clock = (second: number): string =>
  `12${String(Math.floor(second / 60)).padStart(2, '0')}${String(second % 60).padStart(2, '0')}.00`

/** A train at 30 m/s eastwards, `second` seconds after noon: 71.533° E and on. */
export const lonDegAt = (second: number): number => 71.533 + second * 0.000429
export const LAT_DEG = 51.112

/** An epoch of RMC, GGA and GSA. */
export const nmeaEpoch = (second: number): Buffer => {
  const place = `${minutes(LAT_DEG, 2)},N,${minutes(lonDegAt(second), 3)},E`
  return Buffer.concat([
    sentence(`GNRMC,${clock(second)},A,${place},58.315,90.00,310526,,,A,V`),
    sentence(`GNGGA,${clock(second)},${place},1,12,0.80,386.0,M,-36.0,M,,`),
    sentence('GNGSA,A,3,01,02,03,04,,,,,,,,,1.50,0.80,1.20,1'),
  ])
}

/** An epoch of NAV-PVT and NAV-EOE. */
export const ubxEpoch = (second: number): Buffer => {
  const pvt = Buffer.alloc(92)
  pvt.writeUInt32LE(towMs(second), 0)
  pvt.writeUInt16LE(2026, 4)
  pvt.set([5, 31, 12, Math.floor(second / 60), second % 60, 0x07], 6)
  pvt.set([3, 1, 0, 12], 20)
  pvt.writeInt32LE(Math.round(lonDegAt(second) * 1e7), 24)
  pvt.writeInt32LE(Math.round(LAT_DEG * 1e7), 28)
  pvt.writeInt32LE(350_000, 32)
  pvt.writeInt32LE(386_000, 36)
  pvt.writeUInt32LE(1500, 40)
  pvt.writeInt32LE(30_000, 60)
  pvt.writeInt32LE(9_000_000, 64)
  const end = Buffer.alloc(4)
  end.writeUInt32LE(towMs(second), 0)
  return Buffer.concat([ubxMessage(0x0107, pvt), ubxMessage(0x0161, end)])
}
