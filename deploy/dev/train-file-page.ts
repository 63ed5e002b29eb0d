import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { trainFilePage } from './train-file/page.ts'

writeFileSync(join(import.meta.dirname, '..', '..', 'docs', 'train-file.md'), trainFilePage())
