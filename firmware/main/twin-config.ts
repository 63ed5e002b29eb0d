import { join } from 'node:path'
import type { TrainConfig } from '../config/train-config.ts'

/** The train that the twin serves. */
export const twinTrainFile = join(import.meta.dirname, '..', '..', 'hardware', 'trains', 'twin.yaml')

/** The same train with antennas that point themselves instead of its dish. */
const selfPointingTrainFile = twinTrainFile.replace(/twin\.yaml$/, 'twin-self-pointing.yaml')

/** The same train with a Starlink terminal besides. */
const starlinkTrainFile = twinTrainFile.replace(/twin\.yaml$/, 'twin-starlink.yaml')

/** Which of the trains is ridden. */
export const twinTrainFileFor = ({ isSelfPointing, hasStarlink }: TwinTrainChoice): string => {
  if (hasStarlink) return starlinkTrainFile
  return isSelfPointing ? selfPointingTrainFile : twinTrainFile
}

/** What a person may choose of the twin's train; one of them at most. */
export interface TwinTrainChoice {
  isSelfPointing: boolean
  hasStarlink: boolean
}

/** The folder that stands in the twin's train file for that of a run. */
const PLACEHOLDER = '/run/steppelink/twin'

/** The twin's train file for a run in `folder`, less the devices that it goes without: each has a line of its own. */
export const twinConfigFor = (
  text: string,
  { folder, without = [] }: { folder: string; without?: readonly string[] },
): string =>
  text
    .split('\n')
    .filter((line) => !without.some((device) => line.startsWith(`  ${device}: { class: `)))
    .join('\n')
    .replaceAll(PLACEHOLDER, () => folder)

/** How many beams the twin's array has: as many as its train file gives the terminal that it points. */
export const arrayBeamsIn = ({ terminals }: TrainConfig): 1 | 2 =>
  Object.values(terminals).find(({ pointer }) => pointer === 'array')?.beams ?? 1

/** The stretches of a line that have no room for the twin's dish: the firmware is told of the same ones. */
export const lowClearancesOn = ({ stow }: TrainConfig, route: string): TrainConfig['stow']['lowClearances'] =>
  stow.lowClearances.filter(({ line }) => line === route)

/** Whether the train has a Starlink terminal. */
export const hasStarlinkIn = ({ devices }: TrainConfig): boolean =>
  Object.values(devices).some((device) => device.class === 'starlink')

/** The driver of the twin's dish in its train file: its virtual mount speaks to that one. */
export const dishDriverIn = ({ devices: { dish } }: TrainConfig): string => dish?.driver ?? 'easycomm3'
