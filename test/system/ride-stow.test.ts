import test, { type ExecutionContext } from 'ava'
import { Desk, leavesNothing } from './command.ts'
import { type ReportedEvent, readSummary, reportedEvents, type Summary } from './summary.ts'

const SECOND_MS = 1_000
/** A second's message, and what a loaded machine cannot change: rides are accelerated. */
const SOON_MS = 2 * SECOND_MS

const ride = async (t: ExecutionContext, args: readonly string[]): Promise<Summary & { told: ReportedEvent[] }> => {
  const desk = new Desk(t)
  const fixed = ['ride', '--speed', 'max', '--seed', '7', '--json', '--report', 'report']
  const { status, stdout, stderr } = await desk.run(...fixed, ...args)
  t.is(status, 0, stderr)
  leavesNothing(t, desk)
  return { ...readSummary(stdout), told: reportedEvents(desk.path('report')) }
}

/** When it was first told after a time, ms of the ride. */
const toldAt = (told: readonly ReportedEvent[], source: string, text: RegExp, afterMs: number): number => {
  const found = told.find(
    (event) => event.subject === 'geo' && event.source === source && event.atMs >= afterMs && text.test(event.text),
  )
  return found?.atMs ?? Number.NaN
}

/** Muted, laid down, and in service again, in this order. */
const course = (told: readonly ReportedEvent[], cause: RegExp, fromMs: number) => {
  const stowsMs = toldAt(told, 'tracking', new RegExp(`^stows: ${cause.source}`), fromMs)
  const mutedMs = toldAt(told, 'interlock', /^muted: /, fromMs)
  const stowedMs = toldAt(told, 'tracking', /^is stowed: it reads [\d.]+° and [01]\.\d° up$/, stowsMs)
  const raisedMs = toldAt(told, 'tracking', /^is raised again/, stowedMs)
  const onTargetMs = toldAt(told, 'tracking', /^is back on target/, raisedMs)
  const permittedMs = toldAt(told, 'interlock', /^transmission permitted/, stowsMs)
  return { stowsMs, mutedMs, stowedMs, raisedMs, onTargetMs, permittedMs }
}

test('a shock, a failing supply and an order lay the dish down, muted, and each time service comes again', async (t) => {
  t.timeout(120_000)
  const faults = ['shock@150s', 'power-fail@240s+15s', 'wind-order@330s+40s']
  const { told, tracking, links } = await ride(t, ['--for', '440s', ...faults.flatMap((fault) => ['--fault', fault])])
  for (const [cause, atS, overAtS] of [
    [/a shock of/, 150, 182],
    [/the supply is failing/, 240, 265],
    [/ordered by the ride: a storm/, 330, 370],
  ] as const) {
    const { stowsMs, mutedMs, stowedMs, raisedMs, onTargetMs, permittedMs } = course(told, cause, atS * SECOND_MS)
    t.true(stowsMs - atS * SECOND_MS <= SOON_MS && mutedMs - atS * SECOND_MS <= SOON_MS, String(cause))
    // From 30° at 5° a second.
    t.true(stowedMs - stowsMs > 4 * SECOND_MS && stowedMs - stowsMs < 12 * SECOND_MS, String(cause))
    t.true(Math.abs(raisedMs - overAtS * SECOND_MS) <= SOON_MS, `${cause}: raised at ${raisedMs} ms`)
    t.true(
      onTargetMs > raisedMs && permittedMs >= onTargetMs && permittedMs < onTargetMs + 20 * SECOND_MS,
      String(cause),
    )
  }
  t.is(tracking.offTargetTransmitS, 0)
  t.true((links['geo']?.upS ?? 0) > 200)
})

/** Past a gantry that the twin's train file has on this line, at kilometre 14. */
const GANTRY = ['--route', 'astana-borovoe', '--fidelity', 'journey', '--for', '18m']

test('the dish is down before the train is in a stretch of low clearance, and in service behind it', async (t) => {
  t.timeout(120_000)
  const { told, tracking } = await ride(t, GANTRY)
  const { stowsMs, stowedMs, permittedMs } = course(told, /low clearance: low gantry/, 0)
  t.true(stowedMs > stowsMs && permittedMs > stowedMs)
  t.is(tracking.dishInLowClearanceS, 0)
  t.is(tracking.offTargetTransmitS, 0)
})

test('a dish whose motors do not move is told of, not called stowed, and really stands in the way', async (t) => {
  t.timeout(120_000)
  const { told, tracking } = await ride(t, [...GANTRY, '--fault', 'dish-jam@7m+11m'])
  t.true(toldAt(told, 'tracking', /^is not stowed after 60 s/, 0) > 0)
  t.is(toldAt(told, 'tracking', /^is stowed/, 0), Number.NaN)
  t.true(tracking.dishInLowClearanceS > 5)
  t.is(tracking.offTargetTransmitS, 0)
})
