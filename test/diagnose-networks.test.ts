import test from 'ava'
import { runDiagnosis } from '../firmware/console/diagnose/run.ts'
import type { Ending, EndingId, Symptom } from '../firmware/plan/diagnose/steps.ts'
import { consoleRide } from './fakes/console-ride.ts'

/** Faults of the ride, and what a diagnosis while they hold must end with. */
interface Case {
  symptom: Symptom
  fault?: string | readonly string[]
  end: EndingId
  /** Of what stands in the sentence. */
  names?: Record<string, string>
}

interface Rides {
  cases: readonly Case[]
  /** Besides, each from its own time on. */
  always?: readonly string[]
  /** Unless given, what is no matter of links. */
  fidelity?: 'full' | 'journey'
}

type Ride = Awaited<ReturnType<typeof consoleRide>>

const diagnosed = async ({ context, clock, said }: Ride, symptom: Symptom) => {
  said.length = 0
  let isDone = false
  const running = runDiagnosis(context, symptom).finally(() => {
    isDone = true
  })
  for (let waitedS = 0; waitedS < 60 && !isDone; waitedS++) await clock.runFor(1_000)
  const outcome = await running
  return { outcome, ending: (outcome.data as { ending?: Ending }).ending, said: said.join('\n') }
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
    const ride = await consoleRide({ fault: [...always, ...faults], fidelity }, 0)
    const sinceMs = ride.clock.nowMs()
    for (const [at, { symptom, fault = 'nothing wrong', end, names = {} }] of cases.entries()) {
      const atMs = sinceMs + (FIRST_S + at * EACH_S + SETTLES_S) * 1_000
      await ride.clock.runFor(Math.max(0, atMs - ride.clock.nowMs()))
      const { outcome, ending, said } = await diagnosed(ride, symptom)
      const what = `${symptom} with ${[fault].flat().join(', ')}`
      t.is(ending?.id, end, `${what}\n${said}\n${outcome.lines.join()}`)
      for (const [name, value] of Object.entries(names)) t.is(String(ending?.values[name]), value, what)
      t.is(outcome.lines.length, 1, what)
      t.notRegex(outcome.lines.join(), /[{}]/, what)
    }
    await ride.close()
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
    { symptom: 'slow', fault: ['oneweb-lossy', 'lte-lossy'], end: 'lossy', names: { limit: '3' } },
    { symptom: 'slow', fault: ['oneweb-queued', 'lte-queued'], end: 'queued', names: { limit: '300' } },
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
