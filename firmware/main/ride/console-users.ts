import { generateKeyPairSync } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { editYaml } from '../../config/edit-yaml.ts'
import { publicHalf } from '../../services/ed25519.ts'
import { readText } from '../linux-machine.ts'
import { makeUsers } from '../make-users.ts'

const people = [
  { name: 'technician', role: 'technician' },
  { name: 'engineer', role: 'engineer' },
] as const

/** Gives a ride's train its users, as a depot would, by a key of this ride alone; answers their first passwords. */
export const giveConsoleUsers = async (
  folder: string,
  { trainFile, trainId }: { trainFile: string; trainId: string },
): Promise<Record<string, string>> => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const path = join(folder, 'users.signed')
  const { file, passwords } = await makeUsers(people, { train: trainId, serial: 1, key: privateKey })
  await writeFile(path, file, { mode: 0o600 })
  const keys = { do: 'set', path: 'console.depotKeys', value: `{ ride: '${publicHalf(privateKey)}' }` } as const
  const named = editYaml(await readText(trainFile), keys)
  await writeFile(trainFile, editYaml(named, { do: 'set', path: 'console.provisioning', value: path }))
  return passwords
}
