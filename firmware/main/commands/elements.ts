import { basename } from 'node:path'
import { replaceFile } from '../../../hal/linux/replace-file.ts'
import { wallUtcMs } from '../../../hal/linux/wall-clock.ts'
import type { ElementSet } from '../../domain/elements.ts'
import { areElementsTooOld, elementsSigmaDeg } from '../../domain/elements-age.ts'
import { elementsFormOf, parseElements } from '../../domain/elements-file.ts'
import { type ImportPlan, JUMP_QUARANTINE_HOURS, planImport } from '../../domain/elements-import.ts'
import { UsageError } from '../../usage-error.ts'
import { ask } from '../ask.ts'
import { besideElements, type ElementsInUse, importedElements, readElementsAt } from '../elements-files.ts'
import { readText } from '../linux-machine.ts'
import { clockText } from '../ride/time-text.ts'
import type { StopSignal } from '../stop-signal.ts'

interface WhereOptions {
  into?: string
  state?: string
  as?: string
}

interface ImportOptions extends WhereOptions {
  bus: string
}

const HOUR_MS = 3_600_000
const NAMED_AT_MOST = 5

const targetOf = ({ into, state, as }: WhereOptions, file: string | undefined): string => {
  if ((into === undefined) === (state === undefined))
    throw new UsageError('give --into FILE or --state DIR: where the elements are')
  if (into !== undefined) return into
  const name = as ?? (file === undefined ? undefined : basename(file))
  if (name === undefined) throw new UsageError('give --as NAME with --state: the file that the configuration names')
  return importedElements(state ?? '', name)
}

/** Nobody reads thousands of hours. */
const DAYS_FROM_HOURS = 96

const ageText = (hours: number): string =>
  Math.abs(hours) < DAYS_FROM_HOURS ? `${hours.toFixed(1)} h` : `${(hours / 24).toFixed(1)} days`

const agesText = ({ satellites }: ElementSet): string => {
  const now = wallUtcMs()
  const ages = satellites.map(({ epochUtcMs }) => now - epochUtcMs).toSorted((a, b) => a - b)
  const hoursAt = (share: number): number => (ages[Math.floor(share * (ages.length - 1))] ?? 0) / HOUR_MS
  const middleMs = hoursAt(0.5) * HOUR_MS
  const isOld = areElementsTooOld({ epochUtcMs: now - middleMs }, now)
  const worth = isOld ? 'too old to follow satellites by' : `σ of pointing ${elementsSigmaDeg(middleMs).toFixed(3)}°`
  return `age ${ageText(hoursAt(0))} to ${ageText(hoursAt(1))}, middle one ${ageText(hoursAt(0.5))}: ${worth} (by this machine’s clock)`
}

const some = (lines: readonly string[]): string[] => {
  const more = lines.length - NAMED_AT_MOST
  return [...lines.slice(0, NAMED_AT_MOST), ...(more > 0 ? [`  … and ${more} more`] : [])]
}

const rejectedLines = ({ rejected }: ElementSet): string[] =>
  some(rejected.map(({ name, line, reason }) => `  left out: ${name} (${line}): ${reason}`))

const jumpLines = ({ jumps }: ImportPlan): string[] =>
  some(
    jumps.map(
      ({ name, offKm, limitKm }) => `  jumped: ${name}, ${offKm.toFixed(1)} km (${limitKm.toFixed(1)} allowed)`,
    ),
  )

const say = (lines: readonly string[]): void => {
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** A present set that cannot be read is no reason to keep out a good one. */
const presentAt = async (target: string): Promise<ElementsInUse | undefined> => {
  try {
    return await readElementsAt({ readText }, target)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`steppelink: ${error.message}; it is replaced\n`)
    return undefined
  }
}

/** In this order: whenever power goes, what is there is whole, and nobody who jumped is followed. */
const putInPlace = async (target: string, { text, plan }: { text: string; plan: ImportPlan }): Promise<void> => {
  const beside = besideElements(target)
  try {
    const present = await readText(target).catch(() => undefined)
    // The same once more is no reason to forget the set before.
    if (present !== undefined && present !== text) await replaceFile(beside.previous, present)
    await replaceFile(beside.quarantine, `${JSON.stringify(plan.barred)}\n`)
    await replaceFile(target, text)
  } catch (cause) {
    throw new UsageError(`${target}: cannot be written: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}

/** Tells a running train; without one the elements are read at its next start. */
const tellTrain = async (bus: string): Promise<string> => {
  const answer = await ask(bus, 'elements.reload', {}).catch((error: unknown) => {
    if (error instanceof UsageError) return undefined
    throw error
  })
  if (!answer || (!answer.ok && answer.reason === 'no-server'))
    return 'no train is running here: read at its next start'
  if (!answer.ok) throw new UsageError(`the running train does not take them: ${answer.text}`)
  const terminals = Object.entries(answer.reply.terminals)
  return `in use: ${terminals.map(([name, { satellites, barred }]) => `${name}: ${satellites} satellites, ${barred} in quarantine`).join('; ') || 'by no terminal'}`
}

/** `elements import FILE`: checks a file of elements, puts it in the place of the present one, and tells the running train. */
export const elementsImport = async (options: ImportOptions, _stop: StopSignal, file: string): Promise<number> => {
  const target = targetOf(options, file)
  const text = await readText(file)
  const next = parseElements(text, file)
  if ('error' in next) throw new UsageError(next.error)
  const present = await presentAt(target)
  const plan = planImport(present, next)
  if ('refused' in plan) throw new UsageError(`${file}: ${plan.refused}; nothing was changed`)
  const all = next.satellites.length + next.rejected.length
  await putInPlace(target, { text, plan })
  say([
    `${target}: ${next.satellites.length} of ${all} sets (${elementsFormOf(text)}), ${plan.added} new, ${plan.gone} gone`,
    `  ${agesText(next)}`,
    ...rejectedLines(next),
    ...jumpLines(plan),
    ...(plan.jumps.length > 0 ? [`  left alone until ${JUMP_QUARANTINE_HOURS} h after their epochs`] : []),
    await tellTrain(options.bus),
  ])
  return 0
}

/** `elements show`: what is there, how old it is, and who is left alone. */
export const elementsShow = async (options: WhereOptions, _stop: StopSignal): Promise<number> => {
  const target = targetOf(options, undefined)
  const present = await readElementsAt({ readText }, target)
  if (!present) throw new UsageError(`${target}: there is no such file`)
  const names = new Map(present.elements.satellites.map(({ noradId, name }) => [noradId, name]))
  say([
    `${target}: ${present.elements.satellites.length} satellites`,
    `  ${agesText(present.elements)}`,
    ...rejectedLines(present.elements),
    ...present.barred.map(
      ({ noradId, untilUtcMs }) => `  in quarantine: ${names.get(noradId) ?? noradId} until ${clockText(untilUtcMs)}`,
    ),
  ])
  return 0
}
