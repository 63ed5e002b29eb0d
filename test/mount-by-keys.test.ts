import test from 'ava'
import type { TwinReport } from '../hardware/twin/report.ts'
import { rideSession } from './fakes/ride-session.ts'

const SETTLED_S = 150
/** Shorter than a scan takes. */
const IDLE_LOCK_S = 60
const SCAN_AT_MOST_S = 400
const ASKED = /keep it\?\nyes or no\? /

/** A train that stands for so long, with an engineer at its console. */
const atConsole = async (standsForS: number) => {
  const ride = await rideSession({ fault: [`stop@30s+${standsForS}s`] }, SETTLED_S, { idleLockS: IDLE_LOCK_S })
  const reports: TwinReport[] = []
  ride.train.score.onReport((report) => void reports.push(report))
  const plain = (text: string): string => text.replaceAll('\r', '')
  return {
    ...ride,
    type: async (keys: string, forS: number) => plain(await ride.type(keys, forS)),
    /** Goes on until something is written, with no key pressed; what was written until then. */
    until: async (pattern: RegExp): Promise<string> => {
      let written = ''
      for (let second = 0; second < SCAN_AT_MOST_S && !pattern.test(written); second++)
        written += plain(await ride.type('', 1))
      return written
    },
    reports,
    isTransmitting: () => reports.at(-1)?.terminals['geo']?.isTransmitting,
    /** Seconds of those since in which the dish transmitted. */
    transmittedS: (since: number) =>
      reports.slice(since).filter(({ terminals }) => terminals['geo']?.isTransmitting).length,
    offTargetS: () => ride.train.score.summary().tracking.offTargetTransmitS,
  }
}

test('a dish is peaked without a key for longer than the idle lock, and transmits only after its name is typed', async (t) => {
  t.timeout(900_000)
  const desk = await atConsole(3_600)
  await desk.type('', 5)
  t.true(desk.isTransmitting(), 'it follows its satellite to begin with')
  await desk.type('calibrate mount geo\r', 1)
  await desk.type('y\r', 5)
  const begun = desk.reports.length
  t.regex(await desk.until(ASKED), /peak at[\s\S]*peak at/)
  t.true(desk.reports.length - begun > IDLE_LOCK_S, 'the scan took longer than the lock')
  await desk.type('y\r', 2)
  t.is(desk.transmittedS(begun), 0, 'muted while it was peaked, and at the question')
  await desk.type('', 30)
  t.is(desk.transmittedS(begun), 0, 'and for as long as nobody answers')
  const lifted = desk.reports.length
  t.regex(await desk.type('geo\r', 30), /TRANSMITS[\s\S]*Proven/)
  t.true(desk.transmittedS(lifted) > 10)
  t.is(desk.offTargetS(), 0)
  await desk.close()
})

test('without the name nothing is lifted, and Ctrl-C ends a proof', async (t) => {
  t.timeout(900_000)
  const desk = await atConsole(3_600)
  await desk.type('calibrate mount oneweb\r', 1)
  await desk.type('y\r', 5)
  await desk.until(ASKED)
  await desk.type('y\r', 2)
  t.regex(await desk.type('yes\r', 5), /Not tried/)
  await desk.type('calibrate mount oneweb\r', 1)
  await desk.type('y\r', 5)
  await desk.until(ASKED)
  await desk.type('y\r', 2)
  t.regex(await desk.type('oneweb\r', 6), /TRANSMITS|muted/i)
  t.regex(await desk.type('\u0003', 3), /interrupted[\s\S]*goes back to its work/)
  await desk.type('', 30)
  t.true(desk.reports.at(-1)?.terminals['oneweb']?.isTransmitting, 'it is back at its work')
  t.is(desk.offTargetS(), 0)
  await desk.close()
})
