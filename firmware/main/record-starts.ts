import { readBootId } from '../../hal/linux/boot-id.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { openStorage } from '../../hal/linux/storage.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { sayError } from './say-error.ts'
import { StartRecorder } from './start-recorder.ts'

/** Begins this start's entry in a state folder; undefined, and said, where nothing can be kept there. */
export const recordStarts = async (folder: string): Promise<StartRecorder | undefined> => {
  try {
    const storage = await openStorage(folder)
    return await StartRecorder.begin({ clock: systemClock, storage, bootId: await readBootId() })
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error
    sayError(error)
    return undefined
  }
}
