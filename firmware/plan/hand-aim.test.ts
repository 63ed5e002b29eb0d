import test from 'ava'
import { monotonicMs } from '../../hal/units.ts'
import { askHandAim, endHandAim, type HandSeen, handAimOf, handAtStart, keepHandAim, passHandAim } from './hand-aim.ts'

const standing: HandSeen = {
  speedMps: 0.1,
  isLockedOut: false,
  isStowing: false,
  isHeadingKnown: true,
  isMuted: true,
  canReach: ({ elevationDeg }) => elevationDeg <= 80,
}
const request = { by: 'daulet', to: { azimuthDeg: 200, elevationDeg: 30 }, forMs: 60_000 }
const asked = (seen: HandSeen = standing, more: Partial<typeof request> = {}, state = handAtStart) =>
  askHandAim(state, { ...request, ...more, seen }, monotonicMs(1_000))

const hindrances: readonly (readonly [Partial<HandSeen>, RegExp])[] = [
  [{ speedMps: 0.6 }, /the train moves: 0\.6 m\/s/],
  [{ speedMps: undefined }, /does not say that the train stands/],
  [{ isLockedOut: true }, /locked out/],
  [{ isLockedOut: undefined }, /neither the key switch/],
  [{ isStowing: true }, /stowed/],
  [{ isHeadingKnown: false }, /heading is unknown/],
]

for (const [seen, why] of hindrances)
  test(`refused, and ended where it was begun: ${why.source}`, (t) => {
    const refused = asked({ ...standing, ...seen })
    t.is(refused.state, handAtStart)
    t.regex(refused.reasons[0] ?? '', why)
    const ended = passHandAim(asked().state, { ...standing, ...seen }, monotonicMs(1_050))
    t.deepEqual(ended.state, {})
    t.regex(ended.reasons[0] ?? '', why)
  })

test('a direction that the pointer does not reach is refused, and so is a second person', (t) => {
  t.regex(asked(standing, { to: { azimuthDeg: 0, elevationDeg: 85 } }).reasons[0] ?? '', /beyond its limits/)
  const first = asked().state
  const second = asked(standing, { by: 'aigerim' }, first)
  t.is(second.state, first)
  t.regex(second.reasons[0] ?? '', /daulet aims it/)
})

test('nothing is aimed before the interlock says that the terminal is muted, and not for long without that', (t) => {
  const { state } = asked()
  const loud = { ...standing, isMuted: false }
  t.is(handAimOf(state, loud), undefined)
  t.deepEqual(handAimOf(state, standing), { by: request.by, to: request.to })
  t.truthy(passHandAim(state, loud, monotonicMs(3_400)).state.lease)
  t.regex(passHandAim(state, loud, monotonicMs(3_600)).reasons[0] ?? '', /does not say that it is muted/)
  const muted = keepHandAim(passHandAim(state, standing, monotonicMs(3_400)).state, monotonicMs(3_400))
  t.truthy(passHandAim(muted, loud, monotonicMs(5_800)).state.lease)
  t.deepEqual(passHandAim(muted, loud, monotonicMs(6_000)).state, {})
})

test('it ends when whoever aims is gone, when its time has passed, and after ten minutes at the most', (t) => {
  let { state } = asked(standing, { forMs: 3_600_000 })
  t.regex(passHandAim(state, standing, monotonicMs(6_000)).reasons[0] ?? '', /daulet is no longer there/)
  let endedMs: number | undefined
  for (let nowMs = 2_000; nowMs < 700_000 && endedMs === undefined; nowMs += 1_000) {
    state = passHandAim(keepHandAim(state, monotonicMs(nowMs)), standing, monotonicMs(nowMs)).state
    if (!state.lease) endedMs = nowMs
  }
  t.is(endedMs, 601_000)
  t.deepEqual(endHandAim(asked().state, 'ended by daulet'), {
    state: {},
    actions: [],
    reasons: ['no longer aimed by hand: ended by daulet'],
  })
})
