import type { Clock } from '../../../hal/clock.ts'
import type { MotionSample } from '../../../hal/motion-sensor.ts'
import type { Bus } from '../../bus/bus.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import type { Vector } from '../../domain/frames.ts'

type Sample = TopicMessage<'motion'>['parts'][string]['samples'][number]

/** How the samples of one part are handed on. */
interface Carried {
  toBody(vector: Vector): [number, number, number]
  isWell(nowMs: number): boolean
}

interface Waiting extends Carried {
  samples: Sample[]
  temperatureC?: number
}

/** Gathers samples and publishes them on `motion`, those of parts that are well. */
export interface MotionFeed {
  carry(key: string, how: Carried): void
  add(key: string, sample: MotionSample): void
  stop(): void
}

/** As many as one message holds of a part; a part that fills it sooner is published sooner. */
const MOST_SAMPLES = 64

const take = (part: Waiting, nowMs: number): TopicMessage<'motion'>['parts'][string] | undefined => {
  const { samples, temperatureC } = part
  if (samples.length === 0) return undefined
  part.samples = []
  if (!part.isWell(nowMs)) return undefined
  return temperatureC === undefined ? { samples } : { temperatureC, samples }
}

/** A feed that publishes `motionHz` times a second, or when a part's samples fill a message; never an empty one. */
export const motionFeed = ({ clock, bus, motionHz }: { clock: Clock; bus: Bus; motionHz: number }): MotionFeed => {
  const waiting = new Map<string, Waiting>()
  const publish = (): void => {
    const nowMs = clock.nowMs()
    const parts: TopicMessage<'motion'>['parts'] = {}
    let isEmpty = true
    for (const [key, part] of waiting) {
      const taken = take(part, nowMs)
      if (!taken) continue
      parts[key] = taken
      isEmpty = false
    }
    if (!isEmpty) bus.publish('motion', { atMs: nowMs, parts })
  }
  const stop = clock.every(1000 / motionHz, publish)
  return {
    carry: (key, how) => void waiting.set(key, { ...how, samples: [] }),
    add: (key, { atMs, accelerationG, rateDps, temperatureC }) => {
      const part = waiting.get(key)
      if (!part) return
      if (temperatureC !== undefined) part.temperatureC = temperatureC
      const turned = part.toBody(accelerationG)
      part.samples.push(
        rateDps ? { atMs, accelerationG: turned, rateDps: part.toBody(rateDps) } : { atMs, accelerationG: turned },
      )
      if (part.samples.length >= MOST_SAMPLES) publish()
    },
    stop,
  }
}
