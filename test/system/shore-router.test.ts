import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'

const source = (path: string): string => join(import.meta.dirname, '..', '..', 'hal', path)

/** A hub's router in a network namespace of its own, whose one tunnel is lost and whose table somebody deletes. */
const SCRIPT = `import { execFileSync } from 'node:child_process'
import { openLinuxShoreRouter } from '${source('linux/hub/linux-shore-router.ts')}'
import { systemClock } from '${source('linux/clock.ts')}'
const run = (line) => execFileSync('/bin/sh', ['-c', line], { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } }).toString()
run('echo 1 >/proc/sys/net/ipv4/ip_forward; ip link add tunnel type veth peer name other; ip link set tunnel up')
const router = await openLinuxShoreRouter({
  uplink: 'lo', mtuBytes: 1380, linkMask: 0xff00, heard: [],
  links: [{ name: 'lte', interface: 'tunnel', mark: 0x100, table: 7201, priority: 7201 }],
  classes: [{ name: 'operations', mark: 2, networks: ['10.71.2.0/24'], floorKbps: 256 }],
  owned: { nftTable: 'steppelink', protocol: 71, qdisc: '7100' },
}, systemClock)
await router.shape('lte', 1000)
run('ip link delete tunnel; nft delete table inet steppelink')
const why = await router.restore().then(() => 'nothing', (error) => error.message)
console.log(JSON.stringify({ tables: run('nft list tables').trim(), why }))
await router.close()`

test('a hub whose tunnel is away still has its rules, and says what is missing', async (t) => {
  t.timeout(60_000)
  t.is(process.getuid?.(), 0, 'network namespaces need root: run this test as root')
  const { stdout } = await promisify(execFile)('unshare', [
    '--net',
    process.execPath,
    '--input-type=module',
    '-e',
    SCRIPT,
  ])
  const { tables, why } = JSON.parse(stdout) as { tables: string; why: string }
  t.is(tables, 'table inet steppelink')
  t.regex(why, /tunnel/)
})
