import type { Random } from '../../../hal/random.ts'
import type { World } from '../truth.ts'

/** Causes of an outage by their number on the wire. */
export const CAUSE = {
  booting: 1,
  stowed: 2,
  thermalShutdown: 3,
  noSchedule: 4,
  noSatellites: 5,
  obstructed: 6,
  noDownlink: 7,
  noPings: 8,
} as const

/** One second as the terminal measured it. */
export interface DishSecond {
  /** Absent while it carries. */
  cause?: number
  /** 0 to 1. */
  loss: number
  latencyMs: number
}

const AZIMUTHS_DEG = Array.from({ length: 12 }, (_, index) => 30 * index)
/** A flat terminal looks at satellites above about this. */
const LOWEST_DEG = 30
/** Below this share of its sky free it carries nothing. */
const LEAST_SKY = 0.2
/** Seconds of a minute at which another satellite takes over, each 15 s (Mohan et al., "A multifaceted look at Starlink performance", WWW 2024). */
const SLOT_STARTS_S = 12
const SLOT_S = 15
const SHORT_OUTAGE_CHANCE = 1 / 900

/** How much of its sky something stands before, 0 to 1. */
export const hiddenShare = (world: Pick<World, 'surroundings'>): number => {
  const around = world.surroundings()
  const hidden = AZIMUTHS_DEG.map((azimuthDeg) => {
    const horizonDeg = around.horizonDeg(azimuthDeg)
    return Math.max(0, Math.min(1, (horizonDeg - LOWEST_DEG) / (90 - LOWEST_DEG)))
  })
  return hidden.reduce((sum, share) => sum + share, 0) / hidden.length
}

const isSlotStart = (utcMs: number): boolean => Math.floor(utcMs / 1000 - SLOT_STARTS_S) % SLOT_S === 0

const lost = (cause: number): DishSecond => ({ cause, loss: 1, latencyMs: 0 })

/** One second of a terminal that has a network: its sky, the rhythm of slots, and short outages that nobody explains. */
export const measureSecond = (world: World, random: Random): DishSecond => {
  const hidden = hiddenShare(world)
  if (1 - hidden < LEAST_SKY) return lost(CAUSE.obstructed)
  // Half a hidden sky is half the time without a satellite.
  if (random.next() < hidden / 2) return lost(CAUSE.obstructed)
  if (random.next() < SHORT_OUTAGE_CHANCE) return lost(random.next() < 0.5 ? CAUSE.noDownlink : CAUSE.noPings)
  const isChanging = isSlotStart(world.utcMs())
  const latencyMs = 26 + 5 * Math.abs(random.normal()) + (isChanging ? 40 * random.next() : 0)
  const loss = isChanging && random.next() < 0.4 ? 0.3 * random.next() : random.next() < 0.02 ? 0.05 : 0
  return { loss, latencyMs }
}
