import test from 'ava'
import { runDiagnosis } from '../firmware/console/diagnose/run.ts'
import { StartRecorder } from '../firmware/main/start-recorder.ts'
import type { Ending, EndingId } from '../firmware/plan/diagnose/steps.ts'
import { memoryStorage, type Storage } from '../hal/storage.ts'
import { consoleRide } from './fakes/console-ride.ts'

/** One life of the controller on a ride: what is broken in it, what of its services ends, and how it ends itself. */
interface Life {
  faults?: readonly string[]
  crashes?: readonly string[]
  /** Its program alone ends, or the machine with it; `stopped`: people ask it to. */
  ends: 'stopped' | 'killed' | 'without power'
}

const LIFE_S = 8

interface Controller {
  storage: Storage
  /** Of the kernel: another one after each start of the machine. */
  boot: number
}

const begin = async (
  { storage, boot }: Controller,
  { faults = [], crashes = [] }: Pick<Life, 'faults' | 'crashes'>,
) => {
  const ride = await consoleRide({ fidelity: 'journey', storage, fault: [...faults] }, 0)
  const recorder = await StartRecorder.begin({ clock: ride.clock, storage, bootId: `boot ${boot}` })
  const endWatch = recorder.watch(ride.bus)
  // Who starts services sees them end.
  for (const service of crashes) recorder.crashed(service)
  await ride.clock.runFor(LIFE_S * 1_000)
  return { ride, recorder, endWatch }
}

/** Whoever is cut writes nothing more. */
const live = async (controller: Controller, life: Life): Promise<Controller> => {
  const { ride, recorder, endWatch } = await begin(controller, life)
  endWatch()
  if (life.ends === 'stopped') await recorder.end()
  await ride.close()
  return life.ends === 'without power' ? { ...controller, boot: controller.boot + 1 } : controller
}

const diagnosed = async (controller: Controller) => {
  const { ride, endWatch } = await begin(controller, {})
  const outcome = await runDiagnosis(ride.context, 'keeps-rebooting')
  endWatch()
  await ride.close()
  return outcome
}

const cases: readonly {
  what: string
  lives: readonly Life[]
  end: EndingId
  names?: Record<string, string | number>
}[] = [
  {
    what: 'a supply that fails before the machine stops',
    lives: [{ faults: ['power-fail@5s+10s'], ends: 'without power' }],
    end: 'supply-cuts',
    names: { times: 1 },
  },
  {
    what: 'a power plug that shakes loose, so that nothing sees it coming',
    lives: [{ ends: 'without power' }, { ends: 'without power' }],
    end: 'cuts',
    names: { times: 2 },
  },
  {
    what: 'a program that is killed on a machine that runs on',
    lives: [{ ends: 'killed' }, { ends: 'killed' }],
    end: 'ended-by-itself',
    names: { times: 2 },
  },
  {
    what: 'a service that crashes in each life',
    lives: [
      { crashes: ['vibration', 'links'], ends: 'stopped' },
      { crashes: ['vibration', 'vibration'], ends: 'stopped' },
    ],
    end: 'crashing',
    names: { service: 'vibration', times: 3 },
  },
  {
    what: 'people who restart it',
    lives: [{ ends: 'stopped' }, { ends: 'stopped' }, { ends: 'stopped' }, { ends: 'stopped' }],
    end: 'restarted-by-hand',
    names: { times: 4 },
  },
  {
    what: 'one supply dip that it lived through',
    lives: [{ faults: ['power-fail@2s+2s'], ends: 'stopped' }],
    end: 'steady',
  },
]

for (const { what, lives, end, names = {} } of cases)
  test.serial(`keeps-rebooting: ${what} ends with ${end}`, async (t) => {
    let controller: Controller = { storage: memoryStorage(), boot: 1 }
    for (const life of lives) controller = await live(controller, life)
    const outcome = await diagnosed(controller)
    const { ending } = outcome.data as { ending?: Ending }
    t.is(ending?.id, end, outcome.lines.join('\n'))
    for (const [name, value] of Object.entries(names)) t.is(ending?.values[name], value)
    t.notRegex(outcome.lines.join(), /[{}]/, 'every name is filled in')
  })
