import { generateKeyPairSync, sign } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { type AppendLog, memoryAppendLog } from '../../../hal/append-log.ts'
import { openStorage } from '../../../hal/linux/storage.ts'
import { memoryStorage, type Storage } from '../../../hal/storage.ts'
import { AIM_MS, bad, good, noc, orderKey, permittedDesk as permitted } from '../../../test/fakes/interlock-desk.ts'
import { chainCheck, readLine } from '../../domain/transmission-log.ts'
import { orderText } from '../../domain/transmit-order.ts'
import { sha256 } from '../chain-writer.ts'

test('without a trusted position, or outside its territory, nothing transmits', async (t) => {
  const { mayTransmit, give, keepGiving, losePosition, stand, clock } = await permitted()
  t.true(mayTransmit('array'))
  stand({ latDeg: 53, lonDeg: 71, heightM: 350 })
  give({ array: good, dish: good })
  await clock.runFor(AIM_MS)
  t.false(mayTransmit('array'))
  stand()
  await keepGiving({ array: good, dish: good }, 500)
  t.true(mayTransmit('array'))
  losePosition()
  await keepGiving({ array: good, dish: good }, 100)
  t.false(mayTransmit('array'))
})

test('a beam into a sector of the coach, below the mask or into a roof mutes its own terminal only', async (t) => {
  for (const beam of [
    { beam: { azimuthDeg: 180, elevationDeg: 50 } },
    { beam: { azimuthDeg: 90, elevationDeg: 20 } },
    { isBlocked: true },
    { isStowed: true },
    { stow: { state: 'stowing' as const, reasons: ['a shock of 4.0 g'] } },
    { stow: { state: 'unstowing' as const, reasons: [] } },
  ]) {
    const { mayTransmit, keepGiving } = await permitted()
    await keepGiving({ array: { ...good, ...beam }, dish: good }, 1_000)
    t.false(mayTransmit('array'), JSON.stringify(beam))
    t.true(mayTransmit('dish'))
  }
})

test('in a zone of the line nothing transmits', async (t) => {
  const { mayTransmit, give, stand, clock } = await permitted()
  stand({ latDeg: 51.52, lonDeg: 71, heightM: 350 })
  give({ array: good, dish: good })
  await clock.runFor(AIM_MS)
  t.true(mayTransmit('array'))
  stand({ latDeg: 51.503, lonDeg: 71, heightM: 350 })
  give({ array: good, dish: good })
  await clock.runFor(AIM_MS)
  t.false(mayTransmit('array'))
})

test('whoever asks hears every condition as it stands at this moment', async (t) => {
  const { bus, clock, stand } = await permitted()
  await clock.runFor(5)
  stand({ latDeg: 53, lonDeg: 71, heightM: 350 })
  const asked = await bus.request('mute.show', {})
  t.true(asked.ok)
  if (!asked.ok) return
  const { isPermitted, sinceMs, conditions } = asked.reply.terminals['array'] ?? {}
  t.deepEqual([isPermitted, conditions?.every(({ isMet }) => isMet)], [true, true], 'nothing was decided since')
  t.true((sinceMs ?? Number.POSITIVE_INFINITY) < asked.reply.atMs)
})

test('an order to stow is told to tracking, outlasts a restart for what is left of it, and shows how mounts stand', async (t) => {
  const { bus, clock, keepGiving, storage } = await permitted()
  await bus.request('stow.set', { do: 'on', by: 'Aigerim', reason: 'storm', forMs: 600_000 })
  await bus.request('stow.set', { do: 'wind', by: 'Bolat', windMps: 18, forMs: 90_000 })
  const stow = { state: 'stowed' as const, reasons: ['ordered by Aigerim: storm'] }
  await keepGiving({ array: good, dish: { ...good, isStowed: true, stow } }, 60_000)
  const next = await permitted({ storage })
  t.deepEqual(next.heard.transmit.at(-1)?.stow, { order: 'Aigerim: storm', windMps: 18 })
  t.like(await bus.request('stow.show', {}), { reply: { order: { by: 'Aigerim' }, mounts: { dish: stow } } })
  await clock.runFor(3_000)
  t.like(await bus.request('stow.show', {}), { reply: { order: { by: 'Aigerim' }, mounts: {} } })
  await next.clock.runFor(61_000)
  t.deepEqual(next.heard.transmit.at(-1)?.stow, { order: 'Aigerim: storm' })
  await next.bus.request('stow.set', { do: 'off', by: 'Dana' })
  await next.clock.runFor(1_000)
  t.is(next.heard.transmit.at(-1)?.stow, undefined)
})

const signed = (what: 'disable' | 'release', counter: number, key = noc.privateKey): string => {
  const text = orderText({ do: what, trainId: 'kz-17', counter, signer: 'noc', reason: 'interference' })
  return `${text} ${sign(null, Buffer.from(text), key).toString('base64url')}`
}

test('a signed order mutes at once and latches until a signed release; a forged or old one does nothing', async (t) => {
  const { bus, keepGiving, clock, mayTransmit, storage } = await permitted()
  const forged = signed('disable', 9, generateKeyPairSync('ed25519').privateKey)
  t.like(await bus.request('transmission.order', { text: forged }), { ok: false, text: 'its signature is wrong' })
  t.true(mayTransmit('array'))
  const answer = bus.request('transmission.order', { text: signed('disable', 5) })
  await clock.runFor(1)
  t.false(mayTransmit('array'))
  t.like(await answer, { ok: true })
  t.like(await bus.request('transmission.order', { text: signed('release', 5) }), { ok: false })
  const next = await permitted({ storage })
  t.false(next.mayTransmit('array'))
  await next.bus.request('transmission.order', { text: signed('release', 6) })
  await next.keepGiving({ array: good, dish: good }, 500)
  t.true(next.mayTransmit('array'))
  await keepGiving({ array: good, dish: good }, 0)
})

test('an order of a signer whose key is lost holds without the signer, and a new key under the same name releases it', async (t) => {
  const { bus, storage } = await permitted()
  await bus.request('transmission.order', { text: signed('disable', 5) })
  const bare = await permitted({ storage, orderKeys: {} })
  t.false(bare.mayTransmit('array'))
  const fresh = generateKeyPairSync('ed25519')
  const next = await permitted({ storage, orderKeys: { noc: orderKey(fresh) } })
  t.false(next.mayTransmit('array'))
  t.like(await next.bus.request('transmission.order', { text: signed('release', 6) }), { ok: false })
  t.like(await next.bus.request('transmission.order', { text: signed('release', 6, fresh.privateKey) }), { ok: true })
  await next.keepGiving({ array: good, dish: good }, 500)
  t.true(next.mayTransmit('array'))
})

test('the record of what is latched is made at the first start, before the transmission log has an entry', async (t) => {
  const [storage, log, order] = [memoryStorage(), memoryAppendLog(), [] as string[]]
  const write: Storage['write'] = async (...record) => {
    order.push('record')
    await storage.write(...record)
  }
  const append: AppendLog['append'] = async (line) => {
    order.push('log')
    await log.append(line)
  }
  const { mayTransmit } = await permitted({ storage: { ...storage, write }, log: { ...log, append } })
  t.true(mayTransmit('array'))
  t.deepEqual(order.slice(0, 3), ['record', 'record', 'log'])
  t.true((await permitted({ storage, log })).mayTransmit('array'), 'a second start finds it')
})

test('a record of what is latched that is gone lets nothing transmit until a person on site answers for it', async (t) => {
  const log = memoryAppendLog()
  await permitted({ log })
  const storage = memoryStorage()
  const { bus, mayTransmit, heard, keepGiving, clock } = await permitted({ storage, log })
  t.deepEqual([mayTransmit('array'), heard.transmit.at(-1)?.isLockedOut], [false, true])
  t.like(await bus.request('transmission.show', {}), {
    reply: { isUnread: true, unreadWhy: 'its files are gone, and the transmission log says that there were some' },
  })
  t.true(heard.events.some(({ reasons }) => reasons.join().includes('lockout forget --by NAME')))
  t.like(await bus.request('lockout.set', { do: 'unlock', by: 'Bolat' }), { ok: false, reason: 'refused' })
  t.like(await bus.request('transmission.order', { text: signed('release', 6) }), { ok: false, reason: 'refused' })
  t.is((await permitted({ storage, log })).mayTransmit('array'), false, 'a restart does not lift it')
  const answer = bus.request('lockout.set', { do: 'forget', by: 'Bolat', reason: 'new disk' })
  await clock.runFor(1)
  t.like(await answer, { ok: true, reply: { mode: 'normal' } })
  await keepGiving({ array: good, dish: good }, 500)
  t.true(mayTransmit('array'))
  t.true((await permitted({ storage, log })).mayTransmit('array'), 'it is kept')
})

test('what is latched and known is not forgotten by a command', async (t) => {
  const { bus, mayTransmit, clock } = await permitted()
  const locking = bus.request('lockout.set', { do: 'lock', by: 'Aigerim', reason: 'cable' })
  await clock.runFor(1)
  await locking
  t.like(await bus.request('lockout.set', { do: 'forget', by: 'Bolat', reason: 'hurry' }), { ok: false })
  t.false(mayTransmit('array'))
})

test('a record that cannot be made leaves everything muted, and so does one that cannot be begun anew', async (t) => {
  const full = { ...memoryStorage(), write: (): Promise<never> => Promise.reject(new TypeError('no room')) }
  const { bus, mayTransmit } = await permitted({ storage: full })
  t.false(mayTransmit('array'))
  t.like(await bus.request('lockout.set', { do: 'forget', by: 'Bolat', reason: 'new disk' }), { ok: false })
  t.false(mayTransmit('array'))
})

test('washing mutes until its time is over, over a restart too', async (t) => {
  const { bus, clock, storage, mayTransmit } = await permitted()
  await bus.request('mode.set', { do: 'set', mode: 'washing', by: 'Aigerim', forMs: 5_000 })
  await clock.runFor(1)
  t.false(mayTransmit('array'))
  const next = await permitted({ storage })
  t.false(next.mayTransmit('array'))
  t.is(next.heard.transmit.at(-1)?.mode, 'washing')
  await next.keepGiving({ array: good, dish: good }, 6_500)
  t.true(next.mayTransmit('array'))
})

for (const [lifeMs, most] of [
  [500, 20],
  [3_000, 8],
] as const)
  test(`a mode and an order to stow end though their process is killed ${lifeMs} ms after each start`, async (t) => {
    const storage = memoryStorage()
    const { bus } = await permitted({ storage })
    await bus.request('mode.set', { do: 'set', mode: 'washing', by: 'Aigerim', forMs: 20_000 })
    await bus.request('stow.set', { do: 'on', by: 'Aigerim', reason: 'storm', forMs: 20_000 })
    let starts = 0
    for (let isNormal = false; !isNormal && starts < 50; starts++) {
      const next = await permitted({ storage })
      await next.clock.runFor(lifeMs - 500)
      const { mode, stow } = next.heard.transmit.at(-1) ?? {}
      isNormal = mode === 'normal' && stow === undefined
    }
    t.true(starts > most / 2 && starts <= most + 1, `${starts} starts`)
  })

test('a mode and an order to stow end in their time though their end cannot be written', async (t) => {
  const storage = memoryStorage()
  let isFull = false
  const write = async (name: string, bytes: Uint8Array): Promise<void> => {
    if (isFull) throw new TypeError('no space left')
    await storage.write(name, bytes)
  }
  const { bus, heard, mayTransmit, keepGiving } = await permitted({ storage: { ...storage, write } })
  await bus.request('mode.set', { do: 'set', mode: 'washing', by: 'Aigerim', forMs: 2_000 })
  await bus.request('stow.set', { do: 'on', by: 'Aigerim', reason: 'storm', forMs: 2_000 })
  isFull = true
  await keepGiving({ array: good, dish: good }, 5_000)
  // A rejection that nobody takes would end the process; the test runner reports it.
  t.like(heard.transmit.at(-1), { mode: 'normal', stow: undefined })
  t.true(mayTransmit('array'))
  t.true(heard.events.some(({ text }) => text.includes('could not be written')))
})

test('what is latched and cannot be read lets nothing transmit', async (t) => {
  const refuse = (): Promise<never> => Promise.reject(new TypeError('no medium'))
  const { bus, mayTransmit, heard } = await permitted({ storage: { read: refuse, has: refuse, write: refuse } })
  t.false(mayTransmit('array'))
  t.true(heard.events.some(({ text }) => text.includes('cannot be read')))
  t.is(heard.transmit.at(-1)?.isLockedOut, true, 'and no axle moves')
  t.like(await bus.request('transmission.show', {}), { ok: true, reply: { isUnread: true } })
  const washing = { do: 'set', mode: 'washing', by: 'Aigerim', forMs: 60_000 } as const
  t.like(await bus.request('mode.set', washing), { ok: false, reason: 'refused' }, 'a restart would forget it')
  const order = { do: 'on', by: 'Aigerim', reason: 'storm', forMs: 60_000 } as const
  t.like(await bus.request('stow.set', order), { ok: false, reason: 'refused' })
})

for (const [what, kept] of [
  ['is no JSON', '{"lockout":'],
  ['is of newer firmware', '{"counters":{},"earthing":true}'],
  ['has a lockout that does not read', '{"lockout":{"by":"Aigerim"},"counters":{}}'],
] as const)
  test(`a record of latches that ${what} lets nothing transmit, and lifting a lockout does not lift it`, async (t) => {
    const storage = memoryStorage(new Map([['interlock-latches', Buffer.from(kept)]]))
    const { bus, mayTransmit, heard, keepGiving } = await permitted({ storage })
    t.like(await bus.request('lockout.set', { do: 'unlock', by: 'Bolat' }), { ok: false, reason: 'refused' })
    await keepGiving({ array: good, dish: good }, 200)
    t.deepEqual([mayTransmit('array'), heard.transmit.at(-1)?.isLockedOut], [false, true])
  })

test('a record of latches whose files are damaged lets nothing transmit', async (t) => {
  const storage = { ...memoryStorage(), has: async () => true }
  const { mayTransmit, heard } = await permitted({ storage })
  t.deepEqual([mayTransmit('array'), heard.transmit.at(-1)?.isLockedOut], [false, true])
})

test('a lockout of older firmware holds, and one of today bears the time at which it was made', async (t) => {
  const old = Buffer.from('{"lockout":{"by":"Aigerim","reason":"cable"},"counters":{}}')
  const storage = memoryStorage(new Map([['interlock-latches', old]]))
  const { bus, clock, mayTransmit } = await permitted({ storage })
  t.false(mayTransmit('array'))
  const utcMs = Date.UTC(2026, 4, 31, 15)
  bus.publish('time', { atMs: clock.nowMs(), utcMs, source: 'gnss', trust: 'trusted', reasons: [] })
  await clock.runFor(2_000)
  await bus.request('lockout.set', { do: 'lock', by: 'Bolat', reason: 'snow' })
  const next = await permitted({ storage })
  t.like(await next.bus.request('transmission.show', {}), {
    reply: {
      lockout: [
        { by: 'Aigerim', reason: 'cable' },
        { by: 'Bolat', reason: 'snow', utcMs: utcMs + 2_000, utcTrust: 'trusted' },
      ],
    },
  })
})

test('damage to one of the two files of what is latched does not lift a lockout', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'steppelink-latches-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const { bus } = await permitted({ storage: await openStorage(folder) })
  await bus.request('lockout.set', { do: 'lock', by: 'Aigerim', reason: 'cable' })
  for (const file of ['interlock-latches.0', 'interlock-latches.1']) {
    const whole = await readFile(join(folder, file))
    await writeFile(join(folder, file), whole.subarray(0, 10))
    const state = await (await openStorage(folder)).read('interlock-latches')
    t.like(JSON.parse(Buffer.from(state ?? []).toString()), { lockout: [{ by: 'Aigerim' }] }, file)
    await writeFile(join(folder, file), whole)
  }
})

test('a shock mutes for two seconds', async (t) => {
  const { bus, clock, keepGiving, mayTransmit } = await permitted()
  const feel = (downG: number): void =>
    bus.publish('motion', {
      atMs: clock.nowMs(),
      parts: { 'imu.adxl345': { samples: [{ atMs: clock.nowMs(), accelerationG: [0, 0, downG] }] } },
    })
  feel(-1)
  await clock.runFor(10)
  feel(-5)
  await clock.runFor(1)
  t.false(mayTransmit('array'))
  feel(-1)
  await keepGiving({ array: good, dish: good }, 1_500)
  t.false(mayTransmit('array'))
  await keepGiving({ array: good, dish: good }, 1_500)
  t.true(mayTransmit('array'))
})

test('the transmission log has each change and an entry every five minutes, chained, also over a restart', async (t) => {
  const [log, storage] = [memoryAppendLog(), memoryStorage()]
  const first = await permitted({ log, storage })
  await first.keepGiving({ array: bad, dish: good }, 500)
  await first.service.close()
  const second = await permitted({ log, storage })
  await second.keepGiving({ array: good, dish: good }, 301_000)
  await second.service.close()
  const lines: string[] = []
  for await (const line of log.lines()) lines.push(line)
  const check = chainCheck(sha256)
  t.deepEqual(
    lines.flatMap((line) => check(line) ?? []),
    [],
  )
  const entries = lines.flatMap((line) => {
    const read = readLine(line, sha256)
    return typeof read === 'string' ? [] : [read.entry]
  })
  const array = entries.filter(({ terminal }) => terminal === 'array')
  t.deepEqual(
    array.map(({ isPermitted }) => isPermitted),
    [false, true, false, false, true, true, false],
  )
  t.regex(array[2]?.why ?? '', /^muted: on target no/)
  t.like(array[1], { latDeg: 51, lonDeg: 71, horizontal95M: 6, utcTrust: 'none' })
})

test('who orders a mute has an entry of the transmission log at once, and stands first in it', async (t) => {
  const log = memoryAppendLog()
  const { bus, keepGiving, service } = await permitted({ log })
  await keepGiving({ array: bad, dish: good }, 1_000)
  await bus.request('lockout.set', { do: 'lock', by: 'Aigerim', reason: 'cable' })
  await keepGiving({ array: bad, dish: good }, 1_000)
  await bus.request('mode.set', { do: 'set', mode: 'washing', by: 'Bolat', forMs: 3_600_000 })
  await bus.request('stow.set', { do: 'on', by: 'Dana', reason: 'storm', forMs: 3_600_000 })
  await keepGiving({ array: bad, dish: good }, 1_000)
  await service.close()
  const whys: string[] = []
  for await (const line of log.lines()) {
    const read = readLine(line, sha256)
    if (typeof read === 'object' && read.entry.terminal === 'array') whys.push(read.entry.why)
  }
  t.deepEqual(
    whys.slice(-4).map((why) => /^(.*?) \(needs/.exec(why)?.[1]),
    [
      'muted: on target no',
      'muted: roof-work lockout Aigerim: cable',
      'mode washing by Bolat; muted: roof-work lockout Aigerim: cable',
      'mode washing by Bolat; mounts ordered to stow by Dana: storm; muted: roof-work lockout Aigerim: cable',
    ],
  )
})
