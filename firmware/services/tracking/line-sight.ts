import { type MonotonicMs, wrap360Deg } from '../../../hal/units.ts'
import { type TopicMessage, topics } from '../../bus/topics.ts'
import { chanceWithin, hides } from '../../domain/blockage.ts'
import type { Direction } from '../../domain/frames.ts'
import type { Geodetic } from '../../domain/geodesy.ts'
import { nearestOnLegs } from '../../domain/leg.ts'
import type { Blockage, Route } from '../../domain/route.ts'
import { placeAhead, type TrainWay } from '../../domain/way-ahead.ts'
import { type AlongLine, stretchesAt } from '../../plan/service-ahead.ts'

type Navigation = TopicMessage<'navigation'>

/** More likely hidden than not. */
const BLOCKED_CHANCE = 0.5
/** A train keeps its speed to a tenth, as a guess. */
const SPEED_DOUBT = 0.1
/** Receivers that lost the sky for this long, while nobody jams, speak for a tunnel near the line's. */
const DARK_S = 2
/** How much more likely they lose it in a tunnel than outside. Chosen. */
const DARK_SPEAKS = 100
/** At walking pace a course says little of the track. */
const MOVING_MPS = 2

/** What the known lines say of what hides the sky, here and ahead. */
export class LineSight {
  readonly #routes: ReadonlyMap<string, Route>
  #last: Navigation | undefined
  #isJammed = false

  constructor(routes: readonly Route[]) {
    this.#routes = new Map(routes.map((route) => [route.id, route]))
  }

  onNavigation(message: Navigation): void {
    this.#last = message
  }

  onReceivers({ jamming }: TopicMessage<'receivers'>): void {
    this.#isJammed = jamming === 'warning' || jamming === 'critical'
  }

  /** Where the train will be at a time of UTC, by its line, course and speed; as it went when it was heard last. */
  placeAt(position: Geodetic, nowUtcMs: number): (utcMs: number) => Geodetic {
    const { courseTrueDeg, speedMps } = this.#last ?? {}
    const line = this.#line()
    const way: TrainWay = {
      position,
      ...(courseTrueDeg !== undefined && { courseTrueDeg }),
      ...(speedMps !== undefined && { speedMps }),
      ...(line && line.direction !== 'unknown' && { line: { ...line, direction: line.direction } }),
    }
    return (utcMs) => placeAhead(way, (utcMs - nowUtcMs) / 1000)
  }

  /** The way along the line from now on; undefined off all lines. */
  along(): AlongLine | undefined {
    const line = this.#line()
    if (!line) return undefined
    const { route, chainageKm, chainageSigmaKm, direction } = line
    const kmPerS = (this.#last?.speedMps ?? 0) / 1000
    const sign = direction === 'unknown' ? 0 : direction === 'up' ? 1 : -1
    const bearingDeg = this.#bearingDeg(route)
    return {
      blockages: route.blockages,
      at: (seconds) => {
        const goneKm = kmPerS * seconds
        const doubtKm = goneKm * (sign === 0 ? 1 : SPEED_DOUBT)
        return { chainageKm: chainageKm + sign * goneKm, sigmaKm: Math.hypot(chainageSigmaKm, doubtKm), bearingDeg }
      },
    }
  }

  /** What most likely stands before a beam now. */
  blockedBy(look: Direction | undefined, isLocked: boolean, nowMs: MonotonicMs): Blockage | undefined {
    const isHeard = this.#last !== undefined && nowMs - this.#last.atMs <= topics.navigation.staleAfterMs
    const along = isHeard ? this.along() : undefined
    if (!along || !look) return undefined
    return stretchesAt(along, 0).find(({ blockage, bearingDeg }) => {
      if (!hides(blockage, look, bearingDeg)) return false
      return this.#chanceOf(blockage, along, isLocked) >= BLOCKED_CHANCE
    })?.blockage
  }

  /** Of being within it, all that is seen considered: a carrier that is received speaks for open sky. */
  #chanceOf(blockage: Blockage, along: AlongLine, isLocked: boolean): number {
    const chance = chanceWithin(blockage, along.at(0))
    const isDark = (this.#last?.sinceFixS ?? 0) >= DARK_S && !this.#isJammed && !isLocked
    if (blockage.kind !== 'tunnel' || !isDark) return chance
    return (DARK_SPEAKS * chance) / (DARK_SPEAKS * chance + 1 - chance)
  }

  #line() {
    const line = this.#last?.line
    const route = line && this.#routes.get(line.lineId)
    return route && !line.isOffRoute ? { ...line, route } : undefined
  }

  /** Of the track here: as the train goes, else as its line's way points lie. */
  #bearingDeg(route: Route): number {
    const { courseTrueDeg, speedMps = 0, position } = this.#last ?? {}
    if (courseTrueDeg !== undefined && speedMps >= MOVING_MPS) return wrap360Deg(courseTrueDeg)
    return position ? nearestOnLegs(route.legs, position).bearingDeg : 0
  }
}
