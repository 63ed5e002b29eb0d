import test from 'ava'
import { lostOf } from './flow-record.ts'
import { flowFrom, MODEM_WITHIN_MS, openTrain, runningIn } from './rail-train-set-up.ts'
import type { ToldProgram } from './told-program.ts'

test.beforeEach((t) => t.timeout(400_000))

/** From the first line after which a program may say a thing again. */
const after = (run: ToldProgram, words: string): number => run.lines.findLastIndex(({ line }) => line.includes(words))

test.serial('what a modem reports and what a terminal announces move real traffic', async (t) => {
  const train = await openTrain(t)
  train.edit(['cctv: [oneweb, lte]', 'cctv: [starlink, oneweb]'])
  await train.rail('cut', 'oneweb')
  // The terminal boots for 50 s, and says a minute ahead that it restarts.
  await train.startModems({ starlink: ['starlink-reboot@65s'], lte: ['lte-deregister@75s'] })
  await train.startHub()
  const run = await runningIn(train)
  await train.isRouted('cctv', 'starlink', MODEM_WITHIN_MS)
  await train.rail('restore', 'oneweb')
  await train.isRouted('maintenance', 'lte', MODEM_WITHIN_MS)
  const ends = [await flowFrom(train, 'cctv', '7001'), await flowFrom(train, 'maintenance', '7002')]

  const lost = await run.says(/lte is acquiring/, { withinMs: MODEM_WITHIN_MS, since: after(run, 'lte is up') })
  const movedMs = (await train.isRouted('maintenance', 'oneweb')) - lost.atMs
  t.log(`moved, as seen from outside, ${Math.round(movedMs)} ms after the service told of the modem's report`)

  const left = await run.says(/cctv: starlink → oneweb/, { withinMs: MODEM_WITHIN_MS })
  const restart = await run.says(/starlink is (acquiring|down)/, {
    withinMs: MODEM_WITHIN_MS,
    since: run.lines.indexOf(left) + 1,
  })
  t.log(`left ${Math.round(restart.atMs - left.atMs)} ms before the terminal restarted`)
  for (const end of ends) {
    const { up, down } = await end()
    const [lostUp, lostDown] = [lostOf(down, up), lostOf(up, down)]
    t.log(`lost ${lostUp} of ${down.sent} up, ${lostDown} of ${up.sent} down`)
    t.true(up.received.length > 200 && down.received.length > 200)
    // None on a quiet machine; on a busy one packets wait as on a full link, and the least important class is held back.
    t.true(lostUp < 0.3 * down.sent && lostDown < 0.3 * up.sent, 'no link fell silent: the flow goes on')
  }
})
