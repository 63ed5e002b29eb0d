import { isFolder } from '../../hal/linux/make-folder.ts'
import { openStorage } from '../../hal/linux/storage.ts'
import { settleTrainFile } from '../services/configuration/train-file.ts'
import { VersionStore } from '../services/configuration/version-store.ts'
import { trainFileAt } from './train-file.ts'

/**
 * Before the services read the train's file: takes back what nobody confirmed before the power went, and completes what was being put in
 * place. Says in a sentence what it did, if anything; a file that never was changed from the console is left alone.
 */
export const settleConfiguration = async (path: string, stateFolder: string): Promise<string | undefined> => {
  if (!(await isFolder(stateFolder))) return undefined
  const store = new VersionStore(await openStorage(stateFolder))
  const { unconfirmed, placing } = await store.book()
  if (!unconfirmed && placing === undefined) return undefined
  const { did } = await settleTrainFile(store, trainFileAt(path))
  return did === 'returned'
    ? `${path}: nobody confirmed the configuration on trial: the one before it is in force again`
    : undefined
}
