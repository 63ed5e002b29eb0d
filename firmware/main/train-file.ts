import { realpath } from 'node:fs/promises'
import { replaceFile } from '../../hal/linux/replace-file.ts'
import type { TrainFile } from '../services/configuration/train-file.ts'
import { UsageError } from '../usage-error.ts'
import { readText } from './linux-machine.ts'
import { refusalOf } from './make-folder.ts'

/** The train's file at a path; a link stays a link, and what it leads to is replaced. */
export const trainFileAt = (path: string): TrainFile => ({
  read: () => readText(path),
  replace: async (text) => {
    try {
      await replaceFile(await realpath(path), text)
    } catch (cause) {
      throw new UsageError(`${path}: cannot be replaced (${refusalOf(cause)}); nothing was changed`, { cause })
    }
  },
})
