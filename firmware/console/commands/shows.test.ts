import test from 'ava'
import { consoleContext, textOf } from '../../../test/fakes/console-context.ts'
import { wellTrain } from '../../../test/fakes/well-train.ts'
import { latinText } from '../charset.ts'
import { languages, textIn } from '../messages.ts'
import { widthOf } from '../screen/width.ts'
import { showCommands, whyCommands } from './shows.ts'

const all = [...showCommands, ...whyCommands]
const valuesOf = ([verb, what]: readonly string[]): Record<string, string> => {
  if (verb === 'why' && what === 'link') return { trafficClass: 'passenger' }
  return what === 'mute' || what === 'satellite' ? { terminal: 'oneweb' } : {}
}

const sizes = [80, 40, 20].flatMap((columns) =>
  languages.flatMap((language) => [true, false].map((hasUnicode) => [columns, language, hasUnicode] as const)),
)

/** What services answer while all is well. */
const answering = (set: ReturnType<typeof consoleContext>): void => {
  const moved = { sentBytes: 27_662_250, receivedBytes: 222_705_000 }
  const classes = { passenger: moved }
  set.answer('usage.show', () => ({
    ok: true,
    reply: {
      month: '2026-05',
      isTimeTrusted: true,
      links: {
        oneweb: { ...moved, usedGb: 0.25, classes },
        geo: { ...moved, usedGb: 41, budgetGb: 40, cost: 369, classes: {} },
      },
      lately: { overS: 10, links: { oneweb: { all: moved, passenger: moved } } },
      earlier: [],
    },
  }))
  set.answer('cellular.show', () => ({
    ok: true,
    reply: {
      modems: {
        lte: {
          isAlive: true,
          registration: 'home',
          operator: '40177',
          rsrpDbm: -112,
          rsrqDb: -10,
          sim: 'ready',
          cell: { technology: 'lte', cellId: '1A2B', band: 3 },
        },
      },
    },
  }))
  set.answer('satellites.show', () => ({
    ok: true,
    reply: {
      terminals: {
        oneweb: {
          kind: 'constellation',
          maskDeg: 25,
          elements: 624,
          utcMs: 1_780_239_660_000,
          candidates: [
            {
              noradId: 80251,
              name: 'SYNTH-0543',
              azimuthTrueDeg: 286,
              elevationDeg: 68,
              capacity: 3.1,
              leftS: 318,
              standing: 'followed',
            },
            {
              noradId: 80249,
              name: 'SYNTH-0541',
              azimuthTrueDeg: 20,
              elevationDeg: 40,
              capacity: 2,
              leftS: 100,
              standing: 'quarantined',
              untilUtcMs: 1_780_239_960_000,
            },
          ],
        },
        geo: { kind: 'geostationary', maskDeg: 10, candidates: [] },
      },
    },
  }))
  set.answer('log.show', ({ source }) => ({
    ok: true,
    reply: {
      entries: [
        {
          number: 1,
          uptimeS: 60,
          source: source ?? 'links',
          severity: 'info',
          subject: 'oneweb',
          text: 'follows SYNTH-0543',
          reasons: ['rising'],
        },
      ],
    },
  }))
  set.answer('why.show', ({ trafficClass }) => ({
    ok: true,
    reply: {
      trafficClass,
      link: 'oneweb',
      verdict: 'oneweb is the best',
      candidates: [
        {
          link: 'oneweb',
          isChosen: true,
          score: 100,
          parts: [{ name: 'order', points: 100, text: 'first in the list of the class' }],
          wouldChange: 'its going down or doing badly: lte would take over',
        },
      ],
    },
  }))
}

for (const [columns, language, hasUnicode] of sizes)
  test(`every screen fits ${columns} columns in ${language}${hasUnicode ? '' : ', in Latin letters'}`, async (t) => {
    for (const row of all) {
      const set = consoleContext({
        told: wellTrain(),
        size: { columns, rows: 24 },
        language,
        text: textIn(language),
        hasUnicode,
      })
      answering(set)
      const { lines, isBad } = await row.run(set.context, valuesOf(row.words))
      t.not(isBad, true, row.words.join(' '))
      t.true(lines.length > 0, row.words.join(' '))
      for (const line of lines) {
        t.true(widthOf(hasUnicode ? line : latinText(line)) <= columns, `${row.words.join(' ')}: ${line}`)
        t.notRegex(line, /undefined|NaN|\{\w+\}/, row.words.join(' '))
      }
    }
  })

test('every screen says "unknown" where nobody has said anything, and its data can be written', async (t) => {
  for (const row of all) {
    if (row.words.join(' ') === 'show config') continue
    const outcome = await row.run(consoleContext().context, valuesOf(row.words))
    t.regex(textOf(outcome), /unknown|says nothing|not running/, row.words.join(' '))
    t.notThrows(() => JSON.parse(JSON.stringify(outcome.data)), row.words.join(' '))
  }
})

test('every screen is for whoever may look, and asks for no confirmation', (t) => {
  for (const { role, danger } of all) {
    t.is(role, 'viewer')
    t.is(danger, undefined)
  }
})

test('a sky of many satellites is shown whole: what has no room beside the plot stands below it', async (t) => {
  const satellites = Array.from({ length: 26 }, (_, index) => ({
    system: 'gps' as const,
    svid: index + 1,
    azimuthDeg: index * 10,
    elevationDeg: 30,
    carrierToNoiseDbHz: 40,
    isUsed: true,
  }))
  const { context } = consoleContext({ told: { sky: { atMs: 99_900, receiver: 'gnss', satellites } } })
  const sky = showCommands.find(({ words }) => words.join(' ') === 'show sky')
  const text = textOf((await sky?.run(context, { which: 'gnss' })) ?? { lines: [], data: null })
  for (const { svid } of satellites) t.regex(text, new RegExp(`gps ${svid} 40 dBHz`))
})

test('a receiver that counts to twelve is counted by its sky', async (t) => {
  const told = wellTrain()
  const satellites = Array.from({ length: 19 }, () => ({ system: 'gps' as const, isUsed: true }))
  const fix = told.fix?.kind === 'fix' ? { ...told.fix, satellitesUsed: 12 } : undefined
  const receiver = told.receivers?.chosen ?? ''
  const { context } = consoleContext({
    told: { ...told, ...(fix && { fix }), sky: { atMs: 99_900, receiver, satellites } },
  })
  const position = showCommands.find(({ words }) => words.join(' ') === 'show position')
  t.regex(textOf((await position?.run(context, {})) ?? { lines: [], data: null }), /3d, 19 satellites/)
})

test('why mute lists what is not met, and counts it among all conditions of the terminal', async (t) => {
  const told = wellTrain()
  const [first, ...others] = told.transmit?.terminals['oneweb']?.conditions ?? []
  const muted = { isPermitted: false, conditions: first ? [{ ...first, isMet: false }, ...others] : [] }
  const transmit = told.transmit && { ...told.transmit, terminals: { oneweb: muted } }
  const { context } = consoleContext({ told: { ...told, ...(transmit && { transmit }) } })
  const why = whyCommands.find(({ words }) => words.join(' ') === 'why mute')
  const said = textOf((await why?.run(context, { terminal: 'oneweb' })) ?? { lines: [], data: null })
  t.regex(said, /oneweb: MUTED: 1 of 21 conditions not met/)
  t.notRegex(said, / ok /)
})

test('what is unknown of the place along the line is named, and the bound has its unit', async (t) => {
  const told = wellTrain()
  const { navigation } = told
  const line = navigation?.line && { ...navigation.line, direction: 'unknown' as const }
  const { context } = consoleContext({
    told: { ...told, ...(navigation && line && { navigation: { ...navigation, line } }) },
  })
  const position = showCommands.find(({ words }) => words.join(' ') === 'show position')
  const said = textOf((await position?.run(context, {})) ?? { lines: [], data: null })
  t.regex(said, /astana-almaty km 4\.5 ±2\.5 km, direction unknown$/m)
  t.regex(said, /388 m ±7 m$/m)
})

test('a train that moves does not wait, though its journey is not known yet', async (t) => {
  const told = wellTrain()
  const journey = told.journey && { ...told.journey, state: 'waiting' as const }
  const { context } = consoleContext({ told: { ...told, ...(journey && { journey }) } })
  const status = showCommands.find(({ words }) => words.join(' ') === 'show status')
  t.regex(textOf((await status?.run(context, {})) ?? { lines: [], data: null }), /Journey +under way, its direction/)
})
