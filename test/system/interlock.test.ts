import test from 'ava'
import { type MuteCase, type MuteRig, muteRig } from '../bench/mute-rig.ts'

/** A busy machine may be late; the bench measures against the 100 ms that are wanted. */
const SURELY_MS = 500

let rig: MuteRig
test.before(async () => {
  rig = await muteRig(() => undefined)
})
test.after.always(() => rig?.close())

const cases: readonly MuteCase[] = [
  { service: 'tracking', signal: 'SIGSTOP' },
  { service: 'interlock', signal: 'SIGSTOP' },
  { service: 'tracking', signal: 'SIGKILL' },
  { service: 'interlock', signal: 'SIGKILL' },
]

for (const one of cases)
  test.serial(
    `${one.signal} of ${one.service} mutes at the permit line${one.service === 'tracking' ? ' and at the modem' : ''}`,
    async (t) => {
      t.timeout(200_000)
      const { lineMs, modemMs } = await rig.mute(one)
      t.true(lineMs <= SURELY_MS, `line ${lineMs} ms`)
      if (one.service === 'tracking') t.true((modemMs ?? Number.POSITIVE_INFINITY) <= SURELY_MS, `modem ${modemMs} ms`)
    },
  )

test.serial(
  'a signed order by text message mutes at the permit line and at the modem, until it is released',
  async (t) => {
    t.timeout(200_000)
    for (let time = 0; time < 2; time++) {
      const { lineMs, modemMs } = await rig.muteByOrder()
      t.true(lineMs <= SURELY_MS, `line ${lineMs} ms`)
      t.true(modemMs <= SURELY_MS, `modem ${modemMs} ms`)
    }
  },
)
