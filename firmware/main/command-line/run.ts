import { type Command, InvalidArgumentError } from 'commander'
import { serviceNames } from '../../bus/services.ts'
import { parsePort } from '../arguments.ts'
import { BUS_FOLDER } from './common-options.ts'
import { type Ending, lazily } from './ending.ts'

const parseService = (value: string, earlier: string[] = []): string[] => {
  if (!serviceNames.some((name) => name === value))
    throw new InvalidArgumentError(`services: ${serviceNames.join(', ')}.`)
  return [...earlier, value]
}

/** `run`. */
export const addRun = (program: Command, ending: Ending): void => {
  program
    .command('run')
    .description('Run the services on real devices.')
    .requiredOption('--config <file>', 'the train, as YAML')
    .option(
      '--service <name>',
      `only this service, in this process; repeatable: ${serviceNames.join(', ')}`,
      parseService,
    )
    .option('--bus <dir>', 'folder of the sockets between services', BUS_FOLDER)
    .option('--gpsd-port <n>', 'serve gpsd clients at this port, whatever the configuration says; 0: none', parsePort)
    .option('--state <dir>', 'keep what survives a restart here, whatever the configuration says')
    .option('--verbose', 'show all that services tell on stderr, not warnings only')
    .option('--wait', 'wait for devices, interfaces and services that do not come up yet, instead of ending')
    .action(lazily(async () => (await import('../commands/run.ts')).run, ending))
}
