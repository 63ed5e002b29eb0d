import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { type LabProgram, TunnelLab } from './tunnel-lab.ts'

interface Moved {
  say: 'moved'
  trafficClass: string
  link?: string
  /** Of the system's clock. */
  atMs: number
}

type Said =
  | Moved
  | { say: 'links'; routes: Record<string, string>; links: Record<string, { state: string; reason: string }> }

/** What `operations` goes by. */
const CLASS = 'operations'
const READY_WITHIN_MS = 45_000
const LOOK_EVERY_MS = 20

/** A lab in which the links service itself decides, by what it measures: its modems say for ever that all is well. */
export class JudgingLab {
  readonly lab: TunnelLab
  readonly #moves: Moved[] = []
  #routes: Record<string, string> = {}
  #train: LabProgram | undefined
  #links: Record<string, { state: string; reason: string }> = {}

  readonly hub: LabProgram

  private constructor(lab: TunnelLab, hub: LabProgram) {
    this.lab = lab
    this.hub = hub
  }

  /** Rejects, with nothing left, when it cannot be made. */
  static async open(): Promise<JudgingLab> {
    const lab = await TunnelLab.open()
    try {
      const judging = new JudgingLab(lab, await lab.startHub())
      await judging.startTrain()
      return judging
    } catch (error) {
      await lab.close()
      throw error
    }
  }

  /** Starts the train's service, anew where it ran: it remembers no earlier switch then. Resolves when the class is carried and could go elsewhere. */
  async startTrain(): Promise<void> {
    await this.#train?.kill()
    this.#links = {}
    this.#routes = {}
    const train = this.lab.script('train', 'measuring-train.ts', this.lab.path('train.json'))
    this.#train = train
    void this.#listen(train)
    await this.until('the class is carried, and could go elsewhere', () => this.isCalm())
  }

  /** By which link `operations` goes now. */
  link(): string {
    return this.#routes[CLASS] ?? ''
  }

  reasonOf(link: string): string {
    return this.#links[link]?.reason ?? ''
  }

  /** Whether the link of the class, and another, were up when last heard of. */
  isCalm(): boolean {
    const up = Object.keys(this.#links).filter((name) => this.#links[name]?.state === 'up')
    return up.length > 1 && up.includes(this.link())
  }

  /** When the class left a link, after an instant; `undefined` when it has not within a time. */
  async leftAtMs(link: string, sinceMs: number, withinMs: number): Promise<number | undefined> {
    const left = () =>
      this.#moves.find((move) => move.trafficClass === CLASS && move.atMs > sinceMs && move.link !== link)?.atMs
    while (left() === undefined && systemClock.nowMs() < sinceMs + withinMs) await sleep(systemClock, LOOK_EVERY_MS)
    return left()
  }

  /** Until something is so; rejects after 45 s with what links were then. */
  async until(what: string, isSo: () => boolean): Promise<void> {
    const endMs = systemClock.nowMs() + READY_WITHIN_MS
    while (!isSo()) {
      if (systemClock.nowMs() > endMs) throw new Error(`not so in time: ${what}: ${JSON.stringify(this.#links)}`)
      await sleep(systemClock, LOOK_EVERY_MS)
    }
  }

  close(): Promise<void> {
    return this.lab.close()
  }

  async #listen(train: LabProgram): Promise<void> {
    try {
      for (;;) {
        const said = JSON.parse(await train.ask()) as Said
        if (train !== this.#train) return
        if (said.say === 'moved') this.#moves.push(said)
        else {
          this.#links = said.links
          this.#routes = said.routes
        }
      }
    } catch {
      // It has ended with its lab, or says why it does not start to whoever waits for it in vain.
    }
  }
}
