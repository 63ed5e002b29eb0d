/** The run of the train as people know it; what is unknown is absent. */
export interface Journey {
  state: 'unknown' | 'waiting' | 'running' | 'diverted' | 'ended'
  trainNumber?: string
  lineId?: string
  lineName?: string
  /** `up`: kilometres rise. */
  direction: 'up' | 'down' | 'unknown'
  from?: string
  to?: string
  startedUtcMs?: number
  endedUtcMs?: number
  coachFacing: 'forwards' | 'backwards' | 'unknown'
  setBy: 'position' | 'crew'
  /** What the crew set; position does not change it. */
  crewLineId?: string
  crewDirection?: 'up' | 'down'
  /** Where the train was seen last: a restart resumes only what can still be. */
  last?: { utcMs: number; latDeg: number; lonDeg: number }
}

/** What the crew sets; what it leaves out stays as it set it before, or is found from position. */
export interface JourneySet {
  trainNumber?: string | undefined
  lineId?: string | undefined
  direction?: 'up' | 'down' | undefined
}

export const journeyAtStart: Journey = {
  state: 'unknown',
  direction: 'unknown',
  coachFacing: 'unknown',
  setBy: 'position',
}
