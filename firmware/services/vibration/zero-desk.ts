import type { Cancel, Clock } from '../../../hal/clock.ts'
import type { Storage } from '../../../hal/storage.ts'
import { type Answer, noAnswer, refuse } from '../../bus/answer.ts'
import type { Bus } from '../../bus/bus.ts'
import type { CommandReply } from '../../bus/commands.ts'
import { isZeroGood, SHAKES_ABOVE_G, ZERO_LIMIT_G, zeroHindrance, zeroOf } from '../../plan/accelerometer-zero.ts'
import type { Tell } from '../tell.ts'
import type { FollowedPart } from './followed-part.ts'
import { type KeptZero, zeroStore } from './zero-store.ts'

interface ZeroDeskOptions {
  clock: Clock
  bus: Bus
  storage: Storage
  tell: Tell
  setUpOf(part: string): string
  parts: readonly Pick<FollowedPart, 'key' | 'reading'>[]
  speedMps(): number | undefined
}

type Shown = CommandReply<'accelerometer.show'>

/** Measures the zero of every accelerometer on a coach that stands, and keeps it when somebody says so. */
export const zeroDesk = ({ clock, bus, storage, tell, setUpOf, parts, speedMps }: ZeroDeskOptions): Cancel => {
  const store = zeroStore(storage, setUpOf)
  const shown = (kept: ReadonlyMap<string, KeptZero>): Shown => ({
    limitG: ZERO_LIMIT_G,
    shakesAboveG: SHAKES_ABOVE_G,
    parts: Object.fromEntries(
      parts.map((part) => {
        const { state, axes } = part.reading(clock.nowMs())
        const zero = zeroOf({ state, figures: axes })
        const before = kept.get(part.key)
        const measured =
          typeof zero === 'string'
            ? { why: zero }
            : { offsetG: [...zero.offsetG] as KeptZero['offsetG'], rmsG: zero.rmsG, isGood: isZeroGood(zero) }
        return [part.key, { ...measured, ...(before && { kept: before }) }]
      }),
    ),
  })
  const measure = async (): Promise<Shown | string> => {
    const why = zeroHindrance(speedMps())
    return why ?? shown(await store.read())
  }
  const show = async (): Promise<Answer<'accelerometer.show'>> => {
    const found = await measure()
    return typeof found === 'string' ? refuse(found) : { ok: true, reply: found }
  }
  const keep = async (by: string): Promise<Answer<'accelerometer.keep'>> => {
    const found = await measure()
    if (typeof found === 'string') return refuse(found)
    const all = Object.entries(found.parts)
    const bad = all.find(([, { isGood }]) => isGood !== true)
    if (all.length === 0) return refuse('no accelerometer is heard')
    if (bad) return refuse(`${bad[0]}: ${bad[1].why ?? `its zero is beyond ${ZERO_LIMIT_G} g`}`)
    const zeros = new Map(all.flatMap(([part, { offsetG }]) => (offsetG ? [[part, { offsetG, by }] as const] : [])))
    try {
      await store.write(zeros)
    } catch {
      return noAnswer('failed', 'it could not be kept: the medium failed')
    }
    tell({ subject: 'accelerometers', text: `zero of ${zeros.size} measured and kept by ${by}` })
    return { ok: true, reply: shown(zeros) }
  }
  const ends = [bus.handle('accelerometer.show', show), bus.handle('accelerometer.keep', ({ by }) => keep(by))]
  return () => {
    for (const end of ends) end()
  }
}
