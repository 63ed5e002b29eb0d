import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** How much stands in the files of a spool, whatever their folders; what goes meanwhile counts nothing. */
export const spooledBytes = (spool: string): number =>
  readdirSync(spool, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(spool, name), { throwIfNoEntry: false }))
    .reduce((sum, found) => sum + (found?.isFile() ? found.size : 0), 0)
