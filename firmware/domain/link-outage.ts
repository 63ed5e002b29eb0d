/** A time in which a link is not expected to carry, on the monotonic clock, with how likely that is, 0 to 1. */
export interface LinkOutage {
  fromMs: number
  toMs: number
  chance: number
  /** For people: `tunnel Otar`, `announced reboot`, `no coverage here on 3 of 3 trips`. */
  cause: string
}

/** What is expected of each link, by its name; a link of which nothing is expected may be absent. */
export type LinkOutlook = Readonly<Record<string, readonly LinkOutage[]>>

/** The outage that a link is most likely in between two times. */
export const worstBetween = (outages: readonly LinkOutage[], fromMs: number, toMs: number): LinkOutage | undefined => {
  let worst: LinkOutage | undefined
  for (const outage of outages) {
    if (outage.fromMs > toMs || outage.toMs <= fromMs) continue
    if (!worst || outage.chance > worst.chance) worst = outage
  }
  return worst
}
