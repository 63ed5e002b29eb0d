import { lstatSync, mkdirSync, readlinkSync, renameSync, symlinkSync, unlinkSync } from 'node:fs'
import { dirname } from 'node:path'
import { TerminalError } from '../terminal-error.ts'

const isLink = (path: string): boolean => {
  try {
    return lstatSync(path).isSymbolicLink()
  } catch {
    return false
  }
}

const exists = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined

/**
 * Puts a symbolic link in place at one stroke, also over an earlier link; anything else in its place is left alone. Throws TerminalError
 * `port-busy` then, and `port-denied` when it cannot be placed.
 */
export const placeLink = (link: string, target: string): void => {
  if (exists(link) && !isLink(link)) {
    const message = `${link} exists and is not a link; choose another path or remove it`
    throw new TerminalError({ code: 'port-busy', device: 'pty', retry: 'never', message })
  }
  const beside = `${link}.${process.pid}.new`
  try {
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(target, beside)
    renameSync(beside, link)
  } catch (cause) {
    const message = `cannot place the link ${link}; check that its folder can be written to`
    throw new TerminalError({ code: 'port-denied', device: 'pty', retry: 'never', message, cause })
  }
}

/** Takes a link away, if it is still the one to `target`. */
export const removeLink = (link: string, target: string): void => {
  if (isLink(link) && readlinkSync(link) === target) unlinkSync(link)
}
