import type { LinkMeasurer } from '../services/links/link-measuring.ts'
import type { TrainTunnels } from './train-tunnels.ts'

type OnSeen = Parameters<LinkMeasurer['onSeen']>[0]

/** What measures the links, whenever it comes. */
export class LateMeasuring implements LinkMeasurer {
  #part: LinkMeasurer | undefined
  #onSeen: OnSeen = () => {}
  #used: ReadonlySet<string> = new Set()

  take(part: LinkMeasurer): void {
    this.#part = part
    part.onSeen(this.#onSeen)
    part.use(this.#used)
  }

  onSeen(handler: OnSeen): void {
    this.#onSeen = handler
    this.#part?.onSeen(handler)
  }

  use(names: ReadonlySet<string>): void {
    this.#used = names
    this.#part?.use(names)
  }

  /** Who opened it closes it. */
  close(): Promise<void> {
    return Promise.resolve()
  }
}

/** What tells the hub, whenever its tunnels come: by then it has the present link of each class to tell. */
export class LateTunnels implements Pick<TrainTunnels, 'announce' | 'tellCapacity'> {
  readonly #present = new Map<string, string | undefined>()
  #part: TrainTunnels | undefined

  take(part: TrainTunnels): void {
    this.#part = part
    for (const [trafficClass, link] of this.#present) part.announce(trafficClass, link)
  }

  announce(trafficClass: string, link: string | undefined): void {
    this.#present.set(trafficClass, link)
    this.#part?.announce(trafficClass, link)
  }

  /** Told again every few seconds: what is lost now comes then. */
  tellCapacity(link: string, kbps: number | undefined): void {
    this.#part?.tellCapacity(link, kbps)
  }
}
