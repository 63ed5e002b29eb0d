import { join } from 'node:path'
import type { KeepingService } from './service-accounts.ts'

/** Where a service keeps what nobody else may read, in the folder of a train's state. */
export const ownFolder = (stateFolder: string, service: KeepingService): string => join(stateFolder, service)
