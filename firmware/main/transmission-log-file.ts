import { join } from 'node:path'
import type { AppendLog } from '../../hal/append-log.ts'
import { openAppendLog, readAppendLog } from '../../hal/linux/append-log.ts'
import type { TrainConfig } from '../config/train-config.ts'
import { isExpired } from '../domain/transmission-log.ts'
import { sha256 } from '../services/chain-writer.ts'

const FILE_BYTES = 1024 * 1024
/** Chosen: some 3,000 entries a file, two files on a busy day; the disk is full before a year is over only if these are wrong. */
const MOST_FILES = 2_048

const fileOf = (stateFolder: string) => ({ folder: join(stateFolder, 'transmissions'), name: 'transmissions' })

/** The lines of a train's transmission log, whether it is running or not. */
export const readTransmissionLog = (stateFolder: string): AsyncIterable<string> => readAppendLog(fileOf(stateFolder))

/** The transmission log of a train, in the folder of its state; rejects with TerminalError `storage-failed`. */
export const openTransmissionLog = ({
  state,
  interlock,
}: Pick<TrainConfig, 'state' | 'interlock'>): Promise<AppendLog> =>
  openAppendLog({
    ...fileOf(state.folder),
    fileBytes: FILE_BYTES,
    mostFiles: MOST_FILES,
    isExpired: isExpired(interlock.keepTransmissionsDays, sha256),
  })
