import type { CommandReply } from '../../bus/commands.ts'
import { choiceArgument } from '../argument.ts'
import { type CommandContext, command, type Outcome } from '../command.ts'
import { noReply } from '../no-reply.ts'
import { pause } from '../pause.ts'
import { mountLines, passLines } from '../screen/peak-screen.ts'
import { conditionText } from '../screen/permit-words.ts'
import { saidText } from '../screen/said-text.ts'
import { sheetOf } from '../screen/sheet.ts'
import { valueText } from '../screen/value-text.ts'

type Shown = CommandReply<'peak.keep'>
type Answer = Awaited<ReturnType<CommandContext['bus']['request']>>

/** The longest that a lease lasts. */
const LEASE_MS = 600_000
/** So often the console says that somebody is still there. */
const KEEP_EVERY_MS = 1_000
/** As long as the interlock lifts its mute for: to see lock and C/N hold under transmission. Chosen. */
const PROVE_MS = 20_000
const TELL_EVERY_S = 5
/** Seconds of these in which it was permitted, to count as proven: it takes some to be on target. */
const PROVEN_S = 10

interface Peaked {
  context: CommandContext
  terminal: string
}

const named = ({ context, terminal }: Peaked) => ({ terminal, by: context.user.name })

const keep = (peaked: Peaked) => peaked.context.bus.request('peak.keep', named(peaked))

const overLines = ({ text }: CommandContext, why: string, left: string = text('peak.nothing-changed')): Outcome => ({
  lines: [text('point.over', { why }), left],
  data: { isFound: false, why },
  isBad: true,
})

/** What refused a step of it, in its words, and what that leaves. */
const refusedBy = ({ context }: Peaked, answer: Extract<Answer, { ok: false }>, left?: string): Outcome => {
  const { lines } = noReply(context, answer, 'tracking')
  return overLines(context, lines[0] ?? '', left)
}

/**
 * Says that somebody is still there while a question waits for its answer. A question must not stand longer than the mute: the first refusal takes
 * it back, and is returned, with what that leaves.
 */
const whileKept = async <T>(
  peaked: Peaked,
  question: (until: AbortSignal) => Promise<T>,
  left?: string,
): Promise<{ answer: T } | Outcome> => {
  const over = new AbortController()
  const asked = question(over.signal)
  let isAnswered = false
  const mark = (): void => {
    isAnswered = true
  }
  void asked.then(mark, mark)
  while (!isAnswered && !peaked.context.ended.aborted) {
    await Promise.race([asked, pause(peaked.context, KEEP_EVERY_MS)])
    if (isAnswered) break
    const kept = await keep(peaked)
    if (kept.ok) continue
    over.abort()
    await asked
    return refusedBy(peaked, kept, left)
  }
  return { answer: await asked }
}

const progressOf = ({ context, terminal }: Peaked, shown: Shown): string => {
  const { text } = context
  const { satellite, azimuthTrueDeg, elevationDeg, looks, ofLooks } = shown
  if (!shown.isMuted || satellite === undefined) return text('peak.waits', { name: terminal })
  const at = { az: azimuthTrueDeg?.toFixed(1) ?? '?', el: elevationDeg?.toFixed(1) ?? '?' }
  return text('peak.looks', { name: terminal, satellite, ...at, looks: 5 * Math.floor(looks / 5), of: ofLooks })
}

/** Waits for the verdict, telling each fifth look and each measured pass. */
const watchScan = async (peaked: Peaked, first: Shown): Promise<Shown | Outcome> => {
  const { context } = peaked
  let shown = first
  let told = ''
  let passesTold = 0
  while (!shown.verdict) {
    const line = progressOf(peaked, shown)
    if (line.replace(/\(.*\)/, '') !== told) context.say(line)
    told = line.replace(/\(.*\)/, '')
    if (!(await pause(context, KEEP_EVERY_MS))) return overLines(context, context.text('peak.stopped'))
    const answer = await keep(peaked)
    if (!answer.ok) return refusedBy(peaked, answer)
    // A scan takes minutes, and its lease is its end.
    if (answer.reply.looks > shown.looks) context.session.stay()
    shown = answer.reply
    const over = shown.passes.filter(({ fit }) => fit)
    if (over.length < passesTold) passesTold = 0
    // The first two only find the middle.
    for (const [index, pass] of over.entries())
      if (index >= Math.max(2, passesTold)) for (const one of passLines(sheetOf(context), pass)) context.say(one)
    passesTold = Math.max(passesTold, over.length)
  }
  return shown
}

const notFound = ({ context }: Peaked, shown: Shown): Outcome => {
  const { text } = context
  const { verdict = 'holds', words = '', searchedDeg } = shown
  const last = shown.passes.at(-1)
  const because = verdict === 'found' ? 'holds' : verdict
  return {
    lines: [
      ...(last ? passLines(sheetOf(context), last) : []),
      text(`peak.${because}`, { words: saidText(text, words), searched: searchedDeg.toFixed(1) }),
      text('peak.nothing-changed'),
    ],
    data: shown,
    isBad: true,
  }
}

/** Whether and why the terminal transmits now, by the interlock. */
const lookAtMute = async ({ context, terminal }: Peaked): Promise<{ isPermitted: boolean; line: string }> => {
  const { text, seen } = context
  const [transmit, modems] = [await seen('transmit'), await seen('modems')]
  const told = transmit?.isStale === false ? transmit.message.terminals[terminal] : undefined
  const db = modems?.message.terminals[terminal]?.carrierToNoiseDb?.toFixed(1) ?? '?'
  if (told?.isPermitted) return { isPermitted: true, line: text('peak.transmits', { name: terminal, db }) }
  const unmet = told?.conditions.find(({ isMet }) => !isMet)
  const why = unmet
    ? `${conditionText(text, unmet.name)}: ${saidText(text, unmet.value)} (${valueText(text, unmet.limit)})`
    : '?'
  return { isPermitted: false, line: text('peak.muted', { name: terminal, why }) }
}

/** Lets the terminal transmit for a moment, once a person has said that the roof is clear. */
const prove = async (peaked: Peaked): Promise<Outcome> => {
  const { context, terminal } = peaked
  const { text, bus, say } = context
  const request = { ...named(peaked), forMs: PROVE_MS, isRoofClear: true } as const
  const lifted = await bus.request('hand.lift', request)
  if (!lifted.ok) return noReply(context, lifted, 'interlock')
  let permittedS = 0
  let wasPermitted: boolean | undefined
  // In its last second the lift may be over already.
  for (let second = 1; second < PROVE_MS / 1000; second++) {
    if (!(await pause(context, KEEP_EVERY_MS))) break
    const answer = await keep(peaked)
    if (!answer.ok)
      return refusedBy(peaked, answer, text('peak.not-proven', { name: terminal, s: permittedS, of: PROVE_MS / 1000 }))
    const { isPermitted, line } = await lookAtMute(peaked)
    if (isPermitted) permittedS++
    if (isPermitted !== wasPermitted || second % TELL_EVERY_S === 0) say(line)
    wasPermitted = isPermitted
  }
  await bus.request('hand.mute', { terminal })
  const isProven = permittedS >= PROVEN_S
  const values = { name: terminal, s: permittedS, of: PROVE_MS / 1000 }
  return {
    lines: [text(isProven ? 'peak.proven' : 'peak.not-proven', values)],
    data: { permittedS, ofS: PROVE_MS / 1000 },
    ...(!isProven && { isBad: true }),
  }
}

/** Asks for both words: to keep what was found, and to prove it by transmitting. */
const keepAndProve = async (peaked: Peaked, shown: Shown): Promise<Outcome> => {
  const { context, terminal } = peaked
  const { text, say, confirm, ask, bus } = context
  const lines = mountLines(sheetOf(context), shown, terminal)
  if (shown.found?.isBeyond) return { lines: [...lines, text('peak.nothing-changed')], data: shown, isBad: true }
  for (const line of lines) say(line)
  const word = await whileKept(peaked, (until) => confirm(text('peak.keep'), until))
  if ('lines' in word) return word
  if (!word.answer) return { lines: [text('peak.nothing-changed')], data: shown }
  const kept = await bus.request('peak.adopt', named(peaked))
  if (!kept.ok) return refusedBy(peaked, kept)
  say(text('peak.kept'))
  say(text('peak.roof', { name: terminal }))
  const prompt = text('peak.prove', { name: terminal, s: PROVE_MS / 1000 })
  const typed = await whileKept(peaked, (until) => ask(prompt, { until }), text('peak.not-tried'))
  if ('lines' in typed) return typed
  if (typed.answer?.trim() !== terminal) return { lines: [text('peak.not-tried')], data: kept.reply }
  const { lines: proof, data, ...verdict } = await prove(peaked)
  return { lines: proof, data: { ...kept.reply, proof: data }, ...verdict }
}

const peakAndKeep = async (peaked: Peaked, first: Shown): Promise<Outcome> => {
  const shown = await watchScan(peaked, first)
  if ('lines' in shown) return shown
  return shown.verdict === 'found' ? keepAndProve(peaked, shown) : notFound(peaked, shown)
}

/** How a terminal's mount sits, found by peaking on its satellite. */
export const calibrateMount = command({
  words: ['calibrate', 'mount'],
  arguments: {
    terminal: choiceArgument({
      label: 'TERMINAL',
      help: 'argument.point-terminal',
      choices: ({ terminals }) => terminals,
    }),
  },
  help: 'help.calibrate-mount',
  role: 'engineer',
  danger: 'peak.danger',
  deadlineMs: LEASE_MS + 60_000,
  whenInterrupted: (text, { terminal }) => text('peak.goes-back', { name: terminal }),
  run: async (context, { terminal }) => {
    const peaked = { context, terminal }
    const begun = await context.bus.request('peak.set', { ...named(peaked), forMs: LEASE_MS })
    if (!begun.ok) return noReply(context, begun, 'tracking')
    try {
      const outcome = await peakAndKeep(peaked, begun.reply)
      return { ...outcome, lines: [...outcome.lines, context.text('peak.goes-back', { name: terminal })] }
    } finally {
      await context.bus.request('peak.end', named(peaked))
    }
  },
})
