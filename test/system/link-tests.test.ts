import { existsSync } from 'node:fs'
import test from 'ava'
import { Lab } from './lab.ts'

const SERVER = '203.0.113.200'

interface Told {
  refused?: string
  link?: string
  lines?: string[]
  measured?: { sent?: number; received?: number; medianMs?: number; hops?: number; kbps?: number }
}

test.serial('links are tested by hand on the kernel: each by itself, bounded, and refused in words', async (t) => {
  t.timeout(240_000)
  t.is(process.getuid?.(), 0, 'network namespaces need root: run this test as root')
  for (const tool of ['/usr/bin/ping', '/usr/sbin/traceroute', '/usr/bin/iperf3'])
    t.true(existsSync(tool), `${tool} is missing: deploy/dev/debian-packages.txt names its package`)
  const lab = await Lab.up(t)
  lab.start('server', 'iperf3', '-s', '-B', SERVER)
  const train = lab.talk('train', 'link-tests-train.ts', SERVER)
  await train.hear()
  const ask = async (request: object): Promise<Told> => {
    train.child.stdin?.write(`${JSON.stringify(request)}\n`)
    return (await train.hear()) as Told
  }
  const ping = (link: string, count = 3) => ask({ do: 'ping', host: SERVER, count, link })

  t.like(await ping('lte'), { link: 'lte', measured: { sent: 3, received: 3 } })
  await lab.do('silent', 'lte')
  t.like(await ping('lte'), { measured: { sent: 3, received: 0 } }, 'only the link that was named is asked')
  t.like(await ping('oneweb'), { measured: { received: 3 } })
  await lab.do('restore', 'lte')

  const trace = await ask({ do: 'trace', host: SERVER, link: 'oneweb' })
  t.true((trace.measured?.hops ?? 0) >= 2, JSON.stringify(trace))
  t.true(trace.lines?.at(-1)?.includes(SERVER))

  await lab.do('rate', 'lte', '4000')
  const speed = await ask({ do: 'speed', link: 'lte', isDown: true })
  const kbps = speed.measured?.kbps ?? 0
  t.true(kbps > 1_000 && kbps < 5_000, `4 Mbit/s measured as ${kbps} kbit/s: ${JSON.stringify(speed.lines)}`)
  t.log(`4000 kbit/s: measured ${kbps} kbit/s`)

  t.regex((await ping('geo')).refused ?? '', /no data is left for a test/)
  t.regex((await ask({ do: 'ping', host: '-f', count: 1, link: 'lte' })).refused ?? '', /neither a name nor/)
  t.regex((await ask({ do: 'ping', host: 'example.kz', count: 1, link: 'lte' })).refused ?? '', /not known by lte/)
  t.regex((await ping('mars')).refused ?? '', /no such link/)
  train.child.stdin?.end()
})
