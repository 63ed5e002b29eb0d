import test from 'ava'
import { TerminalError } from '../../hal/terminal-error.ts'
import { UsageError } from '../usage-error.ts'
import { exitStatusOf, sayError } from './say-error.ts'

/** What an error is told as; stderr is the process's own, so these tests take turns. */
const said = (error: unknown): string => {
  const { write } = process.stderr
  let text = ''
  process.stderr.write = (chunk: string | Uint8Array): boolean => {
    text += chunk
    return true
  }
  try {
    sayError(error)
  } finally {
    process.stderr.write = write
  }
  return text
}

const busy = new TerminalError({ code: 'port-busy', device: 'gnss', retry: 'backoff', message: 'is in use' })

test.serial('what the caller can mend is one line without a stack, status 2', (t) => {
  t.is(said(new UsageError('train.yaml: two\nlines')), 'steppelink: train.yaml: two lines\n')
  t.is(said(busy), 'steppelink: gnss: is in use\n')
  t.is(exitStatusOf(new UsageError('x')), 2)
  t.is(exitStatusOf(busy), 2)
})

test.serial('a mistake of our own shows where it was made, status 1', (t) => {
  const text = said(new TypeError('undefined is not a satellite'))
  t.regex(text, /^steppelink: TypeError: undefined is not a satellite\n +at .*say-error\.test\.ts/)
  t.is(exitStatusOf(new TypeError('x')), 1)
})

test.serial('what is thrown and is no error is still told', (t) => {
  t.is(said('just words'), 'steppelink: just words\n')
  t.is(exitStatusOf('just words'), 1)
})
