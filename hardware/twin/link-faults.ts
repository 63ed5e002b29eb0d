interface Link<Name extends string> {
  name: Name
  carries: boolean
  latencyMs: number
  loss: number
  capacityMbps: number
}

/** Chosen: a connector with water in it, or a provider's own lost packets. */
const LOSSY = 0.06
/** Chosen: a queue of the provider's that stands full. */
const QUEUED_MS = 380

/** A link as it is with what may be wrong beyond the train's own modem, where no modem sees it. */
export const withFaults = <Name extends string>(link: Link<Name>, has: (fault: string) => boolean): Link<Name> => {
  const { name, carries, loss, latencyMs } = link
  if (!carries) return link
  if (has('hub-silent') || has(`${name}-provider-silent`))
    return { name, carries: false, latencyMs: 0, loss: 1, capacityMbps: 0 }
  return {
    ...link,
    loss: has(`${name}-lossy`) ? Math.min(1, loss + LOSSY) : loss,
    latencyMs: has(`${name}-queued`) ? latencyMs + QUEUED_MS : latencyMs,
  }
}
