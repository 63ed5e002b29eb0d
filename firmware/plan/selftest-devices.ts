import { WEAK_RSRP_DBM } from './diagnose/slow.ts'
import { atLeast, atMost, type Check, mustBe, mustSay, near, skip, type Tested, told } from './selftest.ts'

type Named<T> = Readonly<Record<string, T>>

/** A device of the train's file, and what was counted of it. */
export interface DeviceTested {
  name: string
  class: string
  /** Absent where its line has no bytes. */
  heard?: { isHeard: boolean; quietS?: number | undefined } | undefined
  /** While it was tested. */
  checksumsPerMinute?: number | undefined
  /** Of motion sensors: what it is set to, and what came. */
  rate?: { setHz: number; measuredHz?: number | undefined } | undefined
}

/** What services say of devices; absent is what nobody says now. */
export interface DevicesTold {
  /** By terminal. */
  terminals: Named<{ modem?: string | undefined; pointer: string; rfSwitch?: string | undefined; limitDeg: number }>
  /** Of the chosen receiver, s. */
  fix?: { receiver?: string | undefined; ageS?: number | undefined } | undefined
  receivers?: Named<{ state: string; agreement: string; satellitesUsed?: number | undefined }> | undefined
  modems?: Named<{ isAlive: boolean; isLocked: boolean; carrierToNoiseDb?: number | undefined }> | undefined
  pointing?: Named<{ state: string; errorDeg?: number | undefined; isSlewing?: boolean | undefined }> | undefined
  permission?: Named<{ isPointerWell: boolean; isBlocked: boolean; isStowed: boolean }> | undefined
  antennas?:
    | Named<{
        antennas: Named<{ isAlive: boolean; isFunctional: boolean }>
        rfSwitch?: { isStuck: boolean } | undefined
      }>
    | undefined
  cellular?:
    | Named<{ isAlive: boolean; registration: string; sim?: string | undefined; rsrpDbm?: number | undefined }>
    | undefined
  dishes?:
    | Named<{ isAlive: boolean; disabled?: string | undefined; outage?: { cause: string } | undefined }>
    | undefined
  /** By sensor of each board: `imu.adxl345`. */
  vibration?: Named<{ state: string }> | undefined
  power?: { isSupplyFailing: boolean; isTampered: boolean } | undefined
}

const seconds = { unit: ' s', digits: 1 }
/** As `show devices` has it: twice the slowest poll of a device. */
const QUIET_S = 15
/** Three periods of the slowest receiver; as old as readers of `fix` believe it. */
const FIX_AGE_S = 1.5
/** Chosen: one in a test of ten seconds is noise, two are a cable. */
const CHECKSUMS_PER_MINUTE = 10
/** A place in three dimensions and time. */
const SATELLITES = 4
/** As the vibration service judges it. */
const RATE_SHARE = 0.25

const lineChecks = ({ heard, checksumsPerMinute }: DeviceTested): Check[] => {
  if (!heard) return []
  const quiet = atMost('heard', QUIET_S, heard.isHeard ? (heard.quietS ?? 0) : heard.quietS, seconds)
  const errors =
    checksumsPerMinute === undefined
      ? []
      : [atMost('checksums', CHECKSUMS_PER_MINUTE, checksumsPerMinute, { unit: '/min', digits: 0 })]
  return [{ ...quiet, isMet: heard.isHeard }, ...errors]
}

const gnss = ({ name }: DeviceTested, { receivers, fix }: DevicesTold): Check[] => {
  const receiver = receivers?.[name]
  const age = fix?.receiver === name ? [atMost('fix-age', FIX_AGE_S, fix.ageS, seconds)] : []
  const { satellitesUsed, agreement } = receiver ?? {}
  return [
    mustSay('fix', ['fix'], receiver?.state),
    ...age,
    ...(satellitesUsed === undefined
      ? []
      : [atLeast('satellites', SATELLITES, satellitesUsed, { unit: '', digits: 0 })]),
    ...(agreement === 'disagrees' ? [mustSay('agreement', ['agrees'], agreement)] : []),
  ]
}

const vibration = ({ name, rate }: DeviceTested, { vibration: sensors = {} }: DevicesTold): Check[] => {
  const own = Object.entries(sensors).filter(([key]) => key === name || key.startsWith(`${name}.`))
  const wrong = own.find(([, { state }]) => state !== 'ok')
  return [
    mustSay('state', ['ok'], (wrong ?? own[0])?.[1].state),
    ...(rate
      ? [near('rate', { wanted: rate.setHz, share: RATE_SHARE }, rate.measuredHz, { unit: ' Hz', digits: 0 })]
      : []),
  ]
}

/** What a silent device said last is no measure of it now. */
const unanswered = [mustBe('answers', true, false)]

/** Where something hides the sky no lock is a fault. */
const modem = ({ name }: DeviceTested, { terminals, modems, permission }: DevicesTold): Check[] => {
  const terminal = Object.keys(terminals).find((one) => terminals[one]?.modem === name)
  if (terminal === undefined) return []
  const { isAlive, isLocked, carrierToNoiseDb } = modems?.[terminal] ?? {}
  if (isAlive === false) return unanswered
  return [
    mustBe('answers', true, isAlive),
    ...(permission?.[terminal]?.isBlocked ? [] : [mustBe('lock', true, isLocked)]),
    ...told('carrier', carrierToNoiseDb, { unit: ' dB', digits: 1 }),
  ]
}

/** An antenna that is on its way, lies or rests points nowhere. */
const pointer = ({ name }: DeviceTested, { terminals, pointing, permission }: DevicesTold): Check[] => {
  const found = Object.entries(terminals).find(([, one]) => one.pointer === name)
  if (!found) return []
  const [terminal, { limitDeg }] = found
  const { state, errorDeg, isSlewing } = pointing?.[terminal] ?? {}
  const isAiming = state === 'aiming' && !isSlewing && !permission?.[terminal]?.isStowed
  return [
    mustBe('pointer', true, permission?.[terminal]?.isPointerWell),
    ...(isAiming ? [atMost('error', limitDeg, errorDeg, { unit: '°', digits: 2 })] : []),
  ]
}

const selfPointing = ({ name }: DeviceTested, { antennas = {} }: DevicesTold): Check[] => {
  const antenna = Object.values(antennas).find((one) => one.antennas[name])?.antennas[name]
  if (antenna?.isAlive === false) return unanswered
  return [mustBe('answers', true, antenna?.isAlive), mustBe('functional', true, antenna?.isFunctional)]
}

const rfSwitch = ({ name }: DeviceTested, { terminals, antennas }: DevicesTold): Check[] => {
  const terminal = Object.keys(terminals).find((one) => terminals[one]?.rfSwitch === name)
  return [mustBe('switch-stuck', false, terminal === undefined ? undefined : antennas?.[terminal]?.rfSwitch?.isStuck)]
}

const cellular = ({ name }: DeviceTested, { cellular: modems }: DevicesTold): Check[] => {
  const { isAlive, registration, sim, rsrpDbm } = modems?.[name] ?? {}
  if (isAlive === false) return unanswered
  return [
    mustBe('answers', true, isAlive),
    mustSay('registered', ['home', 'roaming'], registration),
    ...(sim === undefined ? [] : [mustSay('sim', ['ready'], sim)]),
    ...(rsrpDbm === undefined ? [] : [atLeast('signal', WEAK_RSRP_DBM, rsrpDbm, { unit: ' dBm', digits: 0 })]),
  ]
}

const starlink = ({ name }: DeviceTested, { dishes }: DevicesTold): Check[] => {
  const dish = dishes?.[name]
  if (dish?.isAlive === false) return unanswered
  const service = dish && (dish.disabled ?? dish.outage?.cause ?? 'ok')
  return [mustBe('answers', true, dish?.isAlive), mustSay('service', ['ok'], service)]
}

const power = (_: DeviceTested, { power: board }: DevicesTold): Check[] => [
  mustBe('supply-failing', false, board?.isSupplyFailing),
  mustBe('tampered', false, board?.isTampered),
]

type Judge = (device: DeviceTested, seen: DevicesTold) => Check[]

const judges: Readonly<Record<string, Judge>> = {
  gnss,
  vibration,
  modem,
  antenna: pointer,
  rotator: pointer,
  'self-pointing': selfPointing,
  'rf-switch': rfSwitch,
  cellular,
  starlink,
  power,
}

/** A device with every figure beside its limit; one of which nothing can be told by itself is skipped. */
export const testDevice = (device: DeviceTested, seen: DevicesTold): Tested => {
  const checks = [...lineChecks(device), ...(judges[device.class]?.(device, seen) ?? [])]
  return checks.length === 0 ? skip(device.name, 'no-measure') : { subject: device.name, checks }
}
