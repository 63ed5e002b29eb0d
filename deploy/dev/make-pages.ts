import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { consolePage } from './console-page.ts'
import { trainFilePage } from './train-file/page.ts'

const docs = join(import.meta.dirname, '..', '..', 'docs')
writeFileSync(join(docs, 'train-file.md'), trainFilePage())
writeFileSync(join(docs, 'console.md'), consolePage())
