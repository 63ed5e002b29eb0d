import test from 'ava'
import { hierarchyIn } from './cpu-limit.ts'

test('a machine with version 1 gets its quota below the group of this process', (t) => {
  const { home, parent, settings } = hierarchyIn('5:memory:/a\n3:cpu,cpuacct:/user:one\n0::/user\n')
  t.is(home, '/sys/fs/cgroup/cpu,cpuacct/user:one')
  t.is(parent, home)
  t.deepEqual(settings.at(-1), ['cpu.cfs_quota_us', '25000'])
})

test('a machine with version 2 gets its limit beside the group of this process', (t) => {
  const { home, parent, settings } = hierarchyIn('0::/user.slice/session.scope\n')
  t.is(home, '/sys/fs/cgroup/user.slice/session.scope')
  t.is(parent, '/sys/fs/cgroup/user.slice')
  t.deepEqual(settings, [['cpu.max', '25000 100000']])
})
