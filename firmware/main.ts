#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { compileCacheFolder } from './main/compile-cache.ts'
import { watchStandardOutput } from './main/standard-output.ts'
import { listenForStop } from './main/stop-signal.ts'

// Before anything slow is loaded: Ctrl-C at once must end as cleanly as later.
const stop = listenForStop()
const output = watchStandardOutput(stop)
enableCompileCache(compileCacheFolder())
const { runCommandLine } = await import('./main/command-line.ts')
process.exitCode = await runCommandLine(process.argv.slice(2), stop)
// A write that failed tells so a turn later.
await new Promise((told) => setImmediate(told))
const failure = output.failure()
if (failure !== undefined) {
  process.stderr.write(`steppelink: ${failure}\n`)
  process.exitCode = 1
}
// The channel to the process that started this one would keep it alive.
if (process.connected) process.disconnect()
// What could not start may have left a line or a socket open, which would keep it alive too.
if (process.exitCode !== 0) process.exit()
