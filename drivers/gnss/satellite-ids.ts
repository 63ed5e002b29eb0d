import type { GnssSystem } from './gnss.ts'

/** A satellite by its own number within its system; no number where the receiver does not know the slot. */
export interface NumberedSatellite {
  system: GnssSystem
  svid: number | undefined
  /** Another for each satellite of any system. */
  key: number
}

const ubxSystems: readonly GnssSystem[] = ['gps', 'sbas', 'galileo', 'beidou', 'imes', 'qzss', 'glonass', 'navic']

/** u-blox M8 (UBX-13003221), appendix A, "gnssId". */
export const systemOfUbxId = (gnssId: number): GnssSystem | undefined => ubxSystems[gnssId]

const SVIDS_A_SYSTEM = 1024
const MOST_IDS = 512
/** Above every key. */
export const SATELLITE_KEYS = 8 * SVIDS_A_SYSTEM

const satellite = (system: GnssSystem, svid: number | undefined): NumberedSatellite => ({
  system,
  svid,
  key: ubxSystems.indexOf(system) * SVIDS_A_SYSTEM + (svid ?? 0),
})

type Numbering = readonly (readonly [first: number, last: number, system: GnssSystem, less: number])[]

/** What each number stands for, looked up once a satellite and not worked out. */
const table = (numbering: Numbering): readonly (NumberedSatellite | undefined)[] => {
  const byId: (NumberedSatellite | undefined)[] = new Array(MOST_IDS).fill(undefined)
  for (const [first, last, system, less] of numbering)
    for (let id = first; id <= last; id++) byId[id] = satellite(system, id - less)
  return byId
}

/** u-blox M8 (UBX-13003221), appendix A, "Satellite numbering", the single number of UBX-NAV-SVINFO. */
const oldSvids = table([
  [1, 32, 'gps', 0],
  [33, 64, 'beidou', 27],
  [65, 96, 'glonass', 64],
  [120, 158, 'sbas', 0],
  [159, 163, 'beidou', 158],
  [173, 182, 'imes', 172],
  [193, 202, 'qzss', 192],
  [211, 246, 'galileo', 210],
])
const UNKNOWN_GLONASS = 255
const unknownGlonass = satellite('glonass', undefined)

export const systemOfOldSvid = (id: number): NumberedSatellite | undefined =>
  id === UNKNOWN_GLONASS ? unknownGlonass : oldSvids[id]

/** Numbers that name the system whatever the talker is. NMEA 0183 4.11 and u-blox M8 (UBX-13003221), appendix A, "extended". */
const extendedIds = table([
  [1, 32, 'gps', 0],
  [33, 64, 'sbas', -87],
  [65, 99, 'glonass', 64],
  [120, 158, 'sbas', 0],
  [173, 182, 'imes', 172],
  [193, 202, 'qzss', 192],
  [203, 264, 'beidou', 200],
  [301, 336, 'galileo', 300],
  [401, 463, 'beidou', 400],
])

/** Talkers, and their numbers below 65. NMEA 0183 4.11; BD, QZ and PQ are older or makers' own. */
const talkers: ReadonlyMap<string, GnssSystem> = new Map([
  ['GP', 'gps'],
  ['GL', 'glonass'],
  ['GA', 'galileo'],
  ['GB', 'beidou'],
  ['BD', 'beidou'],
  ['GQ', 'qzss'],
  ['QZ', 'qzss'],
  ['PQ', 'qzss'],
  ['GI', 'navic'],
])

/** System id of GSA: 1 GPS and SBAS, 2 GLONASS, 3 Galileo, 4 BeiDou, 5 QZSS, 6 NavIC. NMEA 0183 4.11. */
const systemIds: readonly (GnssSystem | undefined)[] = [
  undefined,
  'gps',
  'glonass',
  'galileo',
  'beidou',
  'qzss',
  'navic',
]

const OWN_NUMBERS = 64

/** A system's own numbers; GPS shares its with SBAS. */
const ownIds: ReadonlyMap<GnssSystem, readonly (NumberedSatellite | undefined)[]> = new Map(
  ubxSystems.filter((system) => system !== 'gps').map((system) => [system, table([[1, OWN_NUMBERS, system, 0]])]),
)

const noIds: readonly undefined[] = []

/** What the numbers of a GSV or GSA stand for, where the talker or the system id says which system's own they are. */
export const ownIdsOf = (talker: string, systemId = 0): readonly (NumberedSatellite | undefined)[] => {
  const system = systemIds[systemId] ?? talkers.get(talker)
  return (system && ownIds.get(system)) ?? noIds
}

/** The satellite that a GSV or GSA names: by its system's own number, else by range. */
export const satelliteOf = (
  own: readonly (NumberedSatellite | undefined)[],
  id: number,
): NumberedSatellite | undefined => (id <= OWN_NUMBERS ? own[id] : undefined) ?? extendedIds[id]
