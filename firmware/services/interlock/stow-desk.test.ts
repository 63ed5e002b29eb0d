import test from 'ava'
import { permittedDesk } from '../../../test/fakes/interlock-desk.ts'

const on = { do: 'on', by: 'Aigerim', reason: 'storm', forMs: 600_000 } as const
const wind = { do: 'wind', by: 'Bolat', windMps: 18, forMs: 600_000 } as const

test('a train without mounts refuses to stow and keeps nothing of it', async (t) => {
  const { bus, heard, storage, clock } = await permittedDesk({ mounts: {} })
  for (const request of [on, wind]) t.like(await bus.request('stow.set', request), { ok: false, reason: 'refused' })
  t.is(heard.transmit.at(-1)?.stow, undefined)
  await clock.runFor(10)
  const next = await permittedDesk({ storage })
  t.like(await next.bus.request('stow.show', {}), { reply: { order: undefined, wind: undefined } })
})

test('an order of another train in the same folder is none where there is no mount', async (t) => {
  const { bus, storage } = await permittedDesk()
  await bus.request('stow.set', on)
  const next = await permittedDesk({ storage, mounts: {} })
  t.is(next.heard.transmit.at(-1)?.stow, undefined)
})

test('told wind says so where no mount has a limit for it', async (t) => {
  const [none, limited] = [await permittedDesk(), await permittedDesk({ mounts: { dish: { airSpeedLimitMps: 30 } } })]
  t.like(await none.bus.request('stow.set', wind), { reply: { isWindIdle: true } })
  t.like(await limited.bus.request('stow.set', wind), { reply: { isWindIdle: undefined } })
})
