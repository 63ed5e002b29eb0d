import { probeWarnings } from '../../config/probe-targets.ts'
import type { TrainParts } from '../../config/readable-parts.ts'
import { configMistakes } from '../config-mistakes.ts'
import { readText } from '../linux-machine.ts'
import type { StopSignal } from '../stop-signal.ts'

const count = (of: object): number => Object.keys(of).length

const summaryOf = ({ devices, terminals, links }: TrainParts): string =>
  `${count(devices)} devices, ${count(terminals)} terminals, ${count(links)} links`

/** `config check FILE`: says that it is well, with warnings on stderr, or every mistake on a line there; UsageError when it cannot be read at all. */
export const configCheck = async (_options: object, _stop: StopSignal, file: string): Promise<number> => {
  const { mistakes, config } = await configMistakes(await readText(file), file)
  for (const mistake of mistakes) process.stderr.write(`steppelink: ${file}: ${mistake}\n`)
  if (!config) return 2
  for (const warning of probeWarnings(config)) process.stderr.write(`steppelink: ${file}: warning: ${warning}\n`)
  process.stdout.write(`${file}: well: train ${config.train.id}, ${summaryOf(config)}\n`)
  return 0
}
