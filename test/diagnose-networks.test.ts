import test from 'ava'
import type { EndingId, Symptom } from '../firmware/plan/diagnose/steps.ts'
import { rideAndDiagnose } from './fakes/diagnosed-ride.ts'

/** Faults of the ride, and what a diagnosis while they hold must end with. */
interface Case {
  symptom: Symptom
  fault?: string | readonly string[]
  end: EndingId
  /** Of what stands in the sentence. */
  names?: Record<string, string | number>
}

interface Rides {
  cases: readonly Case[]
  /** Besides, each from its own time on. */
  always?: readonly string[]
  /** Unless given, what is no matter of links. */
  fidelity?: 'full' | 'journey'
}

/** From the begin of one fault to that of the next; modems need the first while to lock. */
const FIRST_S = 120
const EACH_S = 90
/** What was measured before has been forgotten, and every class has gone where it goes. */
const SETTLES_S = 25

/** One ride with one fault after the other, and a diagnosis in each. */
const rides = (title: string, { cases, always = [], fidelity = 'journey' }: Rides): void =>
  test(title, async (t) => {
    t.timeout(300_000)
    const faults = cases.flatMap(({ fault = [] }, at) =>
      [fault].flat().map((name) => `${name}@${FIRST_S + at * EACH_S}s+${EACH_S - 30}s`),
    )
    const moments = cases.map(({ fault: _, ...one }, at) => ({ ...one, atS: FIRST_S + at * EACH_S + SETTLES_S }))
    await rideAndDiagnose(t, { faults: [...always, ...faults], moments, fidelity })
  })

rides('coaches of the twin: each of their faults ends with its sentence', {
  cases: [
    { symptom: 'coach-dead', fault: 'coach-port-gone', end: 'port-absent', names: { port: 'eth1' } },
    { symptom: 'coach-dead', fault: 'coach-vlan-gone', end: 'vlan-absent', names: { lan: 'coach-2', port: 'eth1' } },
    {
      symptom: 'coach-dead',
      fault: 'coach-cable',
      end: 'lan-cable-out',
      names: { lan: 'coach-1, coach-2, coach-3', port: 'eth1' },
    },
    { symptom: 'coach-dead', fault: 'coach-address-lost', end: 'no-address', names: { lan: 'coach-2' } },
    { symptom: 'coach-dead', fault: 'coach-dhcp-dead', end: 'dhcp-dead', names: { lan: 'coach-2' } },
    { symptom: 'coach-dead', fault: 'coach-switch-power', end: 'coaches-silent', names: { lan: 'coach-2, coach-3' } },
    { symptom: 'coach-dead', fault: 'coach-ap-dead', end: 'coach-silent', names: { lan: 'coach-3' } },
    { symptom: 'coach-dead', end: 'coach-own' },
    { symptom: 'coach-dead', fault: 'coach-crowd', end: 'dhcp-full', names: { lan: 'coach-1' } },
  ],
})

rides('a coach whose switch filters what devices ask ends with its sentence', {
  always: ['coach-dhcp-filtered@1s+10m'],
  cases: [{ symptom: 'coach-dead', end: 'nobody-asks', names: { lan: 'coach-3' } }],
})

rides('links of the twin: what is wrong beyond their modems ends with its sentence', {
  fidelity: 'full',
  cases: [
    // Passengers go now by the one, now by the other.
    { symptom: 'slow', fault: ['oneweb-lossy', 'lte-lossy'], end: 'lossy', names: { limit: 3 } },
    { symptom: 'slow', fault: ['oneweb-queued', 'lte-queued'], end: 'queued', names: { limit: 300 } },
    { symptom: 'no-internet', fault: 'hub-silent', end: 'shore-silent', names: { links: 'oneweb, lte, geo' } },
    { symptom: 'slow', fault: 'hub-silent', end: 'no-link' },
  ],
})

rides('links of the twin: one that is left alone and whose provider is silent ends with its sentence', {
  fidelity: 'full',
  always: ['lockout@1s+20m'],
  cases: [
    { symptom: 'slow', fault: 'lte-antenna', end: 'weak-cell', names: { device: 'lte' } },
    { symptom: 'no-internet', fault: 'lte-provider-silent', end: 'nothing-back', names: { link: 'lte' } },
  ],
})
