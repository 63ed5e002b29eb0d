import test from 'ava'
import { runDiagnosis } from '../firmware/console/diagnose/run.ts'
import type { RideOptions } from '../firmware/main/ride/ride-plan.ts'
import type { Ending, EndingId, Symptom } from '../firmware/plan/diagnose/steps.ts'
import { consoleRide } from './fakes/console-ride.ts'

/** A train of the twin on which these faults hold, and the one sentence that a diagnosis must end with. */
interface Case {
  symptom: Symptom
  faults?: string[]
  options?: Partial<RideOptions>
  afterS?: number
  end: EndingId
  /** Of what stands in the sentence. */
  names?: Record<string, string>
}

const cases: readonly Case[] = [
  { symptom: 'no-internet', end: 'internet-works' },
  {
    symptom: 'no-internet',
    faults: ['lte-unplug@60s+10m', 'array-silent@60s+10m'],
    end: 'internet-works',
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
  { symptom: 'slow', end: 'not-slow' },
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
  { symptom: 'no-satellite', faults: ['gnss-spoofed@20s+10m'], afterS: 120, end: 'gnss-spoofed' },
  {
    symptom: 'no-satellite',
    faults: ['snow-on-array@10s+10m'],
    afterS: 300,
    end: 'no-lock',
    names: { terminal: 'oneweb' },
  },
  { symptom: 'no-satellite', faults: ['tunnel@20s+10m'], end: 'no-sky' },
]

for (const { symptom, faults = [], options, afterS = 100, end, names = {} } of cases)
  test(`${symptom} with ${faults.join(', ') || 'nothing wrong'} ends with ${end}`, async (t) => {
    const ride = await consoleRide({ ...options, fault: faults }, afterS)
    let isDone = false
    const running = runDiagnosis(ride.context, symptom).finally(() => {
      isDone = true
    })
    for (let waitedS = 0; waitedS < 60 && !isDone; waitedS++) await ride.clock.runFor(1_000)
    const outcome = await running
    const { ending } = outcome.data as { ending?: Ending }
    t.is(ending?.id, end, ride.said.join('\n'))
    for (const [name, value] of Object.entries(names)) t.is(ending?.values[name], value)
    t.is(outcome.lines.length, 1, 'one sentence')
    t.notRegex(outcome.lines.join(), /[{}]/, 'every name is filled in')
    await ride.close()
  })
