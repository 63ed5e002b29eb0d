import { join } from 'node:path'
import type { AppendLog } from '../../hal/append-log.ts'
import { openAppendLog } from '../../hal/linux/append-log.ts'
import type { TrainConfig } from '../config/train-config.ts'
import { ownFolder } from './state-folders.ts'

/** Chosen: some 2,000 events a file; four of them are more than the 5,000 that are shown. */
const FILE_BYTES = 512 * 1024
const MOST_FILES = 4

/** What the services of a train tell, in the folder of its state; rejects with TerminalError `storage-failed`. */
export const openEventLog = ({ state }: Pick<TrainConfig, 'state'>): Promise<AppendLog> =>
  openAppendLog({
    folder: join(ownFolder(state.folder, 'alarms'), 'events'),
    name: 'events',
    fileBytes: FILE_BYTES,
    mostFiles: MOST_FILES,
  })
