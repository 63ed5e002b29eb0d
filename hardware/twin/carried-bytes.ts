import { trafficClasses } from '../../firmware/domain/traffic-class.ts'
import type { LinkCounter } from '../../hal/network.ts'

type Bytes = Pick<LinkCounter, 'sentBytes' | 'receivedBytes'>

/** What a link moves besides the bytes of classes: headers of the tunnel around full packets (WireGuard over IPv4: 60 in 1,420), acknowledgements. */
const AROUND = 1.05

const nothing: Bytes = { sentBytes: 0, receivedBytes: 0 }

/** The machine's counters of bytes: from zero, whole, of each link and of each class on it, as a kernel has them from its start. */
export const carriedBytes = (epoch: string, links: readonly string[]) => {
  const none = (): Map<string, Bytes> => new Map(trafficClasses.map((name) => [name, nothing]))
  const classes = new Map(links.map((link) => [link, none()]))
  const counterOf = (link: string, { sentBytes, receivedBytes }: Bytes): LinkCounter => ({
    link,
    epoch,
    sentBytes: Math.round(sentBytes),
    receivedBytes: Math.round(receivedBytes),
  })
  const whole = (ofLink: ReadonlyMap<string, Bytes>): Bytes =>
    [...ofLink.values()].reduce(
      (sum, { sentBytes, receivedBytes }) => ({
        sentBytes: sum.sentBytes + AROUND * sentBytes,
        receivedBytes: sum.receivedBytes + AROUND * receivedBytes,
      }),
      { sentBytes: 0, receivedBytes: 0 },
    )
  return {
    add: (link: string, trafficClass: string, { sentBytes, receivedBytes }: Bytes): void => {
      const ofLink = classes.get(link) ?? none()
      classes.set(link, ofLink)
      const before = ofLink.get(trafficClass) ?? nothing
      ofLink.set(trafficClass, {
        sentBytes: before.sentBytes + sentBytes,
        receivedBytes: before.receivedBytes + receivedBytes,
      })
    },
    counters: (): LinkCounter[] =>
      [...classes].flatMap(([link, ofLink]) => [
        counterOf(link, whole(ofLink)),
        ...[...ofLink].map(([trafficClass, bytes]) => ({ ...counterOf(link, bytes), trafficClass })),
      ]),
  }
}
