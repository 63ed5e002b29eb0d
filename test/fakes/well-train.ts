import { serviceNames } from '../../firmware/bus/services.ts'
import type { TopicMessage, TopicName } from '../../firmware/bus/topics.ts'
import { conditions } from '../../firmware/plan/permit-conditions.ts'
import { someCounters } from './drivers.ts'

type Told = { [N in TopicName]?: TopicMessage<N> }

const UTC_MS = Date.UTC(2026, 4, 31, 15)

const navigation: TopicMessage<'navigation'> = {
  atMs: 0,
  utcMs: UTC_MS,
  mode: 'fixed',
  position: { latDeg: 51.08822, lonDeg: 71.58609, heightM: 388 },
  horizontal95M: 3.2,
  verticalSigmaM: 3.5,
  sinceFixS: 0.1,
  speedMps: 20.8,
  courseTrueDeg: 125,
  attitude: {
    headingTrueDeg: 125,
    turnRateDegPerS: 0.03,
    pitchDeg: -0.1,
    rollDeg: -0.4,
    headingSigmaDeg: 0.06,
    headingSource: 'course',
    tiltSigmaDeg: 0.2,
  },
  line: {
    lineId: 'astana-almaty',
    chainageKm: 4.5,
    chainageSigmaKm: 2.5,
    offsetM: 25,
    isOffRoute: false,
    direction: 'up',
    nextStation: { name: 'Osakarovka', distanceKm: 91 },
    nextBlockage: { name: 'footbridge', distanceKm: 0.1, kind: 'canopy', lengthKm: 0.1 },
  },
}

const pointing: TopicMessage<'pointing'> = {
  atMs: 0,
  terminals: {
    oneweb: {
      state: 'aiming',
      reason: 'following',
      noradId: 80251,
      satellite: 'SYNTH-0543',
      azimuthTrueDeg: 286.3,
      elevationDeg: 68.5,
      errorDeg: 0.07,
      sigmaDeg: 0.12,
      bias: { yawDeg: 0.9, pitchDeg: 0.4, rollDeg: 0.2, sigmaDeg: 0.06, isLearnt: true },
    },
    geo: {
      state: 'aiming',
      reason: 'following',
      satellite: '58.5°E',
      azimuthTrueDeg: 196.6,
      elevationDeg: 30.2,
      errorDeg: 0.2,
      sigmaDeg: 0.3,
      stow: { state: 'in use', reasons: [] },
    },
  },
}

const permitted: TopicMessage<'transmit'>['terminals'][string] = {
  isPermitted: true,
  sinceMs: 1,
  conditions: conditions.map(({ name }) => ({ name, isMet: true, value: 'yes', limit: 'yes', sinceMs: 1 })),
}

const modem = { isAlive: true, isLocked: true, isTransmitAllowed: true, carrierToNoiseDb: 12.8 }
const up = { state: 'up', reason: 'can carry traffic', loss: 0 } as const

const axes = [0.01, 0.02, 0.03] as [number, number, number]

/** What the example's train says while all is well: at 99.9 s of a clock that stands at 100 s. */
export const wellTrain = (atMs = 99_900): Told => {
  const messages: Told = {
    fix: {
      kind: 'fix',
      atMs,
      mode: '3d',
      latDeg: 51.08822,
      lonDeg: 71.58609,
      satellitesUsed: 12,
      hdop: 0.8,
    },
    navigation: { ...navigation, atMs },
    receivers: {
      atMs,
      chosen: 'gnss',
      receivers: {
        gnss: { priority: 0, state: 'fix', agreement: 'alone', satellitesUsed: 12, jamming: 'ok', spoofing: 'ok' },
      },
      jamming: 'ok',
      spoofing: 'ok',
      reasons: [],
    },
    sky: {
      atMs,
      receiver: 'gnss',
      satellites: [
        { system: 'gps', svid: 2, azimuthDeg: 84, elevationDeg: 59, carrierToNoiseDbHz: 45, isUsed: true },
        { system: 'glonass', svid: 4, azimuthDeg: 309, elevationDeg: 61, carrierToNoiseDbHz: 43, isUsed: false },
      ],
      hdop: 0.8,
    },
    time: { atMs, utcMs: UTC_MS, source: 'gnss', trust: 'trusted', reasons: [] },
    journey: {
      atMs,
      state: 'running',
      trainNumber: '9',
      lineId: 'astana-almaty',
      lineName: 'Astana – Almaty',
      direction: 'up',
      from: 'Astana',
      to: 'Almaty-2',
      coachFacing: 'forwards',
      setBy: 'position',
    },
    pointing: { ...pointing, atMs },
    forecast: {
      atMs,
      terminals: {
        oneweb: {
          planned: [
            {
              satellite: 'SYNTH-0543',
              noradId: 80251,
              fromUtcMs: UTC_MS - 60_000,
              toUtcMs: UTC_MS + 90_000,
              capacity: 2.9,
            },
            {
              satellite: 'SYNTH-0541',
              noradId: 80249,
              fromUtcMs: UTC_MS + 90_000,
              toUtcMs: UTC_MS + 340_000,
              capacity: 2.8,
            },
          ],
          outages: [],
        },
      },
    },
    modems: { atMs, terminals: { oneweb: modem, geo: modem } },
    transmit: {
      atMs,
      isLineRenewed: true,
      isLockedOut: false,
      mode: 'normal',
      terminals: { oneweb: permitted, geo: permitted },
    },
    cellular: {
      atMs,
      modems: {
        lte: { isAlive: true, registration: 'home', operator: '40177', rsrpDbm: -64, sim: 'ready', canText: true },
      },
    },
    links: {
      atMs,
      links: { oneweb: { ...up, latencyMs: 54 }, geo: { ...up, latencyMs: 603 }, lte: { ...up, latencyMs: 57 } },
      routes: {
        emergency: 'lte',
        operations: 'oneweb',
        cctv: 'oneweb',
        'passenger-paid': 'oneweb',
        passenger: 'oneweb',
        maintenance: 'lte',
      },
    },
    outlook: {
      atMs,
      links: { oneweb: [{ fromMs: 130_000, toMs: 142_000, chance: 0.9, cause: 'tunnel Aksu' }], geo: [], lte: [] },
    },
    vibration: {
      atMs,
      sensors: {
        'imu.adxl345': {
          state: 'ok',
          rms1sG: 0.014,
          rms5sG: 0.014,
          peakG: 0.04,
          validBandHz: [0.1, 50],
          axes: { gravityG: [0, 0, -1], rms1sG: axes, rms5sG: axes, peakG: axes, crest: axes, kurtosis: axes },
          bands: [{ fromHz: 2, toHz: 5, rmsG: axes }],
          en61373Share: [0.07, 0.15, 0.1],
          alarms: [],
        },
      },
    },
    power: { atMs, isSupplyFailing: false, isTampered: false, isLockedOut: false, isEmergencyPressed: false },
  }
  const devicesOf: Readonly<Record<string, readonly string[]>> = {
    navigation: ['gnss'],
    tracking: ['array', 'dish'],
    interlock: ['modem', 'geo-modem'],
    links: ['lte'],
    vibration: ['imu'],
  }
  for (const name of serviceNames) {
    const devices = devicesOf[name] ?? []
    messages[`${name}.health`] = {
      atMs,
      sinceMs: 1_000,
      devices: Object.fromEntries(devices.map((device) => [device, { ...someCounters, rxBytes: 1_234 }])),
      quietS: Object.fromEntries(devices.map((device) => [device, 0])),
    }
  }
  return messages
}
