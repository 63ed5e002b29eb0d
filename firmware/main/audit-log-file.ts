import { join } from 'node:path'
import type { AppendLog } from '../../hal/append-log.ts'
import { openAppendLog, readAppendLog } from '../../hal/linux/append-log.ts'
import type { TrainConfig } from '../config/train-config.ts'
import { auditLog } from '../domain/audit-log.ts'
import { isChainExpired } from '../domain/hash-chain.ts'
import { sha256 } from '../services/chain-writer.ts'
import { ownFolder } from './state-folders.ts'

const FILE_BYTES = 1024 * 1024
/** Chosen: some 3,000 entries a file, and a busy day at the depot is a tenth of one. */
const MOST_FILES = 256
const KEEP_DAYS = 365

const fileOf = (stateFolder: string) => ({ folder: join(ownFolder(stateFolder, 'access'), 'audit'), name: 'audit' })

/** The lines of a train's audit log, whether it is running or not. */
export const readAuditLog = (stateFolder: string): AsyncIterable<string> => readAppendLog(fileOf(stateFolder))

/** The audit log of a train, in the folder of its state; rejects with TerminalError `storage-failed`. */
export const openAuditLog = ({ state, console }: Pick<TrainConfig, 'state' | 'console'>): Promise<AppendLog> =>
  openAppendLog({
    ...fileOf(state.folder),
    fileBytes: FILE_BYTES,
    mostFiles: MOST_FILES,
    isExpired: isChainExpired(auditLog, console?.keepAuditDays ?? KEEP_DAYS, sha256),
  })
