/** What may wait for a mount's line. A newer set-point replaces an older one: nothing queues up on a slow line. */
export type MountCommand = 'stop' | 'set-point' | 'query'

/** What the line is to carry next. */
export interface QueueState {
  isStopWanted: boolean
  isSetPointWanted: boolean
  isQueryDue: boolean
  last: MountCommand | undefined
}

/** Stopping overtakes everything; set-points and queries take turns, so that a stream of either does not starve the other. */
export const nextCommand = ({
  isStopWanted,
  isSetPointWanted,
  isQueryDue,
  last,
}: QueueState): MountCommand | undefined => {
  if (isStopWanted) return 'stop'
  if (isSetPointWanted && !(isQueryDue && last === 'set-point')) return 'set-point'
  return isQueryDue ? 'query' : undefined
}
