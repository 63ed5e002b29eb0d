import test from 'ava'
import { nameOf, parseStat, processTree } from './process-use.ts'

test('parent and CPU time are found behind any name of the process', (t) => {
  const stat = '812 (a) (b c) S 77 812 812 0 -1 4194560 1 0 0 0 150 25 0 0 20 0 11 0 9 1 2'
  t.deepEqual(parseStat(stat), { parent: 77, cpuS: 1.75 })
  t.is(parseStat(''), undefined)
})

test('a process is named by its service, or by its command', (t) => {
  t.is(nameOf('node\0firmware/main.ts\0run\0--wait\0--service\0links\0'), 'links')
  t.is(nameOf('node\0firmware/main.ts\0twin\0train\0'), 'twin')
})

test('a tree begins with its root, which uses time and memory', (t) => {
  const [root] = processTree(process.pid)
  t.is(root?.pid, process.pid)
  t.true((root?.cpuS ?? 0) > 0 && (root?.pssMB ?? 0) > 5)
})
