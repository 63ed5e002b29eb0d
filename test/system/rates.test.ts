import test from 'ava'
import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { Lab } from './lab.ts'

const SERVER = '203.0.113.200'
const PORT = 9_300
const FLOOD_MS = 4_000
/** From here on the flood flows. */
const FLOWS_BYTES = 50_000

/** `rate` and `ceil` of a class of the kernel's tree. */
const classOf = async (lab: Lab, dev: string, id: string): Promise<string> => {
  const shown = await lab.exec('train', 'tc', 'class', 'show', 'dev', dev)
  const line = shown.split('\n').find((one) => one.startsWith(`class htb ${id} `)) ?? ''
  return /rate \S+ ceil \S+/.exec(line)?.[0] ?? shown
}

test.serial('floors and ceilings of a train’s file are those of the kernel, on each link that is shaped', async (t) => {
  t.timeout(120_000)
  const lab = await Lab.up(t, 'ra')
  const router = lab.talk('train', 'kernel-router.ts')
  await router.hear()
  await router.ask({ do: 'shape', link: 'lte', capacityKbps: 2_000 })
  t.is(await classOf(lab, 'lte', '7100:12'), 'rate 256Kbit ceil 2Mbit')
  t.is(await classOf(lab, 'lte', '7100:16'), 'rate 8Kbit ceil 300Kbit')
  await router.ask({ do: 'shape', link: 'lte', capacityKbps: 200 })
  t.is(await classOf(lab, 'lte', '7100:16'), 'rate 8Kbit ceil 200Kbit', 'no more than the link has')
})

test.serial(
  'a class that offers more than its ceiling is given its ceiling, whatever the link could carry',
  async (t) => {
    t.timeout(120_000)
    const lab = await Lab.up(t, 'rb')
    const router = lab.talk('train', 'kernel-router.ts')
    await router.hear()
    await router.ask({ do: 'route', class: 'maintenance', link: 'lte' })
    await router.ask({ do: 'shape', link: 'lte', capacityKbps: 4_000 })
    const passedBytes = async (): Promise<number> => {
      const { answer } = (await router.ask({ do: 'counters' })) as {
        answer: { link: string; trafficClass?: string; sentBytes: number }[]
      }
      return answer.find(({ link, trafficClass }) => link === 'lte' && trafficClass === undefined)?.sentBytes ?? 0
    }
    const flood = lab.start('maintenance', process.execPath, '-e', FLOOD)
    while ((await passedBytes()) < FLOWS_BYTES);
    const [beforeMs, before] = [systemClock.nowMs(), await passedBytes()]
    await sleep(systemClock, FLOOD_MS)
    const kbps = (8 * ((await passedBytes()) - before)) / (systemClock.nowMs() - beforeMs)
    flood.kill('SIGKILL')
    t.log(`${kbps.toFixed(0)} kbit/s of 2,000 offered, with a ceiling of 300`)
    t.true(kbps > 60 && kbps < 400, String(kbps))
  },
)

test.serial('what the kernel joined of a flow leaves a shaped link in frames', async (t) => {
  t.timeout(120_000)
  const lab = await Lab.up(t, 'rc')
  const router = lab.talk('train', 'kernel-router.ts')
  await router.hear()
  await router.ask({ do: 'route', class: 'operations', link: 'lte' })
  await router.ask({ do: 'shape', link: 'lte', capacityKbps: 8_000 })
  for (const [node, dev] of [
    ['operations', 'train'],
    ['train', 'lte'],
  ] as const)
    await lab.exec(node, 'ip', 'link', 'set', dev, 'gso_max_segs', '65535')
  await lab.talk('server', 'crowd.ts', 'serve', SERVER, String(PORT)).hear()
  await lab.talk('operations', 'crowd.ts', 'crowd', SERVER, String(PORT), 'up', '1', '10.71.2.2').hear()
  const passed = async (): Promise<{ bytes: number; packets: number }> => {
    const shown = await lab.exec('lte', 'ip', '-json', '-stats', 'link', 'show', 'dev', 'train')
    return JSON.parse(shown)[0].stats64.rx
  }
  while ((await passed()).bytes < 20 * FLOWS_BYTES);
  const { bytes, packets } = await passed()
  t.log(`${bytes} bytes in ${packets} packets`)
  t.true(bytes / packets <= 1_514)
})

/** Offers 2 Mbit/s in datagrams of 1,000 bytes. */
const FLOOD = `
const socket = require('node:dgram').createSocket('udp4')
socket.on('error', () => {})
setInterval(() => { for (let each = 0; each < 5; each++) socket.send(Buffer.alloc(1000), ${PORT}, '${SERVER}') }, 20)
`
