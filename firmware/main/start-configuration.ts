import { parentProcess } from '../../hal/linux/child-process.ts'
import type { Storage } from '../../hal/storage.ts'
import { parseConfig } from '../config/read-config.ts'
import { type TouchedServices, touchedServices } from '../config/touched-services.ts'
import type { TrainConfig } from '../config/train-config.ts'
import type { TrainFile } from '../services/configuration/train-file.ts'
import { VersionStore } from '../services/configuration/version-store.ts'
import { startConfiguration as start } from '../services/configuration.ts'
import type { Service, ServiceContext } from '../services/service.ts'
import { UsageError } from '../usage-error.ts'
import { configMistakes } from './config-mistakes.ts'
import { importedElements } from './elements-files.ts'
import type { FilePlaced } from './file-placed.ts'
import { placeElements } from './place-elements.ts'
import { trainFileAt } from './train-file.ts'

/** Elsewhere a candidate's own records, or the way to the console, would be lost with it. */
const keeping = (running: TrainConfig, candidate: TrainConfig): string[] => [
  ...(candidate.state.folder === running.state.folder
    ? []
    : ['state.folder: is where versions are kept: change it in the file itself']),
  ...(candidate.accounts === running.accounts
    ? []
    : ['accounts: is looked at when everything starts: change it in the file itself']),
  ...(candidate.console === undefined && running.console !== undefined
    ? ['console: is the way in, and what takes a change back: take it away in the file itself']
    : []),
]

const mistakesFor =
  (running: TrainConfig) =>
  async (text: string): Promise<readonly string[]> => {
    try {
      const { mistakes, config } = await configMistakes(text, 'candidate')
      return config ? keeping(running, config) : mistakes
    } catch (error) {
      if (error instanceof UsageError) return [error.message]
      throw error
    }
  }

const touchedBy = async (before: string, after: string): Promise<TouchedServices | undefined> => {
  const [from, to] = await Promise.all([configMistakes(before, 'before'), configMistakes(after, 'after')])
  return from.config && to.config && touchedServices(from.config, to.config)
}

/** Asks the file that is in force each time: a commit may have made a terminal since this service began. */
export const placingFor =
  ({ read }: Pick<TrainFile, 'read'>, { state }: TrainConfig) =>
  async (name: string, text: string): Promise<readonly string[]> => {
    const { terminals } = parseConfig(await read(), 'in force')
    const service = terminals[name]?.service
    if (service?.kind !== 'constellation') throw new UsageError(`${name}: is no terminal that follows a constellation`)
    return placeElements(importedElements(state.folder, service.elements), { text, from: 'the file' })
  }

/** Starts the keeper of the train's configuration on the file that the services were started with. */
export const startConfiguration = (
  { clock, bus }: ServiceContext,
  { path, config, storage }: { path: string; config: TrainConfig; storage: Storage },
): Promise<Service> =>
  start({
    clock,
    bus,
    store: new VersionStore(storage),
    file: trainFileAt(path),
    mistakesIn: mistakesFor(config),
    touchedBy,
    placeElements: placingFor(trainFileAt(path), config),
    onPlaced: () => parentProcess.send({ placed: true } satisfies FilePlaced),
  })
