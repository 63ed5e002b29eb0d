import type { DishMount } from './dish-mount.ts'
import { answerRotctld } from './rotctld-answers.ts'

const MAX_LINE_BYTES = 200

/** What hears one client of `rotctld`. */
export interface RotctldEar {
  hear(bytes: Uint8Array): void
  /** Half a line that was heard is forgotten. */
  forget(): void
}

/** Cuts what a client says into lines, has the mount obey each, and gives the answer to `say`. Longer lines are cut off. */
export const rotctldEar = (mount: DishMount, say: (text: string) => void): RotctldEar => {
  let line = ''
  return {
    hear: (bytes) => {
      mount.advance()
      for (const byte of bytes) {
        const isEnd = byte === 0x0d || byte === 0x0a
        if (isEnd && line.trim() !== '') say(answerRotctld(mount, line.trim()))
        line = isEnd ? '' : (line + String.fromCharCode(byte)).slice(0, MAX_LINE_BYTES)
      }
      mount.keepMoving()
    },
    forget: () => {
      line = ''
    },
  }
}
