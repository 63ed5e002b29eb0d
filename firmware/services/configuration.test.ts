import test from 'ava'
import { SimClock } from '../../hal/sim-clock.ts'
import { memoryStorage, type Storage } from '../../hal/storage.ts'
import { memoryBus } from '../bus/memory-bus.ts'
import type { EventMessage } from '../bus/topics.ts'
import { UsageError } from '../usage-error.ts'
import { VersionStore } from './configuration/version-store.ts'
import { startConfiguration } from './configuration.ts'

const first = 'rates: { aimHz: 20 } # as fitted\n'

const setUp = async (storage: Storage = memoryStorage(), file = { text: first }) => {
  const clock = new SimClock()
  const bus = memoryBus(clock)
  const told: EventMessage[] = []
  bus.subscribe('configuration.event', (event) => told.push(event))
  const state = { placed: 0, isReadOnly: false, isUnreadable: false, isComparing: false }
  const open = () =>
    startConfiguration({
      clock,
      bus,
      store: new VersionStore(storage),
      file: {
        read: async () => {
          if (state.isUnreadable) throw new Error('EIO')
          return file.text
        },
        replace: async (text) => {
          if (state.isReadOnly) throw new UsageError('train.yaml: cannot be replaced (EROFS)')
          file.text = text
        },
      },
      touchedBy: async () => {
        if (state.isComparing) await new Promise(() => undefined)
        return { start: [], stop: [], restart: ['tracking', 'interlock'] }
      },
      mistakesIn: async (text) => (text.includes('aimHz: 99') ? ['rates.aimHz: 99: at most 50'] : []),
      placeElements: async (terminal) => [`placed for ${terminal}`],
      onPlaced: () => {
        state.placed += 1
      },
    })
  const service = await open()
  const set = (value: string) =>
    bus.request('configuration.edit', { do: 'set', by: 'Dana', path: 'rates.aimHz', value })
  const commit = (trialMs?: number) => bus.request('configuration.commit', { by: 'Dana', ...(trialMs && { trialMs }) })
  return { clock, bus, file, storage, state, told, service, open, set, commit }
}

const aimHzIn = ({ text }: { text: string }): string | undefined => /aimHz: (\d+)/.exec(text)?.[1]

test('an edit changes the candidate alone, and a commit the file, with author and number', async (t) => {
  const { bus, file, state, set, commit } = await setUp()
  const edited = await set('10')
  t.like(edited, { ok: true, reply: { isChanged: true, mistakes: [] } })
  t.true(
    edited.ok &&
      edited.reply.diff.includes('-rates: { aimHz: 20 }') &&
      edited.reply.diff.includes('+rates: { aimHz: 10 }'),
  )
  t.is(file.text, first)
  t.like(await commit(), {
    ok: true,
    reply: { active: 2, versions: [{ author: 'file' }, { author: 'Dana', number: 2 }] },
  })
  t.is(aimHzIn(file), '10')
  t.is(state.placed, 1)
  t.like(await bus.request('configuration.candidate', {}), { reply: { isChanged: false, diff: '' } })
})

test('a version bears the time at which it was made, where a trusted one is known', async (t) => {
  const { bus, clock, set, commit } = await setUp()
  const utcMs = Date.UTC(2026, 4, 31, 15)
  bus.publish('time', { atMs: clock.nowMs(), utcMs, source: 'gnss', trust: 'trusted', reasons: [] })
  await clock.runFor(2_000)
  await set('10')
  t.like(await commit(), { reply: { versions: [{ utcMs: undefined }, { utcMs: utcMs + 2_000 }] } })
})

test('a candidate with mistakes is kept and shown, and not committed', async (t) => {
  const { file, set, commit } = await setUp()
  t.like(await set('99'), { reply: { mistakes: ['rates.aimHz: 99: at most 50'] } })
  t.like(await commit(), {
    ok: false,
    reason: 'refused',
    text: 'the candidate cannot be used: rates.aimHz: 99: at most 50',
  })
  t.is(file.text, first)
})

test('nothing is committed where nothing was changed, and nothing confirmed that is not on trial', async (t) => {
  const { bus, commit } = await setUp()
  t.like(await commit(), { ok: false, reason: 'refused' })
  t.like(await bus.request('configuration.confirm', { by: 'Dana' }), { ok: false, reason: 'refused' })
})

test('a commit on trial goes back by itself, and services are told both times', async (t) => {
  const { clock, bus, file, state, told, set, commit } = await setUp()
  await set('10')
  t.like(await commit(600_000), { ok: true, reply: { active: 2, trial: { from: 1, by: 'Dana', leftS: 600 } } })
  await clock.runFor(599_000)
  t.is(aimHzIn(file), '10')
  await clock.runFor(2_000)
  t.is(file.text, first)
  t.is(state.placed, 2)
  t.true(told.some(({ severity, text }) => severity === 'warning' && text.includes('nobody confirmed')))
  t.like(await bus.request('configuration.show', {}), { reply: { active: 1, trial: undefined } })
})

test('which services start again is told before a commit, and to whoever counts restarts after it', async (t) => {
  const { clock, bus, told, set, commit } = await setUp()
  await set('10')
  const touched = { start: [], stop: [], restart: ['tracking', 'interlock'] }
  t.like(await bus.request('configuration.candidate', {}), { reply: { touched } })
  await commit(60_000)
  await clock.runFor(61_000)
  const values = { by: 'Dana', services: 'tracking interlock' }
  t.like(told.at(-2), { code: 'configuration-placed', values: { ...values, version: 2 } })
  t.like(told.at(-1), { code: 'configuration-returned', values: { ...values, version: 1 } })
  await set('99')
  t.like(await bus.request('configuration.candidate', {}), { reply: { touched: undefined } })
})

test('what is confirmed stays, also over a restart', async (t) => {
  const { clock, bus, file, service, open, set, commit } = await setUp()
  await set('10')
  await commit(60_000)
  t.like(await bus.request('configuration.confirm', { by: 'Dana' }), {
    ok: true,
    reply: { active: 2, trial: undefined },
  })
  await clock.runFor(120_000)
  await service.close()
  await open()
  t.is(aimHzIn(file), '10')
})

test('a restart takes back what nobody confirmed', async (t) => {
  const { file, state, service, open, set, commit } = await setUp()
  await set('10')
  await commit(600_000)
  await service.close()
  await open()
  t.is(file.text, first)
  t.is(state.placed, 2)
})

test('a file that was changed beside the console becomes a version, and can be gone back from', async (t) => {
  const { bus, file, service, open, commit } = await setUp()
  await service.close()
  file.text = 'rates: { aimHz: 5 }\n'
  await open()
  t.like(await bus.request('configuration.show', {}), {
    reply: { active: 2, versions: [{ number: 1 }, { author: 'file' }] },
  })
  t.like(await bus.request('configuration.edit', { do: 'rollback', by: 'Dana', number: 1 }), {
    reply: { isChanged: true },
  })
  await commit()
  t.is(file.text, first)
  const none = await bus.request('configuration.edit', { do: 'rollback', by: 'Dana', number: 9 })
  t.like(none, { ok: false, text: 'version 9 is not kept; there is 1, 2, 3' })
})

test('power that goes at any write of a commit leaves one of the two texts, and an unconfirmed one never', async (t) => {
  for (const trialMs of [undefined, 600_000])
    for (let most = 0; most < 6; most++) {
      const { storage, file, service, open, set, commit, state } = await setUp()
      await set('10')
      const records = storage as { write: Storage['write'] }
      const write = storage.write
      let left = most
      records.write = async (name, bytes) => {
        if (left-- <= 0) return new Promise(() => undefined)
        await write(name, bytes)
      }
      void commit(trialMs)
      for (let turn = 0; turn < 50; turn++) await Promise.resolve()
      records.write = write
      void service
      state.placed = 0
      await open().catch(() => undefined)
      const value = aimHzIn(file)
      t.true(trialMs ? value === '20' : value === '20' || value === '10', `${trialMs} ${most}: ${value}`)
    }
})

test('a file that cannot be replaced is said, and nothing has changed', async (t) => {
  const { bus, file, state, set, commit } = await setUp()
  await set('10')
  state.isReadOnly = true
  t.like(await commit(), { ok: false, reason: 'refused', text: 'train.yaml: cannot be replaced (EROFS)' })
  t.is(file.text, first)
  t.like(await bus.request('configuration.show', {}), { reply: { active: 1 } })
  state.isReadOnly = false
  t.like(await commit(), { ok: true, reply: { active: 3 } })
})

test('a book that cannot be kept once the file was replaced takes the file back, also where that cannot be read', async (t) => {
  for (const isUnreadable of [false, true]) {
    const { file, state, storage, set, commit } = await setUp()
    await set('10')
    const records = storage as { write: Storage['write'] }
    const write = storage.write
    let books = 0
    records.write = async (name, bytes) => {
      if (name === 'configuration' && ++books === 2) {
        state.isUnreadable = isUnreadable
        throw new TypeError('no space')
      }
      await write(name, bytes)
    }
    t.like(await commit(600_000), { ok: false })
    t.is(file.text, first)
  }
})

test('a candidate that cannot be cleared leaves the trial as it is', async (t) => {
  const { clock, file, state, storage, set, commit } = await setUp()
  await set('10')
  const records = storage as { write: Storage['write'] }
  const write = storage.write
  records.write = async (name, bytes) => {
    if (name === 'configuration-candidate') throw new TypeError('no space')
    await write(name, bytes)
  }
  t.like(await commit(60_000), { ok: true })
  t.is(state.placed, 1)
  await clock.runFor(61_000)
  t.is(file.text, first)
})

test('a trial that cannot be taken back is tried again', async (t) => {
  const { clock, file, state, set, commit } = await setUp()
  await set('10')
  await commit(60_000)
  state.isReadOnly = true
  await clock.runFor(65_000)
  t.is(aimHzIn(file), '10')
  state.isReadOnly = false
  await clock.runFor(10_000)
  t.is(file.text, first)
})

test('a trial goes back also where the present file cannot be read', async (t) => {
  const { clock, file, state, set, commit } = await setUp()
  await set('10')
  await commit(60_000)
  state.isUnreadable = true
  await clock.runFor(61_000)
  t.is(file.text, first)
  t.is(state.placed, 2)
})

test('a trial goes back also where nothing says what that touches', async (t) => {
  const { bus, clock, file, state, set, commit } = await setUp()
  await set('10')
  await commit(60_000)
  state.isComparing = true
  await clock.runFor(61_000)
  t.is(file.text, first)
  await clock.runFor(15_000)
  t.is(state.placed, 2)
  t.like(await bus.request('configuration.show', {}), { reply: { active: 1, trial: undefined } })
})

test('whole files come in, too long ones and broken ones do not go further than the candidate', async (t) => {
  const { bus, file } = await setUp()
  const take = (text: string) => bus.request('configuration.edit', { do: 'take', by: 'Dana', text })
  t.like(await take('rates: { aimHz: 7 }\n'), { ok: true, reply: { isChanged: true } })
  t.like(await take('x'.repeat(70_000)), { ok: false, reason: 'refused' })
  t.like(await take('rates: ['), { ok: true })
  const discarded = await bus.request('configuration.edit', { do: 'discard', by: 'Dana' })
  t.like(discarded, { reply: { isChanged: false } })
  t.is(file.text, first)
})
