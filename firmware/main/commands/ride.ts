import { systemClock } from '../../../hal/linux/clock.ts'
import { type MonotonicMs, monotonicMs } from '../../../hal/units.ts'
import { RideOutput } from '../ride/ride-output.ts'
import { planRide, type RideOptions, type RidePlan } from '../ride/ride-plan.ts'
import { RideReport } from '../ride/ride-report.ts'
import { RideScore } from '../ride/ride-score.ts'
import type { RideWatch } from '../ride/ride-watch.ts'
import type { RideSummary } from '../ride/summary-text.ts'
import type { StopSignal } from '../stop-signal.ts'

const run = async (plan: RidePlan, watch: RideWatch): Promise<void> => {
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

/** Rides to the end and sums up what the ride came to, closing down not counted. */
const rideWith = async (
  plan: RidePlan,
  stop: StopSignal,
  output: RideOutput,
): Promise<Omit<RideSummary, 'wallS'> | undefined> => {
  let score: RideScore | undefined
  let endMs: MonotonicMs = monotonicMs(0)
  let summary: Omit<RideSummary, 'wallS'> | undefined
  await run(plan, {
    stop,
    onStart: (bus, startMs) => {
      score = new RideScore(bus, startMs, (event) => output.onEvent(event))
      endMs = startMs
      output.start(bus, startMs)
    },
    onTruth: (report) => {
      endMs = report.atMs
      score?.onTruth(report)
      output.onTruth(report)
    },
    onEvent: (event) => output.onEvent(event),
    onConsoleUsers: (passwords) => output.onConsoleUsers(passwords),
    onEnd: (twin) => {
      const {
        routeId: route,
        seed,
        fidelity,
        faultTexts: faults,
        without,
        isReverse,
        isCoachReversed,
        isSelfPointing,
      } = plan
      summary = score && {
        route,
        isReverse,
        isCoachReversed,
        isSelfPointing,
        seed,
        fidelity,
        faults,
        without,
        ...score.summary(endMs, twin),
      }
      output.end()
    },
  })
  return summary
}

/** `ride`: rides a virtual train, shows it, and sums it up. */
export const ride = async (options: RideOptions, stop: StopSignal): Promise<number> => {
  if (options.fault?.includes('list')) return listFaults()
  const plan = await planRide(options)
  for (const note of plan.notes) process.stderr.write(`steppelink: ${note}\n`)
  const report = options.report === undefined ? undefined : await RideReport.open(options.report)
  const output = new RideOutput(plan, { isJson: options.json === true, ...(report && { report }) })
  const sinceMs = systemClock.nowMs()
  try {
    const ridden = await rideWith(plan, stop, output)
    if (!ridden) return 1
    const wallS = Math.round((systemClock.nowMs() - sinceMs) / 100) / 10
    const summary: RideSummary = { ...ridden, wallS }
    report?.setSummary(summary)
    output.finish(summary)
  } finally {
    output.close()
    await report?.close()
  }
  return 0
}
