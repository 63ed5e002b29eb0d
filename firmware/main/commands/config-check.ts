import { probeWarnings } from '../../config/probe-targets.ts'
import { checkConfig, readYaml } from '../../config/read-config.ts'
import type { TrainParts } from '../../config/readable-parts.ts'
import { nameMistakes } from '../check-names.ts'
import { readText } from '../linux-machine.ts'
import type { StopSignal } from '../stop-signal.ts'

const count = (of: object): number => Object.keys(of).length

const summaryOf = ({ devices, terminals, links }: TrainParts): string =>
  `${count(devices)} devices, ${count(terminals)} terminals, ${count(links)} links`

/** `config check FILE`: says that it is well, with warnings on stderr, or every mistake on a line there; UsageError when it cannot be read at all. */
export const configCheck = async (_options: object, _stop: StopSignal, file: string): Promise<number> => {
  const checked = checkConfig(readYaml(await readText(file), file))
  const readable = 'config' in checked ? { parts: checked.config, unread: [] } : checked.readable
  const names = readable ? await nameMistakes(readable.parts, readable.unread) : []
  const mistakes = [...('config' in checked ? [] : checked.mistakes), ...names]
  for (const mistake of mistakes) process.stderr.write(`steppelink: ${file}: ${mistake}\n`)
  if (mistakes.length > 0 || !('config' in checked)) return 2
  for (const warning of probeWarnings(checked.config))
    process.stderr.write(`steppelink: ${file}: warning: ${warning}\n`)
  process.stdout.write(`${file}: well: train ${checked.config.train.id}, ${summaryOf(checked.config)}\n`)
  return 0
}
