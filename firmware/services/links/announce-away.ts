import type { AnnounceAway } from './leave-first.ts'
import type { LinkChooser } from './link-chooser.ts'
import type { Outlook } from './outlook.ts'

/** What orders to devices have of the choice of links. */
export interface OutageTakers {
  chooser: Pick<LinkChooser, 'announce' | 'isUsed' | 'nowMs'>
  outlook: Pick<Outlook, 'announce'>
}

/** Tells the choice of links of a device that people's orders take away: one announcement holds of each. */
export const announceAway =
  ({ chooser, outlook }: OutageTakers, linkOf: (device: string) => string | undefined): AnnounceAway =>
  (device, forMs, cause) => {
    const link = linkOf(device)
    if (link === undefined) return false
    const source = `orders to ${device}`
    const isUsed = chooser.isUsed(link)
    const fromMs = chooser.nowMs()
    if (forMs === 0) outlook.announce(source, [])
    else chooser.announce(source, { link, fromMs, toMs: fromMs + forMs, cause })
    return isUsed
  }
