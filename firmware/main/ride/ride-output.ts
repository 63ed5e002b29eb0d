import type { Cancel } from '../../../hal/clock.ts'
import { systemClock } from '../../../hal/linux/clock.ts'
import type { MonotonicMs } from '../../../hal/units.ts'
import type { TwinReport } from '../../../hardware/twin/report.ts'
import type { Bus } from '../../bus/bus.ts'
import { durationText } from '../../domain/duration.ts'
import { decisionText } from './decisions.ts'
import { LiveScreen } from './live-screen.ts'
import type { RidePlan } from './ride-plan.ts'
import type { RideReport } from './ride-report.ts'
import { followRide, type RideEvent, type RideView } from './ride-view.ts'
import { type RideFrame, renderStatus } from './status-screen.ts'
import { type RideSummary, summaryLines } from './summary-text.ts'

export interface RideOutputOptions {
  isJson: boolean
  /** Where the events go as well. */
  report?: RideReport
}

const DRAW_EVERY_MS = 500

/** What people see of a ride: a live status on a terminal, a line an event elsewhere, a summary at the end; with JSON only that. */
export class RideOutput {
  readonly #plan: RidePlan
  readonly #options: RideOutputOptions
  readonly #screen: LiveScreen | undefined
  #view: RideView = { events: [] }
  #add: (event: RideEvent) => void = () => undefined
  #frame: RideFrame | undefined
  #isOver = false
  #stopDrawing: Cancel = () => undefined

  constructor(plan: RidePlan, options: RideOutputOptions) {
    this.#plan = plan
    this.#options = options
    if (process.stdout.isTTY && !options.isJson) this.#screen = new LiveScreen(process.stdout)
  }

  start(bus: Bus, startMs: MonotonicMs): void {
    const { route, speed, consoleLink } = this.#plan
    this.#frame = {
      routeName: route.name,
      lengthKm: route.lengthKm,
      stops: route.stations,
      startMs,
      speed: String(speed),
      ...(consoleLink !== undefined && { consoleLink }),
    }
    // With JSON alone nobody looks on.
    if (this.#options.isJson && !this.#options.report) return
    const followed = followRide(
      bus,
      (event) => this.#told(event),
      () => !this.#isOver,
    )
    Object.assign(followed.view, { truth: this.#view.truth, consoleUsers: this.#view.consoleUsers })
    this.#view = followed.view
    this.#add = followed.add
    this.#tellConsole(startMs)
    if (this.#screen) this.#stopDrawing = systemClock.every(DRAW_EVERY_MS, () => this.#draw())
  }

  #tellConsole(atMs: MonotonicMs): void {
    const { consoleLink } = this.#plan
    if (consoleLink === undefined) return
    const text = `the technician’s console is at ${consoleLink}; npm run console opens it`
    this.onEvent({ atMs, source: 'console', severity: 'info', subject: 'console', text, reasons: [] })
  }

  /** Shown to whoever looks on, and kept nowhere. */
  onConsoleUsers(passwords: Readonly<Record<string, string>>): void {
    this.#view.consoleUsers = passwords
    if (this.#options.isJson || this.#screen) return
    const told = Object.entries(passwords).map(([name, password]) => `${name} ${password}`)
    process.stdout.write(`the console's users, with first passwords for this ride: ${told.join(', ')}\n`)
  }

  onTruth(report: TwinReport): void {
    if (this.#isOver) return
    const before = this.#view.truth?.activeFaults ?? []
    this.#view.truth = report
    for (const fault of report.activeFaults.filter((name) => !before.includes(name)))
      this.onEvent({
        atMs: report.atMs,
        source: 'twin',
        severity: 'warning',
        subject: 'fault',
        text: `${fault} begins`,
        reasons: [],
      })
    for (const fault of before.filter((name) => !report.activeFaults.includes(name)))
      this.onEvent({
        atMs: report.atMs,
        source: 'twin',
        severity: 'info',
        subject: 'fault',
        text: `${fault} is over`,
        reasons: [],
      })
  }

  onEvent(event: RideEvent): void {
    this.#add(event)
  }

  /** The ride is over: what is told while everything closes down is not of it. */
  end(): void {
    this.#stopDrawing()
    this.#draw()
    this.#isOver = true
  }

  finish(summary: RideSummary): void {
    const text = this.#options.isJson ? JSON.stringify(summary) : ['', ...summaryLines(summary)].join('\n')
    process.stdout.write(`${text}\n`)
  }

  close(): void {
    this.#stopDrawing()
    this.#screen?.close()
  }

  #told(event: RideEvent): void {
    const sinceMs = event.atMs - (this.#frame?.startMs ?? 0)
    this.#options.report?.addEvent({ ...event, atMs: Math.round(sinceMs) })
    if (this.#screen || this.#options.isJson) return
    const { said, why } = decisionText(event)
    const source = event.source === event.subject ? '' : `${event.source}: `
    process.stdout.write(`${durationText(sinceMs)} ${source}${said}${why === '' ? '' : ` (${why})`}\n`)
  }

  #draw(): void {
    if (this.#frame && this.#screen) this.#screen.show(renderStatus(this.#view, this.#frame, this.#screen.size()))
  }
}
