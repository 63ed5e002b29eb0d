import { randomBytes } from 'node:crypto'
import test from 'ava'
import { memoryAppendLog } from '../../../hal/append-log.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { memoryStorage } from '../../../hal/storage.ts'
import {
  depot,
  FIRST,
  hash,
  OWN,
  people,
  provisioning,
  setUp,
  stranger,
  TRAIN,
  terms,
  withEngineer,
} from '../../../test/fakes/access-rig.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import { startAccess } from '../access.ts'
import { publicHalf } from '../ed25519.ts'

test('users that do not read let nobody in by password, and the depot’s file is not taken in their place', async (t) => {
  const records = new Map([['access-users', Buffer.from('{"users":')]])
  const { login, reply, service, lines } = await setUp({
    storage: memoryStorage(records as unknown as Map<string, Uint8Array>),
    file: provisioning(1, await people()),
  })
  t.deepEqual(await login('daulet', FIRST), { outcome: 'out', why: 'unread' })
  t.like(await reply('access.users', {}), { isUnread: true, users: [] })
  t.regex((await lines()).join('\n'), /provisioning file refused: the record of users is damaged/)
  await service.close()
})

test('a provisioning file is taken once, by its serial number, for this train, by a trusted key', async (t) => {
  const storage = memoryStorage()
  const users = await people()
  const names = async (file: string): Promise<string[]> => {
    const { reply, service } = await setUp({ storage, file })
    const told = await reply('access.users', {})
    await service.close()
    return typeof told === 'string' ? [told] : told.users.map(({ name }) => name)
  }
  t.deepEqual(await names(provisioning(5, users)), ['aigerim', 'daulet'])
  t.deepEqual(await names(provisioning(4, [])), ['aigerim', 'daulet'])
  t.deepEqual(await names(provisioning(6, [], { key: stranger })), ['aigerim', 'daulet'])
  t.deepEqual(await names(provisioning(6, [], { train: 'kz8a-018' })), ['aigerim', 'daulet'])
  t.deepEqual(await names(provisioning(6, []).replace('6', '7')), ['aigerim', 'daulet'])
  t.deepEqual(await names(provisioning(6, users.slice(1))), ['daulet'])
})

test('a file of users that never comes holds nobody up for long', async (t) => {
  const clock = new SimClock(1_000)
  const bus = memoryBus(clock)
  const never = { provisioning: () => new Promise<string>(() => undefined), secretBytes: randomBytes, terms }
  const keeping = { storage: memoryStorage(), log: memoryAppendLog(), trainId: TRAIN, depotKeys: {} }
  const starting = startAccess({ clock, bus, ...keeping, ...never })
  for (let turns = 0; turns < 12; turns++) await clock.runFor(1_000)
  const service = await starting
  t.true((await bus.request('access.challenge', { line: 'ttyAMA1' })).ok)
  await service.close()
})

test('users belong to the key that signed them: a file of another key takes none of them away, but those of a revoked key', async (t) => {
  const storage = memoryStorage()
  const users = await people()
  const nurlan = { name: 'nurlan', role: 'viewer' as const, hash: await hash }
  const both = { astana: publicHalf(depot), almaty: publicHalf(stranger) }
  const names = async (file: string, depotKeys: Record<string, string> = both): Promise<string[]> => {
    const { reply, service } = await setUp({ storage, file, depotKeys })
    const told = await reply('access.users', {})
    await service.close()
    return typeof told === 'string' ? [told] : told.users.map(({ name }) => name)
  }
  const almaty = { key: stranger }
  t.deepEqual(await names(provisioning(5, users)), ['aigerim', 'daulet'])
  t.deepEqual(await names(provisioning(1, [nurlan], almaty)), ['aigerim', 'daulet', 'nurlan'])
  t.deepEqual(await names(provisioning(6, users.slice(1))), ['daulet', 'nurlan'])
  // Aigerim is given by both, and belongs to whom named her last.
  t.deepEqual(await names(provisioning(2, [nurlan, ...users.slice(0, 1)], almaty)), ['aigerim', 'daulet', 'nurlan'])
  t.deepEqual(await names(provisioning(7, users.slice(1))), ['aigerim', 'daulet', 'nurlan'])
  const rest = { almaty: publicHalf(stranger) }
  t.deepEqual(await names(provisioning(2, []), rest), ['aigerim', 'daulet', 'nurlan'])
  t.deepEqual(await names(provisioning(3, [nurlan], almaty), rest), ['nurlan'])
})

test('who changed the password keeps it when the depot’s next file names them again', async (t) => {
  const storage = memoryStorage()
  const { service } = await withEngineer({ storage })
  await service.close()
  const again = await setUp({ storage, file: provisioning(2, await people()) })
  t.like(await again.login('daulet', OWN), { outcome: 'in', mustChange: false })
  await again.service.close()
})

test('a depot key that is trusted no more takes those with it whom it vouched for', async (t) => {
  const storage = memoryStorage()
  const { service } = await withEngineer({ storage })
  await service.close()
  const again = await setUp({ storage, depotKeys: { other: publicHalf(stranger) } })
  t.like(await again.login('daulet', OWN), { outcome: 'out', why: 'revoked' })
  await again.service.close()
})
