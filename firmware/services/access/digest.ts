import { createHash } from 'node:crypto'
import type { Digest } from '../../domain/access-challenge.ts'

/** SHA-256 over a label and bytes. */
export const digest: Digest = (label, bytes) => createHash('sha256').update(label).update('\n').update(bytes).digest()
