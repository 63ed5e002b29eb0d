import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { TerminalError } from '../terminal-error.ts'

/** Where the kernel lists its lines, unless a test has its own tree. */
export const GPIO_ROOT = '/sys/class/gpio'

/** One bank of lines; `base` is the number of its first one in the kernel's own counting (0 once, 512 on newer kernels). */
export interface GpioChip {
  label: string
  base: number
  lineCount: number
}

const readText = (folder: string, file: string): string => readFileSync(join(folder, file), 'utf8').trim()

const chipIn = (folder: string): GpioChip | undefined => {
  try {
    const base = Number(readText(folder, 'base'))
    const lineCount = Number(readText(folder, 'ngpio'))
    return Number.isInteger(base) && lineCount > 0 ? { label: readText(folder, 'label'), base, lineCount } : undefined
  } catch {
    return undefined
  }
}

/** The kernel's banks, largest first; [] where the kernel has no GPIO in sysfs. */
export const listGpioChips = (root = GPIO_ROOT): readonly GpioChip[] => {
  try {
    const names = readdirSync(root).filter((name) => /^gpiochip\d+$/.test(name))
    const chips = names.map((name) => chipIn(join(root, name))).filter((chip) => chip !== undefined)
    return chips.sort((a, b) => b.lineCount - a.lineCount || a.base - b.base)
  } catch {
    return []
  }
}

/** Whether this kernel has lines at all; a desk has none and uses the twin's. */
export const hasKernelGpio = (root = GPIO_ROOT): boolean => listGpioChips(root).length > 0

/** The bank of that label, or the largest one: on boards of the Raspberry Pi class that is the header's. Throws `gpio-missing`. */
export const findGpioChip = (label?: string, root = GPIO_ROOT): GpioChip => {
  const chips = listGpioChips(root)
  const chip = label === undefined ? chips[0] : chips.find((candidate) => candidate.label === label)
  if (chip) return chip
  const found = chips.map((candidate) => candidate.label).join(', ')
  const message = chips.length === 0 ? `this kernel has no GPIO in ${root}` : `no bank "${label}", there are: ${found}`
  throw new TerminalError({ code: 'gpio-missing', device: 'gpio', retry: 'never', message })
}
