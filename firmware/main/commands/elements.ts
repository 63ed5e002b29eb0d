import { basename } from 'node:path'
import { UsageError } from '../../usage-error.ts'
import { ask } from '../ask.ts'
import { importedElements, readElementsAt } from '../elements-files.ts'
import { readText } from '../linux-machine.ts'
import { agesText, placeElements, rejectedLines } from '../place-elements.ts'
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

const targetOf = ({ into, state, as }: WhereOptions, file: string | undefined): string => {
  if ((into === undefined) === (state === undefined))
    throw new UsageError('give --into FILE or --state DIR: where the elements are')
  if (into !== undefined) return into
  const name = as ?? (file === undefined ? undefined : basename(file))
  if (name === undefined) throw new UsageError('give --as NAME with --state: the file that the configuration names')
  return importedElements(state ?? '', name)
}

const say = (lines: readonly string[]): void => {
  process.stdout.write(`${lines.join('\n')}\n`)
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
  const placed = await placeElements(target, { text: await readText(file), from: file })
  say([...placed, await tellTrain(options.bus)])
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
