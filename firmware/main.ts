#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { compileCacheFolder } from './main/compile-cache.ts'

enableCompileCache(compileCacheFolder())
const { runCommandLine } = await import('./main/command-line.ts')
process.exitCode = await runCommandLine(process.argv.slice(2))
// The channel to the process that started this one would keep it alive.
if (process.connected) process.disconnect()
