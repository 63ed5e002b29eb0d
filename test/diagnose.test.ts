import test from 'ava'
import { type Moment, rideAndDiagnose } from './fakes/diagnosed-ride.ts'

/** A train of the twin on which these faults hold, and the one sentence that a diagnosis must end with. */
interface Case extends Omit<Moment, 'atS'> {
  faults?: readonly string[]
  atS?: number
}

const cases: readonly Case[] = [
  { symptom: 'no-internet', end: 'internet-unasked' },
  {
    symptom: 'no-internet',
    faults: ['lte-unplug@60s+10m', 'array-silent@60s+10m'],
    end: 'internet-unasked',
    names: { link: 'geo' },
  },
  {
    symptom: 'no-internet',
    faults: ['lte-unplug@10s+10m', 'tunnel@20s+10m'],
    end: 'modem-silent',
    names: { device: 'lte', link: 'lte' },
  },
  {
    symptom: 'no-internet',
    faults: ['lte-sim-barred@60s+10m', 'lockout@30s+10m'],
    end: 'sim-denied',
    names: { device: 'lte' },
  },
  { symptom: 'no-internet', faults: ['tunnel@20s+10m'], end: 'no-sky' },
  { symptom: 'no-internet', faults: ['lte-deregister@60s+10m', 'lockout@30s+10m'], end: 'satellites-only' },
  { symptom: 'no-internet', faults: ['power-fail@90s+10m'], end: 'supply-failing' },
  { symptom: 'slow', atS: 170, end: 'not-slow' },
  { symptom: 'slow', faults: ['tunnel@20s+10m'], end: 'no-link' },
  {
    symptom: 'slow',
    faults: ['lte-unplug@60s+10m', 'array-silent@60s+10m'],
    end: 'second-best',
    names: { link: 'geo', other: 'oneweb' },
  },
  { symptom: 'no-satellite', end: 'satellite-works' },
  { symptom: 'no-satellite', faults: ['array-silent@60s+10m'], end: 'antenna-silent', names: { device: 'array' } },
  { symptom: 'no-satellite', faults: ['dish-jam@60s+10m'], end: 'mount-stuck', names: { device: 'dish' } },
  {
    symptom: 'no-satellite',
    faults: ['modem-unplug@60s+10m'],
    end: 'satellite-modem-silent',
    names: { device: 'modem' },
  },
  { symptom: 'no-satellite', faults: ['lockout@60s+10m'], end: 'key-turned' },
  { symptom: 'no-satellite', faults: ['order-off@20s+10m'], end: 'ordered-off' },
  { symptom: 'no-satellite', faults: ['gnss-unplug@1s+10m', 'gnss-roof-2-unplug@1s+10m'], end: 'gnss-silent' },
  { symptom: 'no-satellite', faults: ['gnss-spoofed@20s+10m'], atS: 120, end: 'gnss-spoofed' },
  {
    symptom: 'no-satellite',
    faults: ['snow-on-array@10s+10m'],
    atS: 300,
    end: 'no-lock',
    names: { terminal: 'oneweb' },
  },
  { symptom: 'no-satellite', faults: ['tunnel@20s+10m'], end: 'no-sky' },
]

for (const { symptom, faults = [], atS = 100, end, names = {} } of cases)
  test.serial(`${symptom} with ${faults.join(', ') || 'nothing wrong'} ends with ${end}`, (t) =>
    rideAndDiagnose(t, { fidelity: 'journey', faults, moments: [{ atS, symptom, end, names }] }),
  )
