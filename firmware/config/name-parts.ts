import { z } from 'zod'

// Of a device, a terminal, a link, or who signs. No docstring: it would stand beside each key in docs/train-file.md.
export const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, 'lower-case letters, digits and -, 1 to 32, a letter first')

// In people’s words.
export const label = z.string().min(1).max(60)
