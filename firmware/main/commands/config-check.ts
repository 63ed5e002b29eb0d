import { parseConfig } from '../../config/read-config.ts'
import { readText } from '../linux-machine.ts'
import { checkNames } from '../open-devices.ts'
import type { StopSignal } from '../stop-signal.ts'

/** `config check FILE`: says that it is well; UsageError names every mistake. */
export const configCheck = async (_options: object, _stop: StopSignal, file: string): Promise<number> => {
  const config = parseConfig(await readText(file), file)
  await checkNames(config, file)
  const count = (of: object): number => Object.keys(of).length
  process.stdout.write(
    `${file}: well: train ${config.train.id}, ${count(config.devices)} devices, ${count(config.terminals)} terminals, ${count(config.links)} links\n`,
  )
  return 0
}
