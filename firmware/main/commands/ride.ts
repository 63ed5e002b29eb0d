import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '../../../hal/linux/clock.ts'
import { type MonotonicMs, monotonicMs } from '../../../hal/units.ts'
import { makeFolder } from '../make-folder.ts'
import { RideOutput } from '../ride/ride-output.ts'
import { planRide, type RideOptions, type RidePlan } from '../ride/ride-plan.ts'
import { RideScore } from '../ride/ride-score.ts'
import type { RideWatch } from '../ride/ride-watch.ts'
import { listenForStop } from '../stop-signal.ts'

const run = async (plan: RidePlan, watch: RideWatch) => {
  if (plan.speed === 1) return (await import('../ride/real-time-ride.ts')).rideInRealTime(plan, watch)
  return (await import('../ride/accelerated-ride.ts')).rideAccelerated(plan, watch)
}

/** `ride --fault list`: every fault, with what it does. */
const listFaults = async (): Promise<number> => {
  const { faultCatalogue } = await import('../../../hardware/twin/faults.ts')
  const widest = Math.max(...faultCatalogue.map(({ name }) => name.length))
  const lines = faultCatalogue.map(({ name, summary }) => `${name.padEnd(widest)}  ${summary}`)
  process.stdout.write(`${lines.join('\n')}\n`)
  return 0
}

/** `ride`: rides a virtual train, shows it, and sums it up. */
export const ride = async (options: RideOptions): Promise<number> => {
  if (options.fault?.includes('list')) return listFaults()
  const plan = await planRide(options)
  if (options.report !== undefined) await makeFolder(options.report)
  const output = new RideOutput(plan, {
    isJson: options.json === true,
    ...(options.report !== undefined && { reportFolder: options.report }),
  })
  let score: RideScore | undefined
  let endMs: MonotonicMs = monotonicMs(0)
  const sinceMs = systemClock.nowMs()
  const watch: RideWatch = {
    stop: listenForStop(),
    onStart: (bus, startMs) => {
      score = new RideScore(bus, startMs)
      output.start(bus, startMs)
    },
    onTruth: (report) => {
      endMs = report.atMs
      score?.onTruth(report)
      output.onTruth(report)
    },
    onEvent: (event) => output.onEvent(event),
  }
  try {
    const twin = await run(plan, watch)
    const wallS = Math.round((systemClock.nowMs() - sinceMs) / 100) / 10
    const named = { route: plan.routeId, seed: plan.seed, fidelity: plan.fidelity, faults: plan.faultTexts, wallS }
    const summary = score && { ...named, ...score.summary(endMs, twin) }
    if (!summary) return 1
    if (options.report !== undefined)
      await writeFile(join(options.report, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`)
    output.finish(summary)
  } finally {
    await output.close()
  }
  return 0
}
