import test, { type ExecutionContext } from 'ava'
import type { LinkCounter } from '../../hal/network.ts'
import { Lab, type Talk } from './lab.ts'

const SERVER = '203.0.113.200'
const PORT = 9_000
/** An IPv4 datagram of one byte: 20 of IP, 8 of UDP; its answer is an address of 10 characters. */
const ASKED_BYTES = 29
const ANSWER_BYTES = 38

const countersOf = async (router: Talk): Promise<LinkCounter[]> =>
  ((await router.ask({ do: 'counters' })) as { answer: LinkCounter[] }).answer

const classOn = (counters: readonly LinkCounter[], trafficClass: string, link: string) =>
  counters.find((one) => one.trafficClass === trafficClass && one.link === link)

const wholeOf = (counters: readonly LinkCounter[], link: string) =>
  counters.find((one) => one.trafficClass === undefined && one.link === link)

const setUp = async (t: ExecutionContext, suffix: string) => {
  t.timeout(120_000)
  const lab = await Lab.up(t, suffix)
  await lab.talk('server', 'lab-traffic.ts', 'echo', String(PORT)).hear()
  const router = lab.talk('train', 'kernel-router.ts')
  await router.hear()
  const passenger = lab.talk('passenger', 'lab-traffic.ts', 'ask')
  await passenger.hear()
  return { lab, router, ask: () => passenger.ask({ address: SERVER, port: PORT }) }
}

test.serial('what a class sends and receives is counted on the link that carries it, to the byte', async (t) => {
  const { router, ask } = await setUp(t, 'ua')
  await router.ask({ do: 'route', class: 'passenger', link: 'oneweb' })
  for (let time = 0; time < 3; time++) t.is(await ask(), '100.64.1.2')
  await router.ask({ do: 'route', class: 'passenger', link: 'lte' })
  t.is(await ask(), '100.64.4.2')
  const counters = await countersOf(router)
  t.like(classOn(counters, 'passenger', 'oneweb'), { sentBytes: 3 * ASKED_BYTES, receivedBytes: 3 * ANSWER_BYTES })
  t.like(classOn(counters, 'passenger', 'lte'), { sentBytes: ASKED_BYTES, receivedBytes: ANSWER_BYTES })
  t.like(classOn(counters, 'operations', 'oneweb'), { sentBytes: 0, receivedBytes: 0 })
  const whole = wholeOf(counters, 'oneweb')
  t.true((whole?.sentBytes ?? 0) >= 3 * ASKED_BYTES && (whole?.receivedBytes ?? 0) >= 3 * ANSWER_BYTES)
})

test.serial('a process that is killed loses no byte, and rules that change begin no counting anew', async (t) => {
  const { lab, router, ask } = await setUp(t, 'ub')
  await router.ask({ do: 'route', class: 'passenger', link: 'oneweb' })
  await ask()
  const before = classOn(await countersOf(router), 'passenger', 'oneweb')
  await router.kill()
  await ask()
  const next = lab.talk('train', 'kernel-router.ts')
  await next.hear()
  await lab.exec('train', '/usr/sbin/nft', 'flush', 'chain', 'inet', 'steppelink', 'only_passenger')
  t.deepEqual(await next.ask({ do: 'restore' }), { answer: 1 })
  const after = classOn(await countersOf(next), 'passenger', 'oneweb')
  t.deepEqual(after, { ...before, sentBytes: 2 * ASKED_BYTES, receivedBytes: 2 * ANSWER_BYTES } as LinkCounter)
})

test.serial('an interface or a table that came anew counts under another name', async (t) => {
  const { lab, router, ask } = await setUp(t, 'uc')
  await router.ask({ do: 'route', class: 'passenger', link: 'lte' })
  await ask()
  const before = await countersOf(router)
  await lab.exec('train', '/usr/sbin/nft', 'delete', 'table', 'inet', 'steppelink-usage')
  await lab.exec('train', 'ip', 'link', 'delete', 'lte')
  await lab.exec('train', 'ip', 'link', 'add', 'lte', 'type', 'veth', 'peer', 'name', 'lte-other')
  await router.ask({ do: 'restore' })
  const after = await countersOf(router)
  t.like(classOn(after, 'passenger', 'lte'), { sentBytes: 0, receivedBytes: 0 })
  t.not(classOn(after, 'passenger', 'lte')?.epoch, classOn(before, 'passenger', 'lte')?.epoch)
  t.not(wholeOf(after, 'lte')?.epoch, wholeOf(before, 'lte')?.epoch)
  t.is(wholeOf(after, 'oneweb')?.epoch, wholeOf(before, 'oneweb')?.epoch)
})
