import {
  existsSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  renameSync,
  type Stats,
  symlinkSync,
  unlinkSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import { TerminalError } from '../terminal-error.ts'

const foundAt = (path: string): Stats | undefined => lstatSync(path, { throwIfNoEntry: false })

/** Why what stands there must not be replaced. */
const whyKept = (link: string, isOurs: (target: string) => boolean): string | undefined => {
  const found = foundAt(link)
  if (!found) return undefined
  if (!found.isSymbolicLink()) return 'exists and is not a link'
  const target = readlinkSync(link)
  if (!isOurs(target)) return `exists and leads to ${target}, where nothing of ours is`
  const isDead = !existsSync(resolve(dirname(link), target))
  return isDead || found.uid === process.geteuid?.()
    ? undefined
    : `exists and leads to ${target}, which another user has in use`
}

/**
 * Puts a symbolic link in place at one stroke, also over an earlier one: of those whose target `isOurs` takes for one of ours, what this user
 * has placed, and what leads to nothing any more. Anything else in its place is left alone. Throws TerminalError `port-busy` then, and
 * `port-denied` when it cannot be placed.
 */
export const placeLink = (link: string, target: string, isOurs: (target: string) => boolean): void => {
  const beside = `${link}.${process.pid}.new`
  try {
    const why = whyKept(link, isOurs)
    if (why !== undefined) {
      const message = `${link} ${why}; choose another path or remove it`
      throw new TerminalError({ code: 'port-busy', device: 'pty', retry: 'never', message })
    }
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(target, beside)
    renameSync(beside, link)
  } catch (cause) {
    if (cause instanceof TerminalError) throw cause
    const message = `cannot place the link ${link}; check that its folder can be written to`
    throw new TerminalError({ code: 'port-denied', device: 'pty', retry: 'never', message, cause })
  }
}

/** Takes a link away, if it is still the one to `target`. */
export const removeLink = (link: string, target: string): void => {
  if (foundAt(link)?.isSymbolicLink() && readlinkSync(link) === target) unlinkSync(link)
}
