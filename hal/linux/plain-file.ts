import { constants, type FileHandle, open } from 'node:fs/promises'

/** Why a plain file was not read, for a person; `cause` where the kernel said so. */
export interface NotRead {
  why: string
  cause?: unknown
}

/** Of a FIFO, `open` would wait for a writer who never comes. */
export const PLAIN_FILE_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK

const readOpen = async (file: FileHandle, bytesAtMost: number): Promise<Uint8Array | NotRead> => {
  const found = await file.stat()
  if (!found.isFile()) return { why: 'is no plain file' }
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytesAtMost + 1), 0, bytesAtMost + 1, 0)
  return bytesRead > bytesAtMost ? { why: `has more than ${bytesAtMost} bytes` } : buffer.subarray(0, bytesRead)
}

/** Reads a small plain file to its end; never waits for what is none, as a FIFO or a device, and takes no more memory than asked. Never rejects. */
export const readPlainFile = async (path: string, bytesAtMost: number): Promise<Uint8Array | NotRead> => {
  try {
    const file = await open(path, PLAIN_FILE_FLAGS)
    return await readOpen(file, bytesAtMost).finally(() => file.close())
  } catch (cause) {
    return { why: 'cannot be read', cause }
  }
}
