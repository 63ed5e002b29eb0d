import { open } from 'node:fs/promises'
import { networkFailed } from '../network/tool.ts'
import { PLAIN_FILE_FLAGS } from '../plain-file.ts'

const KEY = /^[A-Za-z0-9+/]{43}=$/
const KEY_FILE_BYTES = 128
const OTHERS = 0o077

/** The first line or so of a file for its owner alone. Rejects with `network-failed`, which never tells what is in it. */
export const readPrivateFile = async (path: string): Promise<string> => {
  const file = await open(path, PLAIN_FILE_FLAGS).catch((cause: unknown) => {
    throw networkFailed(`${path}: cannot be read`, cause)
  })
  try {
    const found = await file.stat()
    if (!found.isFile()) throw networkFailed(`${path}: is no plain file`)
    if ((found.mode & OTHERS) !== 0)
      throw networkFailed(`${path}: others than its owner may read it: chmod 600 ${path}`)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(KEY_FILE_BYTES), 0, KEY_FILE_BYTES, 0)
    return buffer.toString('latin1', 0, bytesRead).trim()
  } finally {
    await file.close()
  }
}

/**
 * Reads 32 secret bytes in base64 from a file, as `wg genkey` writes them. Rejects with `network-failed`, which never tells what is in it,
 * when it cannot be read, is no plain file, may be read by others, or holds no key.
 */
export const readKeyFile = async (path: string): Promise<string> => {
  const text = await readPrivateFile(path)
  if (!KEY.test(text)) throw networkFailed(`${path}: holds no key of 32 bytes in base64; wg genkey makes one`)
  return text
}
