import test from 'ava'
import type { LinkMeasurer } from '../services/links/link-measuring.ts'
import { LateMeasuring, LateTunnels } from './late-links.ts'

test('the hub is told the present link of each class when the tunnels come, and from then on each switch', (t) => {
  const late = new LateTunnels()
  const told: string[] = []
  late.announce('operations', 'lte')
  late.announce('operations', 'geo')
  late.tellCapacity('geo', 400)
  late.take({
    announce: (trafficClass, link) => told.push(`${trafficClass} ${link}`),
    tellCapacity: (link, kbps) => told.push(`${link} ${kbps}`),
    close: async () => {},
  })
  t.deepEqual(told, ['operations geo'])
  late.announce('cctv', 'lte')
  late.tellCapacity('geo', 500)
  t.deepEqual(told, ['operations geo', 'cctv lte', 'geo 500'])
})

test('what measures the links is told which carry, and by whom it is heard, also when it comes late', (t) => {
  const late = new LateMeasuring()
  const seen: string[] = []
  const used: string[][] = []
  let say: Parameters<LinkMeasurer['onSeen']>[0] = () => {}
  late.onSeen(({ link }) => seen.push(link))
  late.use(new Set(['lte']))
  const part: LinkMeasurer = {
    onSeen: (handler) => {
      say = handler
    },
    use: (names) => used.push([...names]),
    close: async () => {},
  }
  late.take(part)
  say({ link: 'lte', atMs: 0 as never, carries: true, loss: 0 }, true)
  late.use(new Set(['geo']))
  t.deepEqual(seen, ['lte'])
  t.deepEqual(used, [['lte'], ['geo']])
})
