import test from 'ava'
import { Desk } from './command.ts'

const helps = test.macro({
  exec: async (t, args: readonly string[], named: readonly string[]) => {
    const { status, stdout, stderr } = await new Desk(t).run(...args, '--help')
    t.is(status, 0)
    t.is(stderr, '')
    t.regex(stdout, new RegExp(`^Usage: ${['steppelink', ...args].join(' ')}`))
    for (const name of named) t.true(stdout.includes(name), name)
  },
  title: (_, args: readonly string[]) => `${['steppelink', ...args].join(' ')} --help prints how it is used on stdout`,
})

test.serial(helps, [], ['ride', 'run', 'config', 'twin'])
test.serial(
  helps,
  ['ride'],
  ['--route', '--speed', '--for', '--seed', '--elements', '--fidelity', '--fault', '--report', '--json'],
)
test.serial(helps, ['run'], ['--config', '--service'])
test.serial(helps, ['config'], ['check'])
test.serial(helps, ['config', 'check'], ['<file>'])
test.serial(helps, ['twin'], ['<device>', '--link', '--protocol', '--seed'])
