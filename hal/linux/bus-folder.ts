import { rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { giveFolder } from './give-folder.ts'
import { makeFolders } from './make-folder.ts'

/** Where a service's sockets lie: its own folder, so that no other service can put one in their place. */
export const busFolderOf = (folder: string, service: string): string => join(folder, service)

/** Who may meet on a bus. */
export interface BusPeople {
  /** The group whose members may enter and ask; root's alone unless given. */
  gid?: number
  /** Each service with the user whose it is. */
  services: readonly { name: string; uid: number }[]
}

/** Of a folder that several users meet in: what is placed there gets its group (setgid). */
export const SHARED_BIT = 0o2000
const SHARED = SHARED_BIT | 0o750
const PRIVATE = 0o700

/**
 * Makes the folders of a bus whose services are of several users: only members of the group come in, and in each service's folder that service alone
 * may place anything. Only root may. The returned function takes them away again where nobody is left in them.
 */
export const prepareBus = async (folder: string, { gid = 0, services }: BusPeople): Promise<() => Promise<void>> => {
  const mode = gid === 0 ? PRIVATE : SHARED
  await makeFolders(dirname(folder), 0o755)
  await giveFolder(folder, { uid: 0, gid }, mode)
  for (const { name, uid } of services) await giveFolder(busFolderOf(folder, name), { uid, gid }, mode)
  return async () => {
    for (const { name } of services) await rmdir(busFolderOf(folder, name)).catch(() => {})
  }
}
