import test from 'ava'
import { type DiagnosedRide, rideAndDiagnose } from './fakes/diagnosed-ride.ts'

/** Where the line begins. */
const astana = { name: 'Astana depot', latDeg: 51.112, lonDeg: 71.533, radiusM: 5_000 }

const rides: Readonly<Record<string, DiagnosedRide>> = {
  'a SIM card that is out, locked or blocked': {
    faults: [
      'lockout@10s+20m',
      'lte-sim-absent@60s+60s',
      'lte-sim-locked@180s+60s',
      'lte-sim-puk@300s+60s',
      'lte-sim-barred@420s+60s',
    ],
    moments: [
      { atS: 100, symptom: 'no-internet', end: 'sim-absent', names: { device: 'lte' } },
      { atS: 220, symptom: 'no-internet', end: 'sim-locked', names: { device: 'lte', sim: 'PIN' } },
      { atS: 340, symptom: 'no-internet', end: 'sim-locked', names: { device: 'lte', sim: 'PUK' } },
      { atS: 460, symptom: 'no-internet', end: 'sim-denied', names: { device: 'lte' } },
    ],
  },
  'a Starlink terminal that carries passengers badly': {
    starlink: true,
    faults: [
      'lockout@10s+60m',
      'lte-deregister@10s+60m',
      'starlink-slow-ethernet@110s+30s',
      'starlink-hot@150s+30s',
      'starlink-stuck@190s+30s',
      'starlink-astray@230s+30s',
    ],
    moments: [
      { atS: 100, symptom: 'slow', end: 'not-slow' },
      { atS: 125, symptom: 'slow', end: 'starlink-slow-cable', names: { device: 'starlink', mbps: 10 } },
      { atS: 165, symptom: 'slow', end: 'starlink-hot', names: { device: 'starlink' } },
      { atS: 205, symptom: 'slow', end: 'starlink-stuck', names: { device: 'starlink' } },
      { atS: 245, symptom: 'slow', end: 'starlink-plan', names: { device: 'starlink', why: 'unexpected location' } },
    ],
  },
  'a Starlink terminal without service': {
    starlink: true,
    faults: [
      'lockout@10s+60m',
      'lte-deregister@10s+60m',
      'starlink-disabled@100s+40s',
      'starlink-stowed@160s+40s',
      'starlink-no-satellites@220s+40s',
      'starlink-obstructed@280s+40s',
      'starlink-unplug@340s+60s',
      'starlink-hot@420s+140s',
      'starlink-reboot@600s+120s',
    ],
    moments: [
      { atS: 90, symptom: 'no-internet', end: 'internet-unasked' },
      { atS: 120, symptom: 'no-internet', end: 'starlink-disabled', names: { device: 'starlink' } },
      { atS: 180, symptom: 'no-internet', end: 'starlink-stowed', names: { device: 'starlink' } },
      { atS: 240, symptom: 'no-internet', end: 'starlink-out', names: { why: 'no satellites' } },
      { atS: 300, symptom: 'no-internet', end: 'starlink-obstructed', names: { device: 'starlink' } },
      { atS: 380, symptom: 'no-internet', end: 'starlink-silent', names: { device: 'starlink' } },
      { atS: 520, symptom: 'no-internet', end: 'starlink-shut-down', names: { device: 'starlink' } },
      { atS: 685, symptom: 'no-internet', end: 'starlink-starts', names: { device: 'starlink' } },
    ],
  },
  'a satellite modem whose network refuses it': {
    faults: ['modem-barred@100s+60s'],
    moments: [{ atS: 120, symptom: 'no-satellite', end: 'network-refuses', names: { terminal: 'oneweb' } }],
  },
  'orders of people on site': {
    faults: ['roof-order@60s+30s', 'washing-order@120s+30s', 'wind-order@180s+60s'],
    moments: [
      { atS: 75, symptom: 'no-satellite', end: 'locked-out' },
      { atS: 135, symptom: 'no-satellite', end: 'special-mode' },
      { atS: 220, symptom: 'no-satellite', end: 'stowed', names: { terminal: 'geo' } },
    ],
  },
  'a place where nobody may transmit': {
    settle: (file) => ({ ...file, interlock: { ...file.interlock, noTransmitZones: [astana] } }),
    moments: [{ atS: 70, symptom: 'no-satellite', end: 'condition', names: { value: 'Astana depot' } }],
  },
  'receivers without satellites': {
    faults: ['gnss-antenna@1s+10m', 'gnss-roof-2-antenna@1s+10m'],
    moments: [{ atS: 100, symptom: 'no-satellite', end: 'gnss-no-fix' }],
  },
  'receivers that a jammer blinds': {
    faults: ['gnss-jammed@1s+10m'],
    moments: [{ atS: 100, symptom: 'no-satellite', end: 'gnss-jammed' }],
  },
  'a receiver that tells no time': {
    without: ['gnss-roof-2'],
    faults: ['gnss-dateless@0s+10m', 'lte-deregister@0s+10m'],
    moments: [{ atS: 100, symptom: 'no-satellite', end: 'no-time' }],
  },
  'elements that are too old': {
    faults: ['elements-old@0s'],
    moments: [{ atS: 100, symptom: 'no-satellite', end: 'elements-old', names: { terminal: 'oneweb' } }],
  },
  'an RF switch that is stuck at the antenna that does not see the satellite': {
    selfPointing: true,
    route: 'semey-oskemen-lokot',
    reverse: true,
    faults: ['rf-switch-stuck@1s+10m'],
    moments: [{ atS: 60, symptom: 'no-satellite', end: 'rf-switch', names: { terminal: 'geo' } }],
  },
  'an RF switch whose tell-tales are dead': {
    selfPointing: true,
    faults: ['rf-switch-blind@30s+10m'],
    moments: [{ atS: 70, symptom: 'no-satellite', end: 'rf-switch', names: { value: 'stuck nowhere' } }],
  },
  'no cell on a train that has nothing else': {
    settle: (file) => ({ ...file, terminals: {}, links: { lte: { cellular: 'lte', costPerGb: 0 } } }),
    faults: ['tunnel@40s+10m'],
    moments: [
      { atS: 90, symptom: 'no-internet', end: 'no-cell' },
      { atS: 110, symptom: 'no-satellite', end: 'no-terminals' },
    ],
  },
  'links that may not carry passengers': {
    settle: (file) => ({ ...file, traffic: { ...file.traffic, passenger: { links: ['oneweb'] } } }),
    faults: ['lockout@10s+60m'],
    moments: [{ atS: 90, symptom: 'no-internet', end: 'not-routed' }],
  },
  'what stands on its own roof': {
    settle: ({ terminals: { geo, ...others }, ...file }) => ({
      ...file,
      terminals: {
        ...others,
        ...(geo && { geo: { ...geo, hiddenSectors: [{ name: 'vent', azimuthDeg: [0, 359], elevationDeg: [0, 90] }] } }),
      },
    }),
    moments: [{ atS: 70, symptom: 'no-satellite', end: 'blocked', names: { terminal: 'geo' } }],
  },
  'a service that says nothing': {
    silent: ['links', 'tracking'],
    moments: [
      { atS: 20, symptom: 'no-internet', end: 'service-silent', names: { service: 'links' } },
      { atS: 20, symptom: 'no-satellite', end: 'service-silent', names: { service: 'tracking' } },
    ],
  },
}

for (const [what, ride] of Object.entries(rides))
  test.serial(`a technician is told of ${what}`, (t) => rideAndDiagnose(t, { fidelity: 'journey', ...ride }))
