import test from 'ava'
import { consoleContext, exampleTrain } from '../../../test/fakes/console-context.ts'
import { wellTrain } from '../../../test/fakes/well-train.ts'
import { linuxNetwork } from '../../config/network-config.ts'
import { reachOf } from './reach.ts'

/** The example's train with the kernel's network. */
const routedBy = (resolvers: readonly string[]) => ({
  ...exampleTrain(),
  network: linuxNetwork.parse({ kind: 'linux', links: {}, classes: {}, resolvers }),
})

/** A train where only some hosts answer. */
const reaching = async (answering: (host: string) => boolean) => {
  const config = routedBy(['192.0.2.1', '192.0.2.2', '192.0.2.3'])
  const { context, clock, answer, said } = consoleContext({ told: wellTrain(), config })
  const asked: string[] = []
  answer('links.test', (request) => {
    asked.push('host' in request ? `${request.host} ${request.link}` : request.do)
    return { ok: true, reply: { job: asked.length, link: 'oneweb', address: 'host' in request ? request.host : '' } }
  })
  answer('links.job', ({ job }) => {
    const received = answering(asked[job - 1]?.split(' ')[0] ?? '') ? 3 : 0
    return { ok: true, reply: { isDone: true, lines: ['3 asked'], measured: { sent: 3, received } } }
  })
  const running = reachOf(context)
  await clock.runFor(5_000)
  return { reach: await running, asked, said }
}

test('the second host is asked when the first is silent, and no third', async (t) => {
  const { reach, asked, said } = await reaching((host) => host === '192.0.2.2')
  t.deepEqual(asked, ['192.0.2.1 oneweb', '192.0.2.2 oneweb'])
  t.deepEqual(reach, { link: 'oneweb', host: '192.0.2.2', sent: 3, received: 3 })
  t.deepEqual(said, [])
  const silent = await reaching(() => false)
  t.is(silent.asked.length, 2)
  t.like(silent.reach, { received: 0 })
})

test('where the kernel routes nothing it is said, and nobody is asked', async (t) => {
  const { context } = consoleContext({ told: wellTrain() })
  t.regex(JSON.stringify(await reachOf(context)), /skipped/)
})

test('a test that is refused is skipped with the reason', async (t) => {
  const { context, answer } = consoleContext({ told: wellTrain(), config: routedBy(['192.0.2.1']) })
  answer('links.test', () => ({ ok: false, reason: 'refused', text: 'another test runs' }))
  t.deepEqual(await reachOf(context), { skipped: 'another test runs' })
})
